import { Link, useNavigate } from '@tanstack/react-router';
import { api, byCursor, lists, type Schema } from '../../api/index.ts';
import {
  Ago,
  ButtonLink,
  Card,
  type Column,
  count,
  Empty,
  Filter,
  Money,
  Page,
  Pagination,
  PlusIcon,
  StateView,
  Table,
  Unknown,
} from '../../design/index.ts';
import { periodOf, rangeName } from '../../shell/period.ts';
import { PeriodPicker } from '../../shell/period-picker.tsx';
import { resourcesRoute, type Status } from './index.ts';
import { StatusBadge, TYPE_NAMES } from './status-badge.tsx';

type Owned = Schema<'OwnedResourceSummaryDto'>;

const PAGE = 20;
/** As many as the API tells apart. */
const TOP = 50;

/** All that a creator has made, with what each earned in the range of the address. */
export function ResourcesPage() {
  const search = resourcesRoute.useSearch();
  const period = periodOf(search);
  const listed = lists.useInfiniteQuery(
    'get',
    '/api/v1/resources/mine',
    { params: { query: { limit: PAGE, status: search.status } } },
    byCursor,
  );
  const earned = api.useQuery('get', '/api/v1/insights/earnings', {
    params: { query: { ...period, by: 'resource', top: TOP, compare: false } },
  });
  const rows = listed.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Page
      title="Resources"
      about={`What you sell, and what each earned in the last ${rangeName(search)}, days of ${period.tz}.`}
      actions={
        <ButtonLink to="/publish" variant="primary">
          <PlusIcon /> Publish
        </ButtonLink>
      }
      filters={
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <PeriodPicker search={search} />
          <StatusFilter status={search.status} />
        </div>
      }
    >
      <Card title="All resources" className="overflow-hidden">
        <StateView
          of={listed}
          height="h-64"
          isEmpty={() => rows.length === 0}
          empty={
            <Empty
              title={search.status ? 'None stands like this' : 'You have not made a resource yet'}
            >
              {search.status
                ? 'Choose another status.'
                : 'A prompt, an endpoint, a text or a file, with a price: buyers pay for each call.'}
            </Empty>
          }
        >
          {() => (
            <>
              <Table
                caption="Resources"
                columns={columnsOf(earned.data)}
                rows={rows}
                rowKey={({ id }) => id}
              />
              <Pagination
                shown={count(rows.length, 'resource')}
                hasMore={listed.hasNextPage}
                isLoading={listed.isFetchingNextPage}
                onMore={() => void listed.fetchNextPage()}
              />
            </>
          )}
        </StateView>
      </Card>
    </Page>
  );
}

function StatusFilter({ status }: { readonly status: Status | undefined }) {
  const navigate = useNavigate({ from: '/resources' });
  return (
    <Filter
      label="Status"
      value={status ?? ''}
      onChange={({ target }) =>
        void navigate({
          search: (before) => ({
            ...before,
            status: (target.value || undefined) as Status | undefined,
          }),
        })
      }
    >
      <option value="">All</option>
      <option value="published">On sale</option>
      <option value="draft">Drafts</option>
      <option value="unpublished">Off sale</option>
      <option value="archived">Archived</option>
    </Filter>
  );
}

function columnsOf(report: Schema<'ReportDto'> | undefined): readonly Column<Owned>[] {
  return [
    {
      header: 'Name',
      isName: true,
      cell: ({ id, name, type }) => (
        <>
          <Link to="/resources/$id" params={{ id }} className="link">
            {name}
          </Link>
          <span className="block font-normal text-faint">{TYPE_NAMES[type] ?? type}</span>
        </>
      ),
    },
    { header: 'Status', cell: (resource) => <Standing resource={resource} /> },
    {
      header: 'Price',
      isFigure: true,
      isMinor: true,
      cell: ({ price }) => <Money value={price} />,
    },
    { header: 'Earned', isFigure: true, cell: ({ id }) => <Earned report={report} id={id} /> },
    {
      header: 'Changed',
      isFigure: true,
      isMinor: true,
      cell: ({ updatedAt }) => <Ago at={updatedAt} />,
    },
  ];
}

function Standing({ resource: { id, name, status } }: { readonly resource: Owned }) {
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <StatusBadge status={status} />
      {status === 'draft' && (
        <Link to="/publish/$id/$step" params={{ id, step: 'details' }} className="link">
          Go on <span className="sr-only">with {name}</span>
        </Link>
      )}
    </span>
  );
}

/** What is not among those that earned most is not known here, unless these are all. */
function Earned({
  report,
  id,
}: {
  readonly report: Schema<'ReportDto'> | undefined;
  readonly id: string;
}) {
  const found = report?.dimensions.find((each) => each.id === id);
  if (found) return <Money value={found.value} certainty={found.certainty} />;
  const areAll = report?.dimensions.every(({ isOther }) => !isOther);
  return areAll ? <Money value="0" /> : <Unknown />;
}
