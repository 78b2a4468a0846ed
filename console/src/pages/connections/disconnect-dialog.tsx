import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, ApiProblem, client } from '../../api/index.ts';
import { Button, count, Dialog, Note } from '../../design/index.ts';
import type { Integration } from './words.ts';

const RUNS_MODELS = new Set(['claude', 'openrouter']);

/** Asks before secrets are erased, and says what stops selling without them. */
export function DisconnectDialog({
  service: { provider, name },
  open,
  onClose,
}: {
  readonly service: Integration;
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  const queries = useQueryClient();
  const disconnect = useMutation({
    mutationFn: () =>
      client.POST('/api/v1/integrations/{provider}/disconnect', { params: { path: { provider } } }),
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries();
    },
  });
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Disconnect ${name}?`}
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="danger" busy={disconnect.isPending} onClick={() => disconnect.mutate()}>
            Disconnect
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <p>
          The secrets and all that is known of the account are erased at once. You can connect again
          at any time.
        </p>
        {RUNS_MODELS.has(provider) && <Affected provider={provider} />}
        {disconnect.error && <Note tone="bad">{ApiProblem.from(disconnect.error).message}</Note>}
      </div>
    </Dialog>
  );
}

function Affected({ provider }: { readonly provider: string }) {
  const { data } = api.useQuery('get', '/api/v1/integrations/{provider}/affected-resources', {
    params: { path: { provider } },
  });
  if (data === undefined || data.count === 0) return null;
  return (
    <Note tone="warn">{count(data.count, 'resource')} on sale will stop selling without it.</Note>
  );
}
