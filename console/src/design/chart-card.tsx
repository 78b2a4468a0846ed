import { type ReactNode, Suspense, useState } from 'react';
import { Button } from './button.tsx';
import { Card } from './card.tsx';
import { Skeleton } from './state-view.tsx';
import { type Column, Table } from './table.tsx';

/**
 * A chart, and the table of the same figures: for who cannot see it, wants them exactly, or reads them faster so.
 */
export function ChartCard<Row>({
  title,
  about,
  aside,
  chart,
  table,
}: {
  readonly title: string;
  /** What the figures are of, and of which days. */
  readonly about: ReactNode;
  readonly aside?: ReactNode;
  readonly chart: ReactNode;
  readonly table: {
    readonly columns: readonly Column<Row>[];
    readonly rows: readonly Row[];
    readonly rowKey: (row: Row) => string;
  };
}) {
  const [showsTable, setShowsTable] = useState(false);
  const toggle = (
    <Button small aria-pressed={showsTable} onClick={() => setShowsTable(!showsTable)}>
      {showsTable ? 'Chart' : 'Table'}
    </Button>
  );
  return (
    <Card
      title={title}
      about={about}
      aside={
        <div className="flex flex-wrap gap-1">
          {aside}
          {toggle}
        </div>
      }
    >
      {showsTable ? (
        <div className="max-h-96 overflow-y-auto" tabIndex={-1}>
          <Table caption={title} {...table} />
        </div>
      ) : (
        <Suspense fallback={<Skeleton height="h-64" />}>{chart}</Suspense>
      )}
    </Card>
  );
}
