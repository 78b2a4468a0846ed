import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client, type Schema } from '../../api/index.ts';
import { Button, ButtonLink, Dialog, Failed } from '../../design/index.ts';

type Owned = Schema<'OwnedResourceDto'>;

/**
 * Takes a resource off sale; leads to the last step of publishing, which checks it, to put it on; archives it for
 * good, once that is confirmed.
 */
export function SaleSwitch({ resource: { id, status, name } }: { readonly resource: Owned }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asks, setAsks] = useState(false);
  const params = { params: { path: { id } } };
  const done = async () => {
    setAsks(false);
    await queries.invalidateQueries();
  };
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
  if (status === 'archived') return null;
  return (
    <>
      {status === 'published' ? (
        <Button busy={unpublish.isPending} onClick={() => unpublish.mutate()}>
          Take off sale
        </Button>
      ) : (
        <ButtonLink variant="primary" to="/publish/$id/$step" params={{ id, step: 'review' }}>
          Put on sale
        </ButtonLink>
      )}
      <Button variant="danger" onClick={() => setAsks(true)}>
        Archive
      </Button>
      {unpublish.error && <Failed error={unpublish.error} />}
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
