import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  assertLifecycle,
  canMove,
  canWork,
  CLAIM_STATUSES,
  CLAIM_TRANSITIONS,
  type ClaimStatus,
  mayBePublic,
} from './claim-lifecycle.js';

const status = fc.constantFrom(...CLAIM_STATUSES);
const work = fc.constantFrom('pending', 'done', 'failed');
const statuses = fc.uniqueArray(status, { maxLength: 4 });
const table = fc.record<Record<ClaimStatus, ClaimStatus[]>>({
  claimed: statuses,
  settling: statuses,
  unknown: statuses,
  refused: statuses,
  settled: fc.constant([]),
  released: fc.constant([]),
});
const ended = fc.constantFrom('done', 'failed');

type Table = Readonly<Record<ClaimStatus, readonly ClaimStatus[]>>;

/** Whether there is a way from one status to another, found by trying every one in between. */
function leads(table: Table, from: ClaimStatus, to: ClaimStatus): boolean {
  const ways = new Set(CLAIM_STATUSES.flatMap((a) => table[a].map((b) => `${a} ${b}`)));
  for (const via of CLAIM_STATUSES) {
    for (const a of CLAIM_STATUSES) {
      for (const b of CLAIM_STATUSES) {
        if (ways.has(`${a} ${via}`) && ways.has(`${via} ${b}`)) ways.add(`${a} ${b}`);
      }
    }
  }
  return from === to || ways.has(`${from} ${to}`);
}

/** The way of a claim to which one wish after the other is put. */
function walk(wishes: readonly ClaimStatus[]): ClaimStatus[] {
  const path: ClaimStatus[] = ['claimed'];
  for (const wish of wishes) if (canMove(path.at(-1) ?? 'claimed', wish)) path.push(wish);
  return path;
}

describe('the lifecycle of a claim', () => {
  it('is sound as it stands', () => {
    expect(() => assertLifecycle()).not.toThrow();
  });

  it('never charges without asking the network: every way to settled passes settling', () => {
    fc.assert(
      fc.property(fc.array(status, { maxLength: 12 }), (wishes) => {
        const path = walk(wishes);
        fc.pre(path.includes('settled'));
        expect(path.slice(0, 2)).toEqual(['claimed', 'settling']);
      }),
      { numRuns: 2_000 },
    );
  });

  it('can go on from wherever a claim has come, and come to an end, unless it is there', () => {
    fc.assert(
      fc.property(fc.array(status, { maxLength: 12 }), (wishes) => {
        const last = walk(wishes).at(-1) ?? 'claimed';
        const isEnd = last === 'settled' || last === 'released';
        expect(CLAIM_STATUSES.some((to) => canMove(last, to))).toBe(!isEnd);
        expect(leads(CLAIM_TRANSITIONS, last, 'released')).toBe(last !== 'settled');
      }),
      { numRuns: 1_000 },
    );
  });

  it('never gives a payment back once its money has moved, nor the other way round', () => {
    fc.assert(
      fc.property(fc.array(status, { maxLength: 20 }), (wishes) => {
        const path = walk(wishes);
        expect(path.includes('settled') && path.includes('released')).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is accepted at the start exactly when every status can be reached and every claim can end', () => {
    fc.assert(
      fc.property(table, (given) => {
        const isSound = CLAIM_STATUSES.every(
          (one) =>
            leads(given, 'claimed', one) &&
            (leads(given, one, 'settled') || leads(given, one, 'released')),
        );
        if (isSound) expect(() => assertLifecycle(given)).not.toThrow();
        else expect(() => assertLifecycle(given)).toThrow(/cannot be reached|can never end/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never lets work that ended go on; a result is dropped only where nothing is charged', () => {
    fc.assert(
      fc.property(ended, work, status, (before, after, to) => {
        fc.pre(before !== after);
        if (!canWork(before, after, to)) return;
        expect([before, after, to]).toEqual(['done', 'failed', 'released']);
      }),
    );
  });

  it('never leaves an end', () => {
    fc.assert(
      fc.property(status, (to) => {
        expect(canMove('settled', to)).toBe(false);
        expect(canMove('released', to)).toBe(false);
      }),
    );
  });

  it.each([
    ['an end that is left', { settled: ['released'] }, 'settled must be final'],
    ['a status without a way out', { unknown: [] }, 'unknown can never end'],
    [
      'a status without a way in',
      { settling: ['settled', 'released'] },
      'unknown cannot be reached',
    ],
  ] as const)('is refused at the start with %s', (_, change, reason) => {
    expect(() => assertLifecycle({ ...CLAIM_TRANSITIONS, ...change })).toThrow(reason);
  });
});

describe('a signed payment', () => {
  const askedAt = new Date();

  it.each<[ClaimStatus, Date | null, boolean]>([
    ['claimed', null, false],
    ['settling', askedAt, true],
    ['unknown', askedAt, true],
    ['settled', askedAt, true],
    ['refused', askedAt, true],
    ['refused', null, false],
    ['released', askedAt, true],
    ['released', null, false],
  ])('of a %s claim that was asked for at %s may be public: %s', (at, asked, expected) => {
    expect(mayBePublic({ status: at, askedAt: asked })).toBe(expected);
  });

  it('whose settlement may have been asked for is never taken for a secret', () => {
    fc.assert(
      fc.property(status, (at) => {
        if (at !== 'claimed') expect(mayBePublic({ status: at, askedAt })).toBe(true);
        if (at === 'settling' || at === 'unknown' || at === 'settled') {
          expect(mayBePublic({ status: at, askedAt: null })).toBe(true);
        }
      }),
    );
  });
});
