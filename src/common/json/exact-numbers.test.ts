import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { exactNumbers } from './exact-numbers.js';

const read = (json: string): unknown => JSON.parse(exactNumbers(json));

const asTexts = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_name, one: unknown) =>
    typeof one === 'number' ? JSON.stringify(one) : one,
  );

describe('numbers that are kept as they are written', () => {
  it('lose nothing that JavaScript would round, and are the only thing that changes', () => {
    const json =
      '{"a 1":[0.1234567890123456789,-12e+3,90071992547409931],"b":"1.50 \\"2\\"","c":null}';
    expect(read(json)).toEqual({
      'a 1': ['0.1234567890123456789', '-12e+3', '90071992547409931'],
      b: '1.50 "2"',
      c: null,
    });
  });

  it('are texts in whatever JSON there is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(read(JSON.stringify(value))).toEqual(asTexts(value));
      }),
    );
  });

  it('take linear time in texts that never end', () => {
    const started = performance.now();
    exactNumbers(`"${'\\'.repeat(1_000_000)}`);
    exactNumbers('1'.repeat(1_000_000));
    exactNumbers('"a'.repeat(500_000));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
