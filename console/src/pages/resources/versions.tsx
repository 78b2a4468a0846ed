import { useState } from 'react';
import { api, byCursor, lists, type Schema } from '../../api/index.ts';
import {
  At,
  Button,
  Card,
  type Column,
  count,
  Dialog,
  Empty,
  Pagination,
  StateView,
  Table,
  usd,
} from '../../design/index.ts';
import { Configuration } from '../publish/summary-cards.tsx';

type Version = Schema<'ResourceVersionSummaryDto'>;

/** What buyers were offered of a resource over time: each change of what is sold makes a version. */
export function Versions({ id, type }: Pick<Schema<'OwnedResourceDto'>, 'id' | 'type'>) {
  const [shown, show] = useState<Version>();
  const versions = lists.useInfiniteQuery(
    'get',
    '/api/v1/resources/{id}/versions',
    { params: { path: { id }, query: { limit: 10 } } },
    byCursor,
  );
  return (
    <Card
      title="Versions"
      about="What buyers were offered. A payment names the one that it bought."
    >
      <StateView
        of={versions}
        isEmpty={({ pages }) => !pages[0]?.items.length}
        empty={<Empty title="No version yet">The first one is made when it goes on sale.</Empty>}
      >
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          return (
            <>
              <Table
                caption="Versions"
                columns={columns(show)}
                rows={rows}
                rowKey={({ version }) => version}
              />
              {versions.hasNextPage && (
                <Pagination
                  shown={count(rows.length, 'version')}
                  hasMore
                  isLoading={versions.isFetchingNextPage}
                  onMore={() => void versions.fetchNextPage()}
                />
              )}
            </>
          );
        }}
      </StateView>
      <Dialog
        open={shown !== undefined}
        onClose={() => show(undefined)}
        title={`Version ${shown?.version}`}
      >
        {shown && <Content id={id} type={type} version={shown.version} />}
      </Dialog>
    </Card>
  );
}

const columns = (show: (version: Version) => void): readonly Column<Version>[] => [
  { header: 'Version', isName: true, cell: ({ version }) => version },
  { header: 'Offered', cell: ({ offeredAt }) => <At at={offeredAt} /> },
  {
    header: 'Until',
    cell: ({ supersededAt }) => (supersededAt === null ? 'now' : <At at={supersededAt} />),
    isMinor: true,
  },
  { header: 'Price', cell: priceOf, isFigure: true },
  {
    header: 'What it was',
    isAction: true,
    cell: (version) => (
      <Button
        small
        variant="quiet"
        className="-my-1.5 -mr-2.5"
        aria-label={`Show version ${version.version}`}
        onClick={() => show(version)}
      >
        Show
      </Button>
    ),
  },
];

/** By use, it is the most. */
function priceOf({ price, usagePrice }: Version): string {
  return `${usagePrice === null ? '' : 'up to '}${usd(price)}`;
}

function Content({
  id,
  type,
  version,
}: {
  readonly id: string;
  readonly type: Schema<'OwnedResourceDto'>['type'];
  readonly version: number;
}) {
  const found = api.useQuery('get', '/api/v1/resources/{id}/versions/{version}', {
    params: { path: { id, version: String(version) } },
  });
  return (
    <StateView of={found} height="h-40">
      {(whole) => (
        <div className="flex flex-col gap-2">
          <p className="font-medium">
            {whole.name} · {priceOf(whole)} a call
          </p>
          <Configuration of={{ ...whole, type }} />
        </div>
      )}
    </StateView>
  );
}
