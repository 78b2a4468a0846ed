import {
  ChartCard,
  type Column,
  dayName,
  DayBars,
  groupDigits,
  Money,
  roundUsd,
  Unknown,
} from '../../design/index.ts';
import type { Schema } from '../../api/index.ts';
import type { Summary } from './summary.ts';

type SummaryDay = Schema<'SummaryDayDto'>;
type Row = SummaryDay & { readonly before: SummaryDay | undefined };

/** What was earned each day, beside as many days before. */
export function EarnedByDay({
  summary,
  range,
}: {
  readonly summary: Summary;
  readonly range: string;
}) {
  const rows = rowsOf(summary);
  const before = `The ${range} before`;
  return (
    <ChartCard
      title="Earned by day"
      about={`After fees and refunds, in USD, days of ${summary.scope.tz}`}
      chart={
        <DayBars
          label="Bars of what was earned each day; the table has the figures"
          days={rows.map(({ date, isFinished, net, before: prior }) => ({
            date,
            isFinished,
            values: { net: net.value },
            line: prior?.net.value ?? null,
          }))}
          series={[{ id: 'net', name: 'Earned', color: 'chart-1' }]}
          line={before}
          format={roundUsd}
        />
      }
      table={{
        rows: rows.toReversed(),
        rowKey: ({ date }) => date,
        columns: [
          DAY,
          { header: 'Earned', isFigure: true, cell: ({ net }) => <Money {...net} /> },
          {
            header: before,
            isFigure: true,
            cell: (row) => <Money value={row.before?.net.value} />,
          },
          { header: 'Cost', isFigure: true, cell: ({ cost }) => <Money {...cost} /> },
          { header: 'Left', isFigure: true, cell: ({ margin }) => <Money {...margin} /> },
        ],
      }}
    />
  );
}

/** How many runs had a result each day, and how many had none. */
export function RunsByDay({ summary }: { readonly summary: Summary }) {
  const rows = rowsOf(summary);
  return (
    <ChartCard
      title="Runs by day"
      about={`For buyers, days of ${summary.scope.tz}`}
      chart={
        <DayBars
          label="Bars of the runs of each day, with a result and without; the table has the figures"
          days={rows.map(({ date, isFinished, runs, failures }) => ({
            date,
            isFinished,
            values: { good: less(runs.value, failures.value), bad: failures.value },
          }))}
          series={[
            { id: 'good', name: 'With a result', color: 'chart-1' },
            { id: 'bad', name: 'Without', color: 'chart-4' },
          ]}
          format={groupDigits}
        />
      }
      table={{
        rows: rows.toReversed(),
        rowKey: ({ date }) => date,
        columns: [
          DAY,
          { header: 'Runs', isFigure: true, cell: ({ runs }) => whole(runs.value) },
          { header: 'Without a result', isFigure: true, cell: (row) => whole(row.failures.value) },
          { header: 'Paid calls', isFigure: true, cell: ({ calls }) => whole(calls.value) },
        ],
      }}
    />
  );
}

const DAY: Column<Row> = {
  header: 'Day',
  isName: true,
  cell: ({ date, isFinished }) => `${dayName(date)}${isFinished ? '' : ', so far'}`,
};

function rowsOf({ days, priorDays }: Summary): Row[] {
  return days.map((day, at) => ({ ...day, before: priorDays[at] }));
}

function whole(value: string | null) {
  return value === null ? <Unknown /> : groupDigits(value);
}

/** Runs are whole numbers. */
function less(all: string | null, part: string | null): string | null {
  return all === null || part === null ? null : String(BigInt(all) - BigInt(part));
}
