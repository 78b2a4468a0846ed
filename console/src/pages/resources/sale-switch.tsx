import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client, type Schema } from '../../api/index.ts';
import { Button, Dialog, Failed, Note } from '../../design/index.ts';

type Owned = Schema<'OwnedResourceDto'>;

/** Puts a resource on sale and takes it off; archives it for good, once that is confirmed. */
export function SaleSwitch({ resource: { id, status, name } }: { readonly resource: Owned }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asks, setAsks] = useState(false);
  const params = { params: { path: { id } } };
  const done = async () => {
    setAsks(false);
    await queries.invalidateQueries();
  };
  const publish = useMutation({
    mutationFn: () => client.POST('/api/v1/resources/{id}/publish', params),
    onSuccess: done,
  });
  const unpublish = useMutation({
    mutationFn: () => client.POST('/api/v1/resources/{id}/unpublish', params),
    onSuccess: done,
  });
  const archive = useMutation({
    mutationFn: () => client.DELETE('/api/v1/resources/{id}', params),
    onSuccess: async () => {
      await navigate({ to: '/resources' });
      await done();
    },
  });
  const error = publish.error ?? unpublish.error;
  const warnings = publish.data?.data?.warnings ?? [];
  if (status === 'archived') return null;
  return (
    <>
      {status === 'published' ? (
        <Button busy={unpublish.isPending} onClick={() => unpublish.mutate()}>
          Take off sale
        </Button>
      ) : (
        <Button variant="primary" busy={publish.isPending} onClick={() => publish.mutate()}>
          Put on sale
        </Button>
      )}
      <Button variant="danger" onClick={() => setAsks(true)}>
        Archive
      </Button>
      {error && <Failed error={error} />}
      {warnings.map(({ code, message }) => (
        <Note key={code} tone="warn">
          {message}
        </Note>
      ))}
      <Dialog
        open={asks}
        onClose={() => setAsks(false)}
        title={`Archive “${name}”?`}
        actions={
          <>
            <Button onClick={() => setAsks(false)}>Keep it</Button>
            <Button variant="danger" busy={archive.isPending} onClick={() => archive.mutate()}>
              Archive for good
            </Button>
          </>
        }
      >
        <p>
          Buyers can call it no more, and it does not come back. What was sold stays in your books.
        </p>
        {archive.error && <Failed error={archive.error} />}
      </Dialog>
    </>
  );
}
