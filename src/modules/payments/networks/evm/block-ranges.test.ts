import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type BlockRange, readRanges } from './block-ranges.js';

class TooLarge extends Error {}

/** A node that answers for at most `most` blocks, each of which holds itself. */
function node(most: bigint, log: BlockRange[] = []) {
  const read = async (part: BlockRange) => {
    log.push(part);
    if (part.last - part.first + 1n > most) throw new TooLarge();
    return Array.from(
      { length: Number(part.last - part.first + 1n) },
      (_, n) => part.first + BigInt(n),
    );
  };
  return { read, isTooLarge: (error: unknown) => error instanceof TooLarge, untilFound: false };
}

describe('a range of blocks', () => {
  it('is read in parts of a thousand, from its beginning', async () => {
    const asked: BlockRange[] = [];
    const { readTo } = await readRanges({ first: 5n, last: 2_100n }, node(1_000n, asked));
    expect(readTo).toBe(2_100n);
    expect(asked).toEqual([
      { first: 5n, last: 1_004n },
      { first: 1_005n, last: 2_004n },
      { first: 2_005n, last: 2_100n },
    ]);
  });

  it('is read in smaller parts where the node refuses large ones', async () => {
    const { found, readTo } = await readRanges({ first: 0n, last: 299n }, node(100n));
    expect(readTo).toBe(299n);
    expect(found).toHaveLength(300);
  });

  it('costs a bounded number of requests, and is gone on with where it stopped', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.bigInt({ min: 10n, max: 2_000n }),
        fc.bigInt({ min: 0n, max: 5_000n }),
        async (most, length) => {
          const seen: bigint[] = [];
          let first = 7n;
          const last = first + length;
          for (let call = 0; first <= last; call += 1) {
            const asked: BlockRange[] = [];
            const { found, readTo } = await readRanges({ first, last }, node(most, asked));
            expect(asked.length).toBeLessThanOrEqual(10);
            expect(readTo).toBeGreaterThanOrEqual(first);
            seen.push(...found);
            first = readTo + 1n;
          }
          expect(seen).toEqual(
            Array.from({ length: Number(length) + 1 }, (_, n) => 7n + BigInt(n)),
          );
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is not read further once something was found, where that is enough', async () => {
    const asked: BlockRange[] = [];
    const reader = { ...node(1_000n, asked), untilFound: true };
    expect((await readRanges({ first: 0n, last: 9_999n }, reader)).readTo).toBe(999n);
    expect(asked).toHaveLength(1);
  });

  it('that the node refuses for another reason, or however small it is, cannot be read', async () => {
    const broken = { ...node(1_000n), read: () => Promise.reject(new Error('broken')) };
    await expect(readRanges({ first: 0n, last: 9n }, broken)).rejects.toThrow('broken');
    await expect(readRanges({ first: 0n, last: 99n }, node(1n))).rejects.toThrow(TooLarge);
  });
});
