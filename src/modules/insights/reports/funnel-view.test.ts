import { describe, expect, it } from '@jest/globals';
import type { Funnel, FunnelTotal } from '../funnel/funnel.js';
import { toFunnelView } from './funnel-view.js';

const now = new Date('2026-11-13T12:00:00Z');
const period = { from: '2026-11-10', to: '2026-11-14', tz: 'UTC' };
const rates = { tried: null, refused: null, paid: null, delivered: null };
const none = { counts: { challenges: 0, tried: 0, refused: 0, paid: 0, delivered: 0 }, rates };
const sold = { counts: { ...none.counts, paid: 2, delivered: 2 }, rates };

function view(knownFrom: string | null, prior: FunnelTotal = none, total: FunnelTotal = none) {
  const funnel: Funnel = { ...total, reasons: [], days: [], prior };
  const answer = { funnel, asOf: now, isStale: false, knownFrom };
  return toFunnelView(answer, period, { filters: {}, hasPrior: true, now });
}

describe('the sums of a funnel', () => {
  it('are exact where all days are known', () => {
    expect(view(null)).toMatchObject({
      counts: none.counts,
      certainty: 'exact',
      prior: { counts: none.counts, certainty: 'exact' },
    });
  });

  it('are unknown where no day is', () => {
    const { counts, certainty, prior } = view('2026-11-10');
    expect([counts, certainty]).toEqual([none.counts, 'exact']);
    expect(prior).toMatchObject({ counts: null, certainty: 'unknown' });
    expect(view('2026-11-14')).toMatchObject({ counts: null, certainty: 'unknown' });
  });

  it('are at least what was counted where some days are not known', () => {
    expect(view('2026-11-12')).toMatchObject({ counts: none.counts, certainty: 'at_least' });
    expect(view('2026-11-08').prior).toMatchObject({ certainty: 'at_least' });
  });

  it('are at least what was sold before anything else was counted', () => {
    const { prior } = view('2026-11-10', sold);
    expect(prior).toMatchObject({ counts: sold.counts, certainty: 'at_least' });
  });
});
