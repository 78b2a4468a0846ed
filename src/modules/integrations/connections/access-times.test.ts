import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { accessTimes, waitAfter } from './access-times.js';

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const refreshOf = (margin: number) => ({
  rotates: true,
  margin,
  oldTokenUsable: 0,
  giveUpAfter: 345_600,
});

describe('the time to renew access', () => {
  it('is the margin or 20 % of its life before its end, and at most a quarter of that earlier', () => {
    const life = fc.integer({ min: 90, max: 400 * 86_400 });
    const margin = fc.integer({ min: 1, max: 30 * 86_400 });
    fc.assert(
      fc.property(life, margin, chance, (expiresInSeconds, seconds, random) => {
        const { accessEnds, due } = accessTimes({ expiresInSeconds }, refreshOf(seconds), random);
        const lead = Math.min(seconds, 0.2 * expiresInSeconds);
        expect(accessEnds).toBe(expiresInSeconds);
        expect(due).toBeGreaterThanOrEqual(Math.max(60, expiresInSeconds - 1.25 * lead));
        expect(due).toBeLessThanOrEqual(Math.max(60, expiresInSeconds - lead));
      }),
    );
  });

  it.each([
    ['Shopify', 3_600, 900, [2_700, 2_880]],
    ['Pinterest', 30 * 86_400, 86_400, [28.75 * 86_400, 29 * 86_400]],
  ])('for %s is in time', (_provider, expiresInSeconds, margin, [earliest, latest]) => {
    const dueFor = (random: number) =>
      accessTimes({ expiresInSeconds }, refreshOf(margin), random).due;
    expect(dueFor(0)).toBe(latest);
    expect(dueFor(1)).toBe(earliest);
  });

  it('is a minute away at the least and within ten years, whatever a provider says', () => {
    const told = fc.option(fc.double({ noNaN: false }), { nil: undefined });
    fc.assert(
      fc.property(told, told, fc.boolean(), chance, (expires, refreshExpires, renews, random) => {
        const told = {
          ...(expires !== undefined && { expiresInSeconds: expires }),
          ...(refreshExpires !== undefined && { refreshExpiresInSeconds: refreshExpires }),
        };
        const times = accessTimes(told, renews ? refreshOf(900) : undefined, random);
        for (const seconds of Object.values(times)) {
          if (seconds === null) continue;
          expect(seconds).toBeGreaterThanOrEqual(0);
          expect(seconds).toBeLessThanOrEqual(10 * 366 * 86_400);
        }
        expect(times.due === null || times.due >= 60).toBe(true);
        expect(times.due === null).toBe(times.accessEnds === null);
      }),
    );
  });

  it('is its end where it cannot be renewed', () => {
    const times = accessTimes({ expiresInSeconds: 3_600 }, undefined, 0.5);
    expect(times).toEqual({ accessEnds: 3_600, refreshEnds: null, due: 3_600 });
  });
});

describe('the wait after a failure', () => {
  const ends = fc.option(fc.integer({ min: -1_000_000, max: 1_000_000 }));
  const failures = fc.record({
    attempts: fc.integer({ min: 1, max: 5_000 }),
    failingFor: fc.integer({ min: 0, max: 1_000_000 }),
    accessEnds: ends,
    refreshEnds: ends,
    retryAfter: fc.option(fc.double({ noNaN: false }), { nil: undefined }),
  });
  const giveUpAfter = 345_600;

  it('is half a minute to an hour, and not before the provider said, up to a day', () => {
    fc.assert(
      fc.property(failures, chance, (failure, random) => {
        const wait = waitAfter(failure, giveUpAfter, random);
        if (wait === undefined) return;
        const most = Math.min(3_600, 60 * 2 ** (failure.attempts - 1));
        const { retryAfter = 0 } = failure;
        const told = Number.isFinite(retryAfter) ? Math.min(86_400, Math.max(0, retryAfter)) : 0;
        expect(wait).toBeGreaterThanOrEqual(Math.max(most / 2, told));
        expect(wait).toBeLessThanOrEqual(Math.max(most, told));
      }),
    );
  });

  it('never ends while the access lasts', () => {
    fc.assert(
      fc.property(failures, fc.integer({ min: 1 }), chance, (failure, accessEnds, random) => {
        expect(waitAfter({ ...failure, accessEnds }, giveUpAfter, random)).toBeDefined();
      }),
    );
  });

  it('ends with the access, once the patience or what renews it has ended', () => {
    fc.assert(
      fc.property(failures, chance, (failure, random) => {
        const hasEnded = failure.accessEnds === null || failure.accessEnds <= 0;
        const cannotBe = failure.refreshEnds !== null && failure.refreshEnds <= 0;
        const isOver = hasEnded && (cannotBe || failure.failingFor >= giveUpAfter);
        expect(waitAfter(failure, giveUpAfter, random) === undefined).toBe(isOver);
      }),
    );
  });

  it('is not the same for all', () => {
    const failure = { attempts: 3, failingFor: 0, accessEnds: 1, refreshEnds: null };
    const wait = (random: number) =>
      waitAfter({ ...failure, retryAfter: undefined }, giveUpAfter, random);
    expect([wait(0), wait(0.5)]).toEqual([120, 180]);
  });
});
