import { csvTable, type CsvValue } from '../../../common/text/index.js';
import type { Report } from './report-view.js';

const COLUMNS = [
  'row',
  'date',
  'dimension',
  'name',
  'isOther',
  'value',
  'unit',
  'certainty',
  'priced',
  'free',
  'unknown',
  'priorValue',
  'priorCertainty',
  'change',
  'isFinished',
  'days',
] as const;
type Line = Partial<Readonly<Record<(typeof COLUMNS)[number], CsvValue>>>;

/**
 * Everything that a report shows, as CSV (RFC 4180): a row for the total, each dimension, each point, each day
 * and each day of the period before, as `row` says. `days` says what the days are days of.
 */
export function toReportCsv({ scope, total, ...report }: Report): string {
  const { unit, days } = scope;
  const names = new Map(report.dimensions.map(({ id, name }) => [id, name]));
  const point = (row: string) => (one: Report['points'][number]) => ({
    row,
    ...one,
    name: one.isOther ? null : names.get(one.dimension),
    value: exact(one.value),
  });
  const lines: Line[] = [
    { row: 'total', ...compared(total) },
    ...report.dimensions.map((one) => ({
      row: 'dimension',
      dimension: one.id,
      name: one.name,
      isOther: one.isOther,
      ...compared(one),
    })),
    // Without dimensions the points are the days.
    ...(scope.by === null ? [] : report.points.map(point('point'))),
    ...report.days.map(point('day')),
    ...report.priorDays.map(point('prior_day')),
  ];
  return csvTable(
    COLUMNS,
    lines.map((line) => {
      const whole: Line = { ...line, unit, days };
      return COLUMNS.map((column) => whole[column] ?? null);
    }),
  );
}

/** What a browser calls the file: what is in it, and of which days. */
export function fileNameOf({ scope }: Report): string {
  const { source, measure, by, period } = scope;
  const parts = [source, measure, ...(by === null ? [] : ['by', by]), period.from, period.to];
  return `${parts.join('-')}.csv`;
}

function compared({ value, certainty, parts, prior, change }: Report['total']): Line {
  return {
    value: exact(value),
    certainty,
    ...parts,
    priorValue: exact(prior?.value ?? null),
    priorCertainty: prior?.certainty ?? null,
    change: exact(change),
  };
}

function exact(value: string | null): CsvValue {
  return value === null ? null : { exact: value };
}
