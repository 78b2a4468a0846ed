import { describe, expect, it } from '@jest/globals';
import { malformedAt } from './malformed-at.js';

const where = (text: string) => {
  const found = malformedAt(text);
  return found && `${found.line}:${found.column} ${found.expected}`;
};

describe('where a text stops being JSON', () => {
  it.each([
    ['', '1:1 a value'],
    ['{', '1:2 a name in double quotes or }'],
    ['{"a"', '1:5 a colon'],
    ['{"a":', '1:6 a value'],
    ['{"a":1', '1:7 a comma or }'],
    ['{"a":1,}', '1:8 a name in double quotes'],
    ["{'a':1}", '1:2 a name in double quotes or }'],
    ['{a:1}', '1:2 a name in double quotes or }'],
    ['{"a": undefined}', '1:7 a value'],
    ['{\n  "a": 1\n  "b": 2\n}', '3:3 a comma or }'],
    ['[1,]', '1:4 a value'],
    ['[1 2]', '1:4 a comma or ]'],
    ['[01]', '1:3 a comma or ]'],
    ['[1.]', '1:3 a comma or ]'],
    ['[-]', '1:2 a value or ]'],
    ['[+1]', '1:2 a value or ]'],
    ['[NaN]', '1:2 a value or ]'],
    ['{}{}', '1:3 nothing more'],
    ['"a', '1:3 a closing double quote'],
    ['"a\nb"', '1:3 a sign that a text may hold, or an escape'],
    ['"\\x"', '1:2 a sign that a text may hold, or an escape'],
    ['"\\u12g4"', '1:2 a sign that a text may hold, or an escape'],
    ['{"a": "b" // no\n}', '1:11 a comma or }'],
    ['truE', '1:1 a value'],
    ['\u00a0{}', '1:1 a value'],
  ])('%j: %s', (text, found) => {
    expect(where(text)).toBe(found);
  });

  it('is nowhere in JSON, and somewhere in everything else', () => {
    const signs = [
      '{',
      '}',
      '[',
      ']',
      '"a"',
      ':',
      ',',
      '1',
      '-0.5e+3',
      'true',
      ' \n',
      '"\\u00e9\u007f"',
    ];
    let seed = 7;
    const draw = (below: number) =>
      (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
    for (let turn = 0; turn < 20_000; turn += 1) {
      const text = Array.from({ length: draw(9) }, () => signs[draw(signs.length)]).join('');
      expect([text, malformedAt(text) === undefined]).toEqual([text, isJson(text)]);
    }
  });

  it.each([
    ['open lists', '['.repeat(1_048_576)],
    ['escapes', `"${'\\n'.repeat(524_000)}`],
    ['one text', `"${'x'.repeat(1_048_570)}`],
    ['blanks', ' '.repeat(1_048_576)],
    ['digits', '1'.repeat(1_048_576) + 'x'],
    ['lines', '\n'.repeat(1_048_576)],
  ])('is found in a megabyte of %s in no time', (_, text) => {
    const start = performance.now();
    expect(malformedAt(text)).toBeDefined();
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
