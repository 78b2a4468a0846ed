import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ApiProblem, byCursor, client, lists } from '../../api/index.ts';
import {
  Ago,
  Badge,
  Button,
  type Column,
  count,
  Empty,
  Filter,
  Note,
  Pagination,
  RefreshIcon,
  StateView,
  Table,
} from '../../design/index.ts';
import { settingsRoute, type SettingsSearch } from './index.ts';
import { DELIVERIES, type Delivery, ERRORS } from './webhook-words.ts';

/** What is, was, or could not be delivered to a webhook; what was given up can be sent again. */
export function Deliveries({ webhookId: id }: { readonly webhookId: string }) {
  const { status } = settingsRoute.useSearch();
  const deliveries = lists.useInfiniteQuery(
    'get',
    '/api/v1/webhooks/{id}/deliveries',
    { params: { path: { id }, query: { limit: 20, status } } },
    byCursor,
  );
  const resend = useResend(id);
  return (
    <div className="mt-2 rounded-control border border-line p-4 sm:px-5">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-2">
        <Status shown={status} />
        <div className="flex flex-wrap gap-1">
          <Button
            small
            variant="quiet"
            busy={deliveries.isRefetching}
            onClick={() => void deliveries.refetch()}
          >
            <RefreshIcon /> Refresh
          </Button>
          <Button
            small
            busy={resend.isPending && resend.variables === undefined}
            onClick={() => resend.mutate(undefined)}
          >
            Send all given up again
          </Button>
        </div>
      </div>
      {resend.error && <Note tone="bad">{ApiProblem.from(resend.error).message}</Note>}
      <StateView
        of={deliveries}
        isEmpty={({ pages }) => !pages[0]?.items.length}
        empty={<Empty title="No deliveries of this kind" />}
      >
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          return (
            <>
              <Table
                caption="Deliveries"
                columns={columnsOf(resend)}
                rows={rows}
                rowKey={(row) => row.id}
              />
              <Pagination
                shown={count(rows.length, 'delivery', 'deliveries')}
                hasMore={deliveries.hasNextPage}
                isLoading={deliveries.isFetchingNextPage}
                onMore={() => void deliveries.fetchNextPage()}
              />
            </>
          );
        }}
      </StateView>
    </div>
  );
}

function Status({ shown }: { readonly shown: SettingsSearch['status'] }) {
  const navigate = useNavigate();
  const show = (value: string) => {
    const status = value === 'all' ? undefined : (value as SettingsSearch['status']);
    const search = (before: object) => ({ ...before, status });
    void navigate({ to: '.', search, replace: true, resetScroll: false });
  };
  return (
    <Filter label="Deliveries" value={shown ?? 'all'} onChange={({ target }) => show(target.value)}>
      <option value="all">All</option>
      {Object.entries(DELIVERIES).map(([status, [word]]) => (
        <option key={status} value={status}>
          {word}
        </option>
      ))}
    </Filter>
  );
}

/** Sends one that was given up again, or all of them. */
function useResend(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (deliveryId: string | undefined): Promise<void> => {
      if (deliveryId === undefined) {
        await client.POST('/api/v1/webhooks/{id}/deliveries/resend', { params: { path: { id } } });
      } else {
        await client.POST('/api/v1/webhooks/{id}/deliveries/{deliveryId}/resend', {
          params: { path: { id, deliveryId } },
        });
      }
    },
    onSettled: () => queries.invalidateQueries(),
  });
}

function columnsOf(resend: ReturnType<typeof useResend>): readonly Column<Delivery>[] {
  const again: Column<Delivery> = {
    header: 'Send again',
    isAction: true,
    cell: ({ id, status }) =>
      status === 'dead' && (
        <Button
          small
          variant="quiet"
          className="-my-1.5 -mr-2.5"
          busy={resend.isPending && resend.variables === id}
          onClick={() => resend.mutate(id)}
        >
          Send again
        </Button>
      ),
  };
  return [...COLUMNS, again];
}

const COLUMNS: readonly Column<Delivery>[] = [
  {
    header: 'Event',
    isName: true,
    cell: ({ type, error, happenedAt }) => (
      <>
        <code className="font-mono">{type}</code>
        <span className="block font-normal text-faint sm:hidden">
          <Ago at={happenedAt} />
          {error !== null && `, ${ERRORS[error]}`}
        </span>
      </>
    ),
  },
  {
    header: 'Status',
    cell: ({ status, error }) => (
      <>
        <Badge tone={DELIVERIES[status][1]}>{DELIVERIES[status][0]}</Badge>
        {error !== null && <span className="block text-faint max-sm:hidden">{ERRORS[error]}</span>}
      </>
    ),
  },
  { header: 'Attempts', isFigure: true, isMinor: true, cell: ({ attempts }) => attempts },
  { header: 'Happened', isMinor: true, cell: ({ happenedAt }) => <Ago at={happenedAt} /> },
];
