import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { Name } from './name.decorator.js';

class Named {
  @Name({})
  name: string;
}

const accepts = (name: string) => validateSync(plainToInstance(Named, { name })).length === 0;

describe('a name in one line', () => {
  it.each(['A', 'Ada Lovelace', 'Ada 👩‍💻', 'O’Neill & Søn (2)', '名前', '👩'.repeat(60)])(
    'may be %j',
    (text) => {
      expect(accepts(text)).toBe(true);
    },
  );

  it.each([
    '',
    ' ',
    ' Ada',
    'Ada ',
    'A\nB',
    'A\u0000',
    '\nA',
    'A\u2028B',
    'A\u202eB',
    'a'.repeat(61),
    '\u3164',
    '\u200d',
    'A\u200bB',
  ])('may not be %j', (text) => {
    expect(accepts(text)).toBe(false);
  });
});
