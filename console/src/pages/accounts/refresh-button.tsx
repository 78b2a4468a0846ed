import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '../../api/index.ts';
import { Button, RefreshIcon } from '../../design/index.ts';
import type { Account } from './account.ts';

/** Has the server read the account anew; what cannot be read stays, and says so. */
export function RefreshButton({ account: { provider } }: { readonly account: Account }) {
  const queries = useQueryClient();
  const sync = useMutation({
    mutationFn: () =>
      client.POST('/api/v1/integrations/{provider}/sync', { params: { path: { provider } } }),
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <Button busy={sync.isPending} onClick={() => sync.mutate()}>
      {!sync.isPending && <RefreshIcon />} Refresh
    </Button>
  );
}
