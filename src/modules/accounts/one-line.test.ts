import { describe, expect, it } from '@jest/globals';
import { ONE_LINE } from './one-line.js';

describe('a name in one line', () => {
  it.each(['A', 'Ada Lovelace', 'Ada 👩‍💻', 'O’Neill & Søn (2)', '名前', '👩'.repeat(60)])(
    'may be %j',
    (text) => {
      expect(text).toMatch(ONE_LINE);
    },
  );

  it.each([
    '',
    ' ',
    ' Ada',
    'Ada ',
    'A\nB',
    'A\u0000',
    'A\u2028B',
    'A\u202eB',
    'a'.repeat(61),
    '\u3164',
    '\u200d',
    'A\u200bB',
  ])('may not be %j', (text) => {
    expect(text).not.toMatch(ONE_LINE);
  });
});
