import { SHOWN_BY_DAY, type ShownByDay } from '../figures/totals-sql.js';
import { shareOf } from '../series/change.js';
import {
  boundedSum,
  type FilledDays,
  filledDays,
  knownOf,
  type Reach,
  type ShownDay,
  shownDays,
} from '../series/fill.js';
import { addDays, type Period, priorOf } from '../series/period.js';
import { daysInWords, type Names, toCompared } from '../series/report-view.js';
import type { Days, Figure, Series } from '../series/series.js';
import type { Unit } from '../series/source.js';

/** Every figure of an overview, by what it is called there. */
const UNITS = {
  gross: 'usd',
  fees: 'usd',
  refunded: 'usd',
  refundsOwed: 'usd',
  net: 'usd',
  calls: 'count',
  runs: 'count',
  failures: 'count',
  tokens: 'tokens',
  cost: 'usd',
  margin: 'usd',
} as const satisfies Readonly<Record<string, Unit>>;
type Measure = keyof typeof UNITS;
type Totals = Readonly<Record<Measure, Figure>>;

/** Figures of each day, which \`toSummaryJson\` writes down. */
export interface DayRows {
  readonly shown: readonly ShownDay[];
  readonly measures: readonly {
    readonly measure: ShownByDay;
    readonly unit: Unit;
    readonly days: FilledDays;
  }[];
}

const NO_DAYS: DayRows = { shown: [], measures: [] };

/** What an overview is made of: all of a user's own figures, of two periods. */
export interface OverviewFigures {
  readonly totals: Readonly<Record<'buyers' | 'own' | 'tests', Totals>>;
  readonly prior: Readonly<Record<'buyers' | 'own' | 'tests', Totals>>;
  readonly resources: readonly {
    readonly resourceId: string;
    readonly totals: Totals;
    readonly prior: Totals;
  }[];
  readonly days: Readonly<Record<ShownByDay, Pick<Series, 'days' | 'priorDays'>>>;
  readonly asOf: Date;
  readonly isStale: boolean;
  readonly knownFrom: string | null;
}

/** Of what an overview is. */
export interface OverviewScope {
  readonly period: Period;
  readonly hasPrior: boolean;
  readonly names: Names;
  readonly now: Date;
}

/** An overview as the API shows it. */
export function toSummary(figures: OverviewFigures, scope: OverviewScope) {
  const { hasPrior, names } = scope;
  const known = reachOf(figures);
  const compared = (of: Totals, before: Totals) => compare(of, before, { ...scope, known });
  const { totals, prior } = figures;
  return {
    scope: toScope(figures, scope),
    ...compared(totals.buyers, prior.buyers),
    failureRate: shareOf(totals.buyers.failures, totals.buyers.runs),
    priorFailureRate: hasPrior ? shareOf(prior.buyers.failures, prior.buyers.runs) : null,
    apart: {
      tests: picked(compared(totals.tests, prior.tests), ['runs', 'failures', 'tokens', 'cost']),
      ownPurchases: picked(compared(totals.own, prior.own), [
        'calls',
        'gross',
        'fees',
        'net',
        'runs',
        'cost',
      ]),
    },
    resources: figures.resources.map((one) => ({
      id: one.resourceId,
      name: names.get(one.resourceId) ?? one.resourceId,
      ...picked(compared(one.totals, one.prior), [
        'net',
        'calls',
        'runs',
        'failures',
        'cost',
        'margin',
      ]),
    })),
    charts: toCharts(figures, scope),
  };
}

function toCharts(figures: OverviewFigures, { period, hasPrior }: OverviewScope) {
  const known = reachOf(figures);
  return {
    days: daysOf((measure) => figures.days[measure].days, period, known),
    priorDays: hasPrior
      ? daysOf((measure) => figures.days[measure].priorDays, priorOf(period), known)
      : NO_DAYS,
  };
}

function reachOf({ asOf, knownFrom }: OverviewFigures): Reach {
  return { asOf, knownFrom, knownTo: null };
}

function toScope(figures: OverviewFigures, { period, hasPrior }: OverviewScope) {
  const days = daysInWords(period);
  return {
    title: `Sales to buyers, of ${period.from} to ${addDays(period.to, -1)}, ${days}`,
    period: { from: period.from, to: period.to },
    prior: hasPrior ? { from: priorOf(period).from, to: period.from } : null,
    tz: period.tz,
    days,
    asOf: figures.asOf.toISOString(),
    isStale: figures.isStale,
    knownFrom: figures.knownFrom,
  };
}

export type Summary = ReturnType<typeof toSummary>;

function compare(
  totals: Totals,
  prior: Totals,
  { period, hasPrior, known, now }: OverviewScope & { readonly known: Reach },
) {
  const before = priorOf(period);
  const entries = (Object.keys(UNITS) as Measure[]).map((measure) => {
    const figure = boundedSum(totals[measure], period, { known, now });
    const past = hasPrior ? boundedSum(prior[measure], before, { known, now }) : undefined;
    return [measure, toCompared(figure, past, UNITS[measure])] as const;
  });
  return Object.fromEntries(entries) as Record<Measure, ReturnType<typeof toCompared>>;
}

function picked<K extends Measure>(
  all: Record<Measure, ReturnType<typeof toCompared>>,
  measures: readonly K[],
) {
  return Object.fromEntries(measures.map((measure) => [measure, all[measure]])) as Pick<
    typeof all,
    K
  >;
}

/** What is known of each day; with all that a chart of bars shows of it, it becomes text only once. */
function daysOf(
  daysIn: (measure: ShownByDay) => Days | undefined,
  period: Period,
  reach: Reach,
): DayRows {
  const known = knownOf(reach, period.tz);
  const shown = shownDays(period, known);
  const of = (measure: ShownByDay) => ({
    measure,
    unit: UNITS[measure],
    days: filledDays(daysIn(measure) ?? [], shown, known),
  });
  return { shown, measures: SHOWN_BY_DAY.map(of) };
}
