import { useState } from 'react';
import { byCursor, client, lists, type Schema } from '../../api/index.ts';
import {
  Ago,
  Badge,
  Button,
  Card,
  type Column,
  count,
  Empty,
  Pagination,
  PlusIcon,
  StateView,
  Table,
} from '../../design/index.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { NewKeyDialog } from './new-key-dialog.tsx';

type Key = Schema<'ApiKeyDto'>;

/** What programs act for the account with. */
export function ApiKeys() {
  const [isCreating, setCreating] = useState(false);
  const keys = lists.useInfiniteQuery(
    'get',
    '/api/v1/api-keys',
    { params: { query: { limit: 20 } } },
    byCursor,
  );
  return (
    <Card
      title="API keys"
      about="For programs that act for you. A key is shown once, when you create it."
      aside={
        <Button small variant="primary" onClick={() => setCreating(true)}>
          <PlusIcon /> New key
        </Button>
      }
    >
      <StateView
        of={keys}
        isEmpty={({ pages }) => !pages[0]?.items.length}
        empty={<Empty title="No API keys">Create one for a script, a server or an agent.</Empty>}
      >
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          return (
            <>
              <Table caption="API keys" columns={COLUMNS} rows={rows} rowKey={({ id }) => id} />
              {keys.hasNextPage && (
                <Pagination
                  shown={count(rows.length, 'key')}
                  hasMore
                  isLoading={keys.isFetchingNextPage}
                  onMore={() => void keys.fetchNextPage()}
                />
              )}
            </>
          );
        }}
      </StateView>
      <NewKeyDialog open={isCreating} onClose={() => setCreating(false)} />
    </Card>
  );
}

const COLUMNS: readonly Column<Key>[] = [
  {
    header: 'Name',
    isName: true,
    cell: ({ name, prefix }) => (
      <>
        {name}
        <code className="block font-mono font-normal text-faint sm:hidden">
          coin_{prefix.slice(0, 8)}…
        </code>
      </>
    ),
  },
  {
    header: 'Key',
    isMinor: true,
    cell: ({ prefix }) => <code className="font-mono">coin_{prefix}…</code>,
  },
  {
    header: 'May',
    cell: ({ scopes }) => (
      <span className="flex flex-wrap gap-1">
        {scopes.map((scope) => (
          <Badge key={scope} tone={scope === 'admin' ? 'warn' : 'neutral'}>
            {scope}
          </Badge>
        ))}
      </span>
    ),
  },
  { header: 'Last used', isMinor: true, cell: ({ lastUsedAt }) => <Ago at={lastUsedAt} /> },
  { header: 'Expires', isMinor: true, cell: ({ expiresAt }) => <Ago at={expiresAt} /> },
  { header: 'Revoke', isAction: true, cell: (key) => <Revoke apiKey={key} /> },
];

function Revoke({ apiKey: { id, name } }: { readonly apiKey: Key }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button
        small
        variant="quiet"
        className="-my-1.5 -mr-2.5"
        onClick={() => setAsking(true)}
        aria-label={`Revoke ${name}`}
      >
        Revoke
      </Button>
      <ConfirmDialog
        title={`Revoke the key “${name}”?`}
        verb="Revoke"
        open={isAsking}
        onClose={() => setAsking(false)}
        act={() => client.DELETE('/api/v1/api-keys/{id}', { params: { path: { id } } })}
      >
        <p>Programs that use it are refused at once. This cannot be undone.</p>
      </ConfirmDialog>
    </>
  );
}
