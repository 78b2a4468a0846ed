import { Link } from '@tanstack/react-router';
import {
  Card,
  changeText,
  type Column,
  Empty,
  Money,
  roundUsd,
  StateView,
  Table,
  Unknown,
  usd,
} from '../../design/index.ts';
import type { Period } from '../../shell/period.ts';
import { csvOf, type Dimension, dimensionName, ReportCard, useReport } from '../reports/index.ts';

const NOBODY = 'Deleted resources';
const DRAWN = 5;
const LISTED = 20;

/** What each resource earned: day by day for the largest, and a table of more of them. */
export function EarnedByResource({
  period,
  range,
}: {
  readonly period: Period;
  readonly range: string;
}) {
  const drawn = { ...period, by: 'resource', top: DRAWN };
  const report = useReport('earnings', drawn);
  return (
    <>
      <ReportCard
        title="Earned by day"
        about={`After fees and refunds, in USD, by resource, days of ${period.tz}`}
        of={report}
        whole="Earned"
        nobody={NOBODY}
        short={roundUsd}
        exact={usd}
        csv={csvOf('earnings', drawn)}
        empty={
          <Empty title="Nothing was earned in this range">
            Choose a longer range, or look at{' '}
            <Link to="/" className="link">
              what to do next
            </Link>
            .
          </Empty>
        }
      />
      <ResourceTable period={period} range={range} />
    </>
  );
}

function ResourceTable({ period, range }: { readonly period: Period; readonly range: string }) {
  const query = { ...period, by: 'resource', top: LISTED };
  const report = useReport('earnings', query);
  return (
    <Card title="Earned by resource" about={`The last ${range}, against the ${range} before`}>
      <StateView
        of={report}
        isEmpty={({ dimensions }) => dimensions.length === 0}
        empty={<Empty title="Nothing was earned in this range" />}
      >
        {({ dimensions }) => (
          <Table
            caption="Earned by resource"
            columns={COLUMNS}
            rows={dimensions}
            rowKey={({ id, isOther }) => `${id} ${isOther}`}
          />
        )}
      </StateView>
    </Card>
  );
}

const COLUMNS: readonly Column<Dimension>[] = [
  { header: 'Resource', isName: true, cell: (row) => dimensionName(row, NOBODY) },
  {
    header: 'Sales',
    isFigure: true,
    isMinor: true,
    cell: ({ parts }) => parts.priced + parts.free,
  },
  {
    header: 'Earned',
    isFigure: true,
    cell: ({ value, certainty }) => <Money value={value} certainty={certainty} />,
  },
  {
    header: 'Before',
    isFigure: true,
    isMinor: true,
    cell: ({ prior }) => <Money value={prior?.value} />,
  },
  {
    header: 'Change',
    isFigure: true,
    cell: ({ change }) => (change === null ? <Unknown why="says nothing" /> : changeText(change)),
  },
];
