import { api, type Schema } from '../../api/index.ts';
import {
  Badge,
  ChartCard,
  dayName,
  DayBars,
  groupDigits,
  Money,
  roundUsd,
  Skeleton,
  StateView,
  Tile,
  Tiles,
  Unknown,
} from '../../design/index.ts';
import type { Period } from '../../shell/period.ts';

/** What a resource earned, by day, and what is left of it. */
export function Sales({
  id,
  period,
  range,
}: {
  readonly id: string;
  readonly period: Period;
  readonly range: string;
}) {
  const query = { ...period, filter: [`resource:${id}`] };
  const earned = api.useQuery('get', '/api/v1/insights/earnings', {
    params: { query: { ...query, measure: 'net' } },
  });
  const calls = api.useQuery('get', '/api/v1/insights/earnings', {
    params: { query: { ...query, measure: 'calls' } },
  });
  const failures = api.useQuery('get', '/api/v1/insights/failures', { params: { query } });
  const margin = api.useQuery('get', '/api/v1/insights/margin', { params: { query } });
  const against = `prior ${range}`;
  return (
    <>
      <Tiles>
        <Tile
          label="Earned"
          value={<Figure of={earned.data} failed={earned.error} isMoney />}
          change={earned.data && { value: earned.data.total.change, against }}
        />
        <Tile
          label="Paid calls"
          value={<Figure of={calls.data} failed={calls.error} />}
          change={calls.data && { value: calls.data.total.change, against }}
        />
        <Tile
          label="Without a result"
          value={<Figure of={failures.data} failed={failures.error} />}
          change={failures.data && { value: failures.data.total.change, against, moreIs: 'bad' }}
        />
        <Tile
          label="Left after costs"
          value={<Figure of={margin.data} failed={margin.error} isMoney />}
          change={margin.data && { value: margin.data.total.change, against }}
        />
      </Tiles>
      <StateView of={earned} height="h-80">
        {(report) => <ByDay report={report} tz={period.tz} before={`The ${range} before`} />}
      </StateView>
    </>
  );
}

function ByDay({
  report,
  tz,
  before,
}: {
  readonly report: Schema<'ReportDto'>;
  readonly tz: string;
  readonly before: string;
}) {
  const rows = report.days.map((day, at) => ({
    ...day,
    before: report.priorDays[at]?.value ?? null,
  }));
  return (
    <ChartCard
      title="Earned by day"
      about={`After fees and refunds, in USD, days of ${tz}`}
      chart={
        <DayBars
          label="Bars of what it earned each day; the table has the figures"
          days={rows.map(({ date, isFinished, value, before: line }) => ({
            date,
            isFinished,
            values: { net: value },
            line,
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
          {
            header: 'Day',
            isName: true,
            cell: ({ date, isFinished }) => `${dayName(date)}${isFinished ? '' : ', so far'}`,
          },
          { header: 'Earned', isFigure: true, cell: ({ value }) => <Money value={value} /> },
          { header: before, isFigure: true, cell: (row) => <Money value={row.before} /> },
        ],
      }}
    />
  );
}

interface Total {
  readonly total: {
    readonly value: string | null;
    readonly certainty: 'exact' | 'at_least' | 'at_most' | 'unknown';
  };
}

function Figure({
  of: report,
  failed,
  isMoney = false,
}: {
  readonly of: Total | undefined;
  readonly failed: unknown;
  readonly isMoney?: boolean;
}) {
  if (report === undefined)
    return failed ? <Unknown why="could not be read" /> : <Skeleton height="h-8" />;
  const { value, certainty } = report.total;
  return (
    <>
      {isMoney && <Money value={value} certainty={certainty} />}
      {!isMoney && (value === null ? <Unknown /> : groupDigits(value))}{' '}
      {failed !== null && <Badge tone="warn">Not renewed</Badge>}
    </>
  );
}
