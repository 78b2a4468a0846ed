import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  type Counted,
  DEMAND_STAGES,
  type DemandRecord,
  lineOf,
  MAX_LINE,
  readRecords,
} from './record.js';

const record: fc.Arbitrary<DemandRecord> = fc.record({
  quarter: fc.integer({ min: 1_900_000, max: 1_900_400 }),
  stage: fc.constantFrom(...DEMAND_STAGES),
  ownerId: fc.constantFrom(...['a', 'b'].map((letter) => uuidOf(letter))),
  resourceId: fc.constantFrom(null, uuidOf('c'), uuidOf('d')),
  isBot: fc.boolean(),
  payer: fc.constantFrom(null, `0x${'Ab'.repeat(20)}`),
  reason: fc.constantFrom(null, 'amount_mismatch'),
  count: fc.constantFrom(1, -1),
});

const garbage = fc.uint8Array({ maxLength: 2 * MAX_LINE }).map((bytes) => Buffer.from(bytes));

describe('a spool of demand', () => {
  it('gives every record back, however it is cut into pieces', () => {
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 60 }),
        fc.integer({ min: MAX_LINE, max: 2_000 }),
        (records, cut) => {
          const file = Buffer.from(records.map(lineOf).join(''));
          const counts: Counted[] = [];
          let at = 0;
          while (at < file.length) {
            const piece = readRecords(file.subarray(at, at + cut));
            expect(piece.unreadable).toBe(0);
            expect(piece.bytes).toBeGreaterThan(0);
            counts.push(...piece.counts);
            at += piece.bytes;
          }
          expect(sums(counts)).toEqual(sums(records));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('leaves the beginning of a record for later, wherever it is torn', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 5 }), record, fc.nat(), (records, torn, where) => {
        const whole = Buffer.from(records.map(lineOf).join(''));
        const line = lineOf(torn);
        const begun = Buffer.from(line.slice(0, where % line.length));
        const piece = readRecords(Buffer.concat([whole, begun]));
        expect(piece).toMatchObject({ bytes: whole.length, unreadable: 0 });
        expect(sums(piece.counts)).toEqual(sums(records));
      }),
      { numRuns: 100 },
    );
  });

  it('loses nothing but what was overwritten, and makes nothing up', () => {
    fc.assert(
      fc.property(fc.array(record), garbage, fc.array(record), (before, noise, after) => {
        const [head, tail] = [before, after].map((each) => Buffer.from(each.map(lineOf).join('')));
        const file = Buffer.concat([head ?? noise, noise, Buffer.from('\n'), tail ?? noise]);
        const { counts, bytes } = readRecords(file);
        expect(bytes).toBe(file.length);
        expect(sums(counts)).toEqual(sums([...before, ...after]));
      }),
      { numRuns: 200 },
    );
  });

  it('takes no record for another one when a byte of it changes', () => {
    fc.assert(
      fc.property(record, fc.nat(), fc.integer({ min: 1, max: 255 }), (one, where, change) => {
        const line = Buffer.from(lineOf(one));
        const at = where % (line.length - 1);
        line[at] = (line[at] ?? 0) ^ change;
        const { counts } = readRecords(line);
        expect(counts).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('passes what never ends, and is read in linear time', () => {
    const endless = Buffer.alloc(1_048_576, 'c');
    expect(readRecords(endless)).toEqual({ counts: [], unreadable: 1, bytes: endless.length });
    expect(readRecords(Buffer.alloc(1_048_576, '\n'))).toMatchObject({ unreadable: 1_048_576 });
    expect(readRecords(Buffer.alloc(0))).toEqual({ counts: [], unreadable: 0, bytes: 0 });
  });
});

function uuidOf(letter: string): string {
  return `${letter.repeat(8)}-0000-4000-8000-${letter.repeat(12)}`;
}

/** By all but the number; what is 0 is left out. */
function sums(records: readonly Counted[]): Record<string, number> {
  const found = new Map<string, number>();
  for (const { count, ...key } of records) {
    const name = JSON.stringify(Object.entries(key).sort(([a], [b]) => a.localeCompare(b)));
    found.set(name, (found.get(name) ?? 0) + count);
  }
  return Object.fromEntries([...found].filter(([, count]) => count !== 0).sort());
}
