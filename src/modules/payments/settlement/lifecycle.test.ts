import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  assertLifecycle,
  canMove,
  CLAIM_STATUSES,
  CLAIM_TRANSITIONS,
  type ClaimStatus,
} from './lifecycle.js';

const status = fc.constantFrom(...CLAIM_STATUSES);

describe('the lifecycle of a claim', () => {
  it('is sound as it stands', () => {
    expect(() => assertLifecycle()).not.toThrow();
  });

  it('never charges what has no result: every way to settled passes executed', () => {
    fc.assert(
      fc.property(fc.array(status, { maxLength: 12 }), (wishes) => {
        const path: ClaimStatus[] = ['claimed'];
        for (const wish of wishes) if (canMove(path.at(-1) ?? 'claimed', wish)) path.push(wish);
        if (path.includes('settled')) expect(path).toContain('executed');
        if (path.includes('settling'))
          expect(path.indexOf('executed')).toBeLessThan(path.indexOf('settling'));
      }),
      { numRuns: 2_000 },
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
