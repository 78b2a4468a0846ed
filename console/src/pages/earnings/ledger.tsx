import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { byCursor, lists, type Schema } from '../../api/index.ts';
import { networkName } from '../../chain/index.ts';
import {
  At,
  Card,
  type Column,
  count,
  Empty,
  Money,
  Pagination,
  StateView,
  Table,
} from '../../design/index.ts';

type Entry = Schema<'EntryLineDto'>;

const KINDS: Readonly<Record<Entry['kind'], string>> = {
  settlement: 'Call paid',
  settlement_reversed: 'Payment vanished',
  refund_owed: 'Refund owed',
  refund_paid: 'Refund paid',
  refund_void: 'Refund void',
};
const ACCOUNTS: Readonly<Record<Entry['account'], string>> = {
  wallet: 'Wallet',
  revenue: 'Revenue',
  platform_fee: 'Platform fee',
  refunds: 'Refunds',
  refunds_owed: 'Refunds owed',
};

/** Every entry of the books, the newest first: each payment is booked twice, and adds up to zero. */
export function Ledger() {
  const entries = lists.useInfiniteQuery(
    'get',
    '/api/v1/earnings/entries',
    { params: { query: { limit: 15 } } },
    byCursor,
  );
  return (
    <Card
      title="Ledger"
      about="Double entry, in USDC, the newest first, whatever the range. Debits are positive, credits negative."
    >
      <StateView
        of={entries}
        height="h-96"
        isEmpty={({ pages }) => !pages[0]?.items.length}
        empty={<Empty title="Nothing was booked yet">The first paid call will be here.</Empty>}
      >
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          return (
            <>
              <Table caption="Ledger" columns={COLUMNS} rows={rows} rowKey={({ id }) => id} />
              <Pagination
                shown={count(rows.length, 'entry', 'entries')}
                hasMore={entries.hasNextPage}
                isLoading={entries.isFetchingNextPage}
                onMore={() => void entries.fetchNextPage()}
              />
            </>
          );
        }}
      </StateView>
    </Card>
  );
}

const COLUMNS: readonly Column<Entry>[] = [
  { header: 'What', isName: true, cell: (entry) => <What {...entry} /> },
  { header: 'Account', cell: ({ account }) => <Line>{ACCOUNTS[account]}</Line> },
  { header: 'Amount', isFigure: true, cell: ({ amount }) => <Money value={amount} whole /> },
  { header: 'Network', cell: ({ network }) => <Line>{networkName(network)}</Line> },
  {
    header: 'When',
    cell: ({ createdAt }) => (
      <Line>
        <At at={createdAt} />
      </Line>
    ),
  },
];

/** Entries of a call lead to its receipt; those of a refund are about its own id. */
function What({ kind, journalId }: Entry) {
  if (!kind.startsWith('settlement')) return KINDS[kind];
  return (
    <Link
      to="."
      search={(before) => ({ ...before, receipt: journalId })}
      resetScroll={false}
      className="link"
    >
      {KINDS[kind]}
    </Link>
  );
}

/** Narrow screens scroll the table rather than break its lines. */
function Line({ children }: { readonly children: ReactNode }) {
  return <span className="whitespace-nowrap">{children}</span>;
}
