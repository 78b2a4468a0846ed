import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  assertLifecycle,
  canMove,
  canWork,
  CLAIM_STATUSES,
  CLAIM_TRANSITIONS,
  type ClaimStatus,
} from './lifecycle.js';

const status = fc.constantFrom(...CLAIM_STATUSES);
const policy = fc.constantFrom('after_execution', 'before_execution', 'at_first_output');
const work = fc.constantFrom('pending', 'done', 'failed');
const ended = fc.constantFrom('done', 'failed');

describe('the lifecycle of a claim', () => {
  it('is sound as it stands', () => {
    expect(() => assertLifecycle()).not.toThrow();
  });

  it('never charges without asking the network: every way to settled passes settling', () => {
    fc.assert(
      fc.property(fc.array(status, { maxLength: 12 }), (wishes) => {
        const path: ClaimStatus[] = ['claimed'];
        for (const wish of wishes) if (canMove(path.at(-1) ?? 'claimed', wish)) path.push(wish);
        fc.pre(path.includes('settled'));
        expect(path.slice(0, 2)).toEqual(['claimed', 'settling']);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives work that ended a second chance only where a stream was charged', () => {
    fc.assert(
      fc.property(status, policy, ended, work, status, (from, by, before, after, to) => {
        fc.pre(before !== after);
        if (!canWork({ status: from, policy: by, work: before }, after, to)) return;
        if (before === 'done') expect([after, to]).toEqual(['failed', 'released']);
        else expect([after, from, by]).toEqual(['pending', 'settled', 'at_first_output']);
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
