import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { byCursor, lists, type Schema } from '../../api/index.ts';
import { NetworkName } from '../../chain/index.ts';
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
          const all = pages.flatMap(({ items }) => items);
          const rows = journalsOf(all);
          return (
            <>
              <Table caption="Ledger" columns={COLUMNS} rows={rows} rowKey={([{ id }]) => id} />
              <Pagination
                shown={count(all.length, 'entry', 'entries')}
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

/** Entries that were booked together. */
type Journal = readonly [Entry, ...Entry[]];

function journalsOf(entries: readonly Entry[]): readonly Journal[] {
  const journals = new Map<string, [Entry, ...Entry[]]>();
  for (const entry of entries) {
    const key = `${entry.journalId} ${entry.kind}`;
    const journal = journals.get(key);
    if (journal === undefined) journals.set(key, [entry]);
    else journal.push(entry);
  }
  return [...journals.values()];
}

const COLUMNS: readonly Column<Journal>[] = [
  { header: 'What', isName: true, cell: ([entry]) => <What {...entry} /> },
  { header: 'Account', cell: (journal) => each(journal, ({ account }) => ACCOUNTS[account]) },
  {
    header: 'Amount',
    isFigure: true,
    cell: (journal) => each(journal, ({ amount }) => <Money value={amount} whole />),
  },
];

/** A line for each entry, beside the same line of the next column. */
function each(journal: Journal, show: (entry: Entry) => ReactNode) {
  return journal.map((entry) => (
    <span key={entry.id} className="block whitespace-nowrap">
      {show(entry)}
    </span>
  ));
}

function What(entry: Entry) {
  return (
    <>
      <Kind {...entry} />
      <span className="block font-normal text-faint">
        <At at={entry.createdAt} />
        <span className="max-sm:hidden"> · </span>
        <span className="max-sm:block">
          <NetworkName id={entry.network} />
        </span>
      </span>
    </>
  );
}

/** Entries of a call lead to its receipt; those of a refund are about its own id. */
function Kind({ kind, journalId }: Entry) {
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
