import { describe, expect, it } from '@jest/globals';
import { MAX_ATTEMPTS, pauseBeforeRerun, restOf } from './rerun.js';

const run = (attempts: number, more: { retryable?: boolean; retryAfterSeconds?: number } = {}) => ({
  claim: { policy: 'at_first_output' as const, attempts },
  problem: {
    type: { retryable: more.retryable ?? true },
    details:
      more.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: more.retryAfterSeconds },
  },
  canResume: true,
});

describe('a run that failed after the charge', () => {
  it('is followed by another after longer and longer pauses, until there were five', () => {
    const pauses = [1, 2, 3, 4, MAX_ATTEMPTS, 6].map((attempt) => pauseBeforeRerun(run(attempt)));
    expect(pauses).toEqual([5, 30, 180, 1_080, undefined, undefined]);
  });

  it('is followed by none that could not deliver', () => {
    expect(pauseBeforeRerun(run(1, { retryable: false }))).toBeUndefined();
    expect(pauseBeforeRerun({ ...run(1), canResume: false })).toBeUndefined();
    const before = { policy: 'before_execution' as const, attempts: 1 };
    expect(pauseBeforeRerun({ ...run(1), claim: before })).toBeUndefined();
  });

  it('leaves a model as long in peace as it asks for, but no longer than an hour', () => {
    const pauses = [2, 60, 86_400].map((retryAfterSeconds) =>
      pauseBeforeRerun(run(1, { retryAfterSeconds })),
    );
    expect(pauses).toEqual([5, 60, 3_600]);
  });
});

describe('a charged claim', () => {
  const now = new Date('2026-03-01T12:00:00Z');
  const resting = {
    status: 'settled' as const,
    work: 'pending' as const,
    leaseToken: null,
    leaseExpiresAt: new Date('2026-03-01T12:00:04.200Z'),
  };

  it('that nobody holds rests until its next run, in whole seconds', () => {
    expect(restOf(resting, now)).toBe(5);
    expect(restOf({ ...resting, leaseExpiresAt: now }, now)).toBeUndefined();
  });

  it.each([
    ['is held', { leaseToken: 'held' }],
    ['is done', { work: 'done' as const }],
    ['is not charged yet', { status: 'unknown' as const }],
  ])('that %s does not rest', (_, change) => {
    expect(restOf({ ...resting, ...change }, now)).toBeUndefined();
  });
});
