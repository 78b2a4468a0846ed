import type { FunnelTotal } from '../funnel/funnel.js';
import type { FunnelAnswer } from '../funnel/funnel-source.service.js';
import { boundedSum, type Reach } from '../series/fill.js';
import { dayIn, daysOf, type Period, priorOf } from '../series/period.js';
import { figureOf } from '../series/series.js';

const NOTHING: FunnelTotal = {
  counts: { challenges: 0, tried: 0, refused: 0, paid: 0, delivered: 0 },
  rates: { tried: null, refused: null, paid: null, delivered: null },
};

interface Shown {
  readonly filters: Readonly<Record<string, string>>;
  readonly hasPrior: boolean;
  /** In which days end. */
  readonly now: Date;
}

/** A funnel as the API shows it, with a line for each day; one of which nothing is known has no counts. */
export function toFunnelView(
  { funnel, asOf, isStale, knownFrom }: FunnelAnswer,
  period: Period,
  { filters, hasPrior, now }: Shown,
) {
  const { from, to, tz } = period;
  const prior = priorOf(period);
  const byDay = new Map(funnel.days.map((day) => [day.date, day]));
  const last = asOf === null ? '' : dayIn(tz, asOf);
  const days = daysOf(period).map((date) => {
    const isKnown = date <= last && (knownFrom === null || date >= knownFrom);
    const { counts, rates } = byDay.get(date) ?? NOTHING;
    return { date, counts: isKnown ? counts : null, rates, isFinished: isKnown && date < last };
  });
  const known = { asOf, knownFrom, knownTo: null };
  const bounded = (total: FunnelTotal, within: Period) => boundedTotal(total, within, known, now);
  return {
    scope: {
      filters: Object.entries(filters).map(([dimension, id]) => ({ dimension, id })),
      period: { from, to },
      prior: hasPrior ? { from: prior.from, to: prior.to } : null,
      tz,
      asOf: asOf?.toISOString() ?? null,
      isStale,
      knownFrom,
    },
    ...bounded(funnel, period),
    prior: funnel.prior ? bounded(funnel.prior, prior) : null,
    reasons: funnel.reasons,
    days,
  };
}

/** What was sold is known of days before anything else was counted: sums are then at least what was. */
function boundedTotal({ counts, rates }: FunnelTotal, within: Period, known: Reach, now: Date) {
  const priced = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const figure = figureOf('0', { priced, free: 0, unknown: 0 });
  const { certainty } = boundedSum(figure, within, { known, now });
  return { counts: certainty === 'unknown' ? null : counts, certainty, rates };
}

export type FunnelView = ReturnType<typeof toFunnelView>;
