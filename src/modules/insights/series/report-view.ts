import { formatUsd } from '../../../common/money/index.js';
import { changeOf } from './change.js';
import { type FilledDays, type FilledSeries, fill } from './fill.js';
import { addDays, type Period, priorOf } from './period.js';
import type { Figure } from './series.js';
import type { SourceAnswer, SourceQuery, Unit } from './source.js';

/** What a report is called by. */
export interface ReportSubject {
  /** `calls`, or a provider. */
  readonly source: string;
  /** What its measure means, in a few words that begin a title. */
  readonly says: string;
}

/** Names of dimensions by their ids. */
export type Names = ReadonlyMap<string, string>;

const IN_WORDS: Readonly<Record<Unit, string>> = {
  usd: 'in US dollars',
  tokens: 'in tokens',
  count: 'counted',
  milliseconds: 'in milliseconds',
};

/** A report as the API shows it, with a figure on each day. */
export function toReport(
  subject: ReportSubject,
  query: SourceQuery,
  answer: SourceAnswer,
  { names, now }: { readonly names: Names; readonly now: Date },
): Report {
  const filled = fill(answer, query.by, now);
  const { unit } = answer;
  const { shown, days, priorDays = [] } = filled;
  return {
    scope: toScope(subject, query, answer),
    total: toCompared(filled.total, filled.priorTotal, unit),
    dimensions: toDimensions(filled, { names, unit }),
    charts: { shown, lines: linesOf(filled, query.by), days, priorDays },
  };
}

/** What is known of each day: it becomes text only once, since there are thousands of points. */
export interface Charts extends Pick<FilledSeries, 'shown' | 'days'> {
  /** Of each dimension in their order; of all together where nothing parts them. */
  readonly lines: readonly Line[];
  readonly priorDays: FilledDays;
}

/** A line of a chart. */
export interface Line {
  readonly dimension: string | null;
  readonly isOther: boolean;
  readonly days: FilledDays;
}

/** Figures of one measure, of which `toReportJson` and `toReportCsv` write down all. */
export interface Report {
  readonly scope: ReturnType<typeof toScope>;
  readonly total: ReturnType<typeof toCompared>;
  readonly dimensions: ReturnType<typeof toDimensions>;
  readonly charts: Charts;
}

/** A figure as the API shows it. */
export function toFigure({ value, certainty, parts }: Figure, unit: Unit) {
  return { value: toValue(value, unit), certainty, parts };
}

/** A figure beside that of the period before. */
export function toCompared(figure: Figure, prior: Figure | undefined, unit: Unit) {
  return {
    ...toFigure(figure, unit),
    prior: prior === undefined ? null : toFigure(prior, unit),
    change: changeOf(figure, prior),
  };
}

function toDimensions(
  { dimensions }: FilledSeries,
  { names, unit }: { readonly names: Names; readonly unit: Unit },
) {
  return dimensions.map(({ dimension: id, isOther, prior, ...figure }) => ({
    id,
    name: id === null ? null : (names.get(id) ?? id),
    isOther,
    ...toCompared(figure, prior, unit),
  }));
}

function linesOf({ dimensions, days }: FilledSeries, by: string | null): readonly Line[] {
  return by === null ? [{ dimension: null, isOther: false, days }] : dimensions;
}

function toScope({ source, says }: ReportSubject, query: SourceQuery, answer: SourceAnswer) {
  const { period } = answer.series;
  const { by, filters } = query;
  const last = addDays(period.to, -1);
  const parted = by === null ? '' : `, by ${by}`;
  return {
    title: `${says}, ${IN_WORDS[answer.unit]}${parted}, of ${period.from} to ${last}, ${daysInWords(period)}`,
    source,
    measure: query.measure,
    unit: answer.unit,
    by,
    filters: Object.entries(filters).map(([dimension, id]) => ({ dimension, id })),
    period: { from: period.from, to: period.to },
    prior: query.hasPrior ? withoutZone(priorOf(period)) : null,
    tz: period.tz,
    days: daysInWords(period),
    asOf: answer.asOf?.toISOString() ?? null,
    isStale: answer.isStale,
    knownFrom: answer.knownFrom,
    knownTo: answer.knownTo,
  };
}

/** What the days of a period are days of. */
export function daysInWords({ tz }: Pick<Period, 'tz'>): string {
  return tz === 'UTC' ? 'UTC days' : `days of ${tz}`;
}

function withoutZone({ from, to }: Period) {
  return { from, to };
}

/** A value as the API shows it: an amount of money has two decimals or more. */
export function toValue(value: string | null, unit: Unit): string | null {
  return value === null || unit !== 'usd' ? value : formatUsd(value);
}
