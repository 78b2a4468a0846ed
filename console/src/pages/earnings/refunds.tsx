import type { ReactNode } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { Card, count, Empty, Filter, Pagination, StateView } from '../../design/index.ts';
import { earningsRoute, type EarningsSearch } from './index.ts';
import { RefundItem } from './refund-item.tsx';
import type { Refund } from './refund-words.ts';
import { useRefunds } from './use-refunds.ts';

/** What buyers want back: to decide, to pay, and what became of the others. */
export function Refunds() {
  const { refunds: shown } = earningsRoute.useSearch();
  return (
    <Card
      title="Refunds"
      about="You send the money from a wallet of yours. A refund is always of the whole price."
      aside={<Which shown={shown} />}
    >
      {shown === undefined ? <Open /> : <List status={shown === 'all' ? undefined : shown} />}
    </Card>
  );
}

function Which({ shown }: { readonly shown: EarningsSearch['refunds'] }) {
  const navigate = useNavigate();
  const show = (value: string) => {
    const refunds = value === 'open' ? undefined : (value as EarningsSearch['refunds']);
    void navigate({ to: '.', search: (before: object) => ({ ...before, refunds }), replace: true });
  };
  return (
    <Filter label="Show" value={shown ?? 'open'} onChange={({ target }) => show(target.value)}>
      <option value="open">Open</option>
      <option value="paid">Paid</option>
      <option value="declined">Declined</option>
      <option value="all">All</option>
    </Filter>
  );
}

/** What the creator has to do something about: what is to be decided first, since somebody waits for a word. */
function Open() {
  const requested = useRefunds('requested');
  const owed = useRefunds('owed');
  const isNothing = [requested, owed].every(({ data }) => data?.pages[0]?.items.length === 0);
  if (isNothing) {
    return (
      <Empty title="Nobody waits for money">
        When a paid call fails, or a buyer asks for their money back, it stands here.
      </Empty>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <Pages of={requested} />
      <Pages of={owed} />
    </div>
  );
}

function List({ status }: { readonly status: Refund['status'] | undefined }) {
  const refunds = useRefunds(status);
  return <Pages of={refunds} empty={<Empty title="No refunds of this kind" />} />;
}

function Pages({
  of,
  empty,
}: {
  readonly of: ReturnType<typeof useRefunds>;
  readonly empty?: ReactNode;
}) {
  return (
    <StateView of={of} height="h-24" isEmpty={({ pages }) => !pages[0]?.items.length} empty={empty}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        return (
          <div>
            <ul className="flex flex-col gap-3">
              {items.map((refund) => (
                <RefundItem key={refund.id} refund={refund} />
              ))}
            </ul>
            {of.hasNextPage && (
              <Pagination
                shown={count(items.length, 'refund')}
                hasMore
                isLoading={of.isFetchingNextPage}
                onMore={() => void of.fetchNextPage()}
              />
            )}
          </div>
        );
      }}
    </StateView>
  );
}
