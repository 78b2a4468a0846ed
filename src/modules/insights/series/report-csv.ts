import { csvField, csvTable, type CsvValue } from '../../../common/text/index.js';
import type { ShownDay } from './fill.js';
import { type Line, type Report, toValue } from './report-view.js';
import type { Unit } from './source.js';

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
type Row = Partial<Readonly<Record<(typeof COLUMNS)[number], CsvValue>>>;

/**
 * Everything that a report shows, as CSV (RFC 4180): a row for the total, each dimension, each point, each day
 * and each day of the period before, as `row` says. `days` says what the days are days of. In UTF-8; each line
 * becomes bytes as soon as it is written, as in JSON.
 */
export function toReportCsv({ scope, total, dimensions, charts }: Report): Buffer {
  const { unit, days: daysOf } = scope;
  const { shown, lines, days, priorDays } = charts;
  const names = new Map(dimensions.map(({ id, name }) => [id, name]));
  const rows: Row[] = [
    { row: 'total', ...compared(total) },
    ...dimensions.map((one) => ({
      row: 'dimension',
      dimension: one.id,
      name: one.name,
      isOther: one.isOther,
      ...compared(one),
    })),
  ];
  const table = csvTable(
    COLUMNS,
    rows.map((row) => {
      const whole: Row = { ...row, unit, days: daysOf };
      return COLUMNS.map((column) => whole[column] ?? null);
    }),
  );
  const all = { dimension: null, isOther: false, name: null, unit, daysOf };
  const parts = [
    // Without dimensions the points are the days.
    ...(scope.by === null ? [] : lines).map((line) => {
      const name = line.isOther ? null : (names.get(line.dimension) ?? null);
      return pointsOf('point', { ...line, name, unit, daysOf }, shown.days);
    }),
    pointsOf('day', { ...all, days }, shown.days),
    pointsOf('prior_day', { ...all, days: priorDays }, shown.priorDays),
  ];
  return Buffer.concat([Buffer.from(table), ...parts]);
}

interface NamedLine extends Line {
  readonly name: string | null;
  readonly unit: Unit;
  /** What the days are days of. */
  readonly daysOf: string;
}

/** Only what differs from day to day is put into each row: there are thousands. */
function pointsOf(row: string, line: NamedLine, shown: readonly ShownDay[]): Buffer {
  const { dimension, name, isOther, unit, daysOf, days } = line;
  const of = [dimension, name, isOther].map(csvField).join(',');
  const end = `${csvField(daysOf)}\r\n`;
  const rows = days.map(({ value, certainty }, at) => {
    const { date, isFinished } = shown[at] ?? { date: '', isFinished: false };
    const amount = csvField(exact(toValue(value, unit)));
    return `${row},${date},${of},${amount},${unit},${certainty},,,,,,,${isFinished},${end}`;
  });
  return Buffer.from(rows.join(''));
}

/** What a browser calls the file: what is in it, and of which days. */
export function fileNameOf({ scope }: Report): string {
  const { source, measure, by, period } = scope;
  const parts = [source, measure, ...(by === null ? [] : ['by', by]), period.from, period.to];
  return `${parts.join('-')}.csv`;
}

function compared({ value, certainty, parts, prior, change }: Report['total']): Row {
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
