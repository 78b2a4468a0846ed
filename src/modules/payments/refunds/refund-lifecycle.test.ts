import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  canMove,
  FIRST_STATUS,
  REFUND_CAUSES,
  REFUND_STATUSES,
  REFUND_TRANSITIONS,
  type RefundStatus,
} from './refund-lifecycle.js';

const status = fc.constantFrom(...REFUND_STATUSES);
const cause = fc.constantFrom(...REFUND_CAUSES);

/** Every status on the way of a refund to which one wish after the other is put. */
function walk(first: RefundStatus, wishes: readonly RefundStatus[]): RefundStatus[] {
  const path = [first];
  for (const wish of wishes) if (canMove(path.at(-1) ?? first, wish)) path.push(wish);
  return path;
}

function reachable(from: RefundStatus): ReadonlySet<RefundStatus> {
  const seen = new Set([from]);
  for (const status of seen) for (const next of REFUND_TRANSITIONS[status]) seen.add(next);
  return seen;
}

describe('the lifecycle of a refund', () => {
  it('pays only what was owed, and decides once', () => {
    fc.assert(
      fc.property(cause, fc.array(status, { maxLength: 12 }), (cause, wishes) => {
        const path = walk(FIRST_STATUS[cause], wishes);
        if (path.includes('paid')) expect(path.at(-2)).toBe('owed');
        if (path.includes('declined')) expect(path).toEqual(['requested', 'declined']);
        expect(new Set(path).size).toBe(path.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never leaves an end', () => {
    fc.assert(
      fc.property(status, (to) => {
        expect(canMove('paid', to)).toBe(false);
        expect(canMove('declined', to)).toBe(false);
        expect(canMove('void', to)).toBe(false);
      }),
    );
  });

  it('reaches every status, and an end from each', () => {
    const all = REFUND_CAUSES.flatMap((cause) => [...reachable(FIRST_STATUS[cause])]);
    expect(new Set(all)).toEqual(new Set(REFUND_STATUSES));
    for (const from of REFUND_STATUSES) {
      const ends = new Set(['paid', 'declined', 'void']);
      expect([...reachable(from)].some((to) => ends.has(to))).toBe(true);
    }
  });

  it('owes a failed call’s price without a decision', () => {
    expect(FIRST_STATUS).toEqual({ failed_call: 'owed', request: 'requested' });
  });
});
