import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readDestination } from './destination.js';

describe('where a buyer wants the result', () => {
  it.each([
    ['x402.storage', null],
    [' x402.storage ', null],
    ['x402.storage;filename="a.json"', 'a.json'],
    ['x402.storage;  filename="a b; c, d.txt"', 'a b; c, d.txt'],
    ['x402.storage; filename="say \\"hi\\".txt"', 'say "hi".txt'],
    [`x402.storage; filename="${'a'.repeat(100)}"`, 'a'.repeat(100)],
  ])('is read from %s', (value, filename) => {
    expect(readDestination(value)).toEqual({ destination: 'x402.storage', filename });
  });

  it.each([
    '',
    'X402.storage',
    'x402.storage, x402.storage',
    'x402.storage ;filename="a"',
    'x402.storage;filename=a',
    'x402.storage;filename=""',
    'x402.storage;name="a"',
    'x402.storage;filename="a";filename="b"',
    'x402.storage;filename="ä"',
    'x402.storage;filename="a\tb"',
    'x402.storage;filename="../a"',
    'x402.storage;filename=".."',
    'x402.storage;filename="a\\\\b"',
    `x402.storage;filename="${'a'.repeat(101)}"`,
    `x402.storage;${' '.repeat(400)}filename="a"`,
  ])('is not read from %j, and the answer says what is wrong', (value) => {
    expect(readDestination(value)).toEqual({
      field: 'Output-Destination',
      message: expect.stringMatching(/^must /),
    });
  });

  it('is read or refused, whatever is sent', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (name) => {
        const wish = readDestination(`x402.storage;filename="${name}"`);
        if ('filename' in wish) expect(wish.filename).toMatch(/^[\x20-\x7e]{1,100}$/);
      }),
    );
  });
});
