import { useState } from 'react';
import { api, client, type Schema } from '../../api/index.ts';
import {
  Ago,
  At,
  Badge,
  Button,
  Card,
  type Column,
  Empty,
  StateView,
  Table,
} from '../../design/index.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';

type Session = Schema<'OpenSessionDto'>;

/** Where the account is signed in. */
export function Sessions() {
  const sessions = api.useQuery('get', '/api/v1/auth/sessions');
  return (
    <Card title="Sessions" about="Browsers and programs that are signed in with your wallet.">
      <StateView
        of={sessions}
        isEmpty={({ items }) => items.length === 0}
        empty={<Empty title="No sessions">You are here with an API key.</Empty>}
      >
        {({ items }) => (
          <Table caption="Sessions" columns={COLUMNS} rows={items} rowKey={({ id }) => id} />
        )}
      </StateView>
    </Card>
  );
}

const COLUMNS: readonly Column<Session>[] = [
  {
    header: 'Began',
    isName: true,
    cell: ({ startedAt, isCurrent }) => (
      <span className="flex flex-wrap items-center gap-2">
        <At at={startedAt} /> {isCurrent && <Badge tone="good">This browser</Badge>}
      </span>
    ),
  },
  { header: 'Renewed', cell: ({ renewedAt }) => <Ago at={renewedAt} /> },
  { header: 'Ends', isMinor: true, cell: ({ expiresAt }) => <Ago at={expiresAt} /> },
  {
    header: 'End it',
    isAction: true,
    cell: (session) =>
      session.isCurrent ? (
        <span className="text-faint max-sm:hidden">Sign out instead</span>
      ) : (
        <End session={session} />
      ),
  },
];

function End({ session: { id } }: { readonly session: Session }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button small variant="quiet" className="-my-1.5 -mr-2.5" onClick={() => setAsking(true)}>
        End
      </Button>
      <ConfirmDialog
        title="End this session?"
        verb="End it"
        open={isAsking}
        onClose={() => setAsking(false)}
        act={() => client.DELETE('/api/v1/auth/sessions/{id}', { params: { path: { id } } })}
      >
        <p>Whoever uses it has to sign in again, within fifteen minutes at the latest.</p>
      </ConfirmDialog>
    </>
  );
}
