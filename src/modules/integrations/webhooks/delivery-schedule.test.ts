import { describe, expect, it } from '@jest/globals';
import {
  type Answer,
  disablingReason,
  failingSince,
  isSlow,
  MAX_ATTEMPTS,
  verdictOf,
} from './delivery-schedule.js';

const now = new Date('2026-11-28T12:00:00.000Z');
const HOUR = 3_600_000;
const failed = (changes: Partial<Answer> = {}): Answer => ({
  statusCode: 500,
  durationMs: 1,
  error: 'status',
  excerpt: '',
  retryAfter: undefined,
  ...changes,
});
const pauseAfter = (attempt: number, answer = failed(), random = 0) => {
  const verdict = verdictOf(answer, attempt, now, random);
  return verdict.next === 'again' ? verdict.pauseMs : verdict.next;
};

const since = (hours: number) => new Date(now.getTime() - hours * HOUR);

describe('a delivery that fails', () => {
  it('is tried eight times in about 28 hours, and then is a dead letter', () => {
    const pauses = Array.from({ length: MAX_ATTEMPTS }, (_, at) => pauseAfter(at + 1));
    expect(pauses.at(-1)).toBe('dead');
    const waits = pauses.slice(0, -1).map(Number);
    expect(waits).toHaveLength(7);
    expect(waits).toEqual(waits.toSorted((one, other) => one - other));
    const hours = waits.reduce((sum, each) => sum + each, 0) / HOUR;
    expect(hours).toBeGreaterThan(27);
    expect(hours * 1.1).toBeLessThan(31);
  });

  it('waits up to a tenth longer, by chance', () => {
    expect([0, 0.5, 0.999].map((random) => pauseAfter(1, failed(), random))).toEqual([
      5_000, 5_250, 5_500,
    ]);
  });

  it.each([429, 502, 503, 504])(
    'waits as long as %s asks with Retry-After, within bounds',
    (statusCode) => {
      const after = (retryAfter: string) => pauseAfter(1, failed({ statusCode, retryAfter }));
      expect(after('120')).toBe(120_000);
      expect(after(new Date(now.getTime() + HOUR).toUTCString())).toBe(HOUR);
      expect(after('1')).toBe(5_000);
      expect(after('-5')).toBe(5_000);
      expect(after('999999999')).toBe(12 * HOUR);
      expect(after('Fri, 31 Dec 9999 23:59:59 GMT')).toBe(12 * HOUR);
      expect(after('soon')).toBe(5_000);
      expect(after('1.5')).toBe(5_000);
      expect(after('9'.repeat(100_000))).toBe(12 * HOUR);
    },
  );

  it('is asked for no pause by other answers', () => {
    expect(pauseAfter(1, failed({ statusCode: 500, retryAfter: '7200' }))).toBe(5_000);
  });

  it('is given up at once when the endpoint is gone', () => {
    expect(pauseAfter(1, failed({ statusCode: 410 }))).toBe('dead');
  });
});

describe('a webhook is disabled', () => {
  it('after five days of failures, and not before', () => {
    expect(disablingReason(failed(), since(119.9), now)).toBeUndefined();
    expect(disablingReason(failed(), since(120), now)).toBe('failing');
  });

  it('at once by 410, and never by a success', () => {
    expect(disablingReason(failed({ statusCode: 410 }), now, now)).toBe('gone');
    const success = failed({ statusCode: 204, error: null });
    expect(disablingReason(success, since(500), now)).toBeUndefined();
  });

  it('never because the server could not sign', () => {
    const unsigned = failed({ statusCode: null, error: 'secret' });
    expect(disablingReason(unsigned, since(500), now)).toBeUndefined();
  });
});

const begun = (answer: Answer, failing: Date | null, lastAttemptAt: Date | null) =>
  failingSince(answer, { failingSince: failing, lastAttemptAt }, now);

describe('a webhook fails', () => {
  it('from its first failure on, until a success', () => {
    expect(begun(failed(), null, null)).toEqual(now);
    expect(begun(failed(), null, since(1))).toEqual(now);
    expect(begun(failed(), since(100), since(12))).toEqual(since(100));
    expect(begun(failed({ error: null }), since(100), since(12))).toBeNull();
  });

  it('anew after a day without any attempt, in which it may have worked', () => {
    expect(begun(failed(), since(100), since(25))).toEqual(now);
  });

  it('no more and no less when the server could not sign', () => {
    expect(begun(failed({ error: 'secret' }), null, since(1))).toBeNull();
    expect(begun(failed({ error: 'secret' }), since(100), since(1))).toEqual(since(100));
  });
});

describe('a receiver is slow', () => {
  it('when it fails, or takes longer than two seconds', () => {
    const success = failed({ statusCode: 204, error: null });
    expect(isSlow(success)).toBe(false);
    expect(isSlow({ ...success, durationMs: 2_000 })).toBe(false);
    expect(isSlow({ ...success, durationMs: 2_001 })).toBe(true);
    expect(isSlow(failed())).toBe(true);
  });
});
