import type { FunnelTotal } from '../funnel/funnel.js';
import type { FunnelAnswer } from '../funnel/funnel-source.service.js';
import { dayIn, daysOf, type Period, priorOf } from '../series/period.js';

const NOTHING: FunnelTotal = {
  counts: { challenges: 0, tried: 0, refused: 0, paid: 0, delivered: 0 },
  rates: { tried: null, refused: null, paid: null, delivered: null },
};

/** A funnel as the API shows it, with a line for each day; one of which nothing is known has no counts. */
export function toFunnelView(
  { funnel, asOf, isStale, knownFrom }: FunnelAnswer,
  period: Period,
  { filters, hasPrior }: { readonly filters: Readonly<Record<string, string>>; hasPrior: boolean },
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
    counts: funnel.counts,
    rates: funnel.rates,
    prior: funnel.prior ?? null,
    reasons: funnel.reasons,
    days,
  };
}

export type FunnelView = ReturnType<typeof toFunnelView>;
