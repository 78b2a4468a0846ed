import { describe, expect, it } from '@jest/globals';
import { PLAIN_LINE, READABLE_TEXT, toNfc, VISIBLE } from './readable.js';

describe('text that people read', () => {
  it.each(['Ada', 'naïve 👋', '👩‍💻', '名前', 'می‌خواهم', '★', '¯\\_(ツ)_/¯', '1️⃣'])(
    'may be %j',
    (text) => {
      expect(text).toMatch(PLAIN_LINE);
      expect(text).toMatch(READABLE_TEXT);
      expect(text).toMatch(VISIBLE);
    },
  );

  it.each([
    ['a control character', 'a\u0007b'],
    ['an override of direction', 'a\u202eb'],
    ['an isolate of direction', 'a\u2066b'],
    ['a mark of direction', 'a\u200fb'],
    ['a zero-width blank', 'a\u200bb'],
    ['a byte order mark', 'a\ufeffb'],
    ['a soft hyphen', 'a\u00adb'],
    ['tags', 'a\u{e0041}\u{e0042}b'],
    ['private use', 'a\ue000b'],
    ['half of a surrogate pair', 'a\ud800b'],
  ])('has no %s', (_what, text) => {
    expect(text).not.toMatch(PLAIN_LINE);
    expect(text).not.toMatch(READABLE_TEXT);
  });

  it('may have several lines where lines are meant to be, and only there', () => {
    expect('a\n\tb\r\nc').toMatch(READABLE_TEXT);
    for (const text of ['a\nb', 'a\tb', 'a\u2028b', 'a\u0085b'])
      expect(text).not.toMatch(PLAIN_LINE);
  });

  it.each([
    ['blanks', ' \u00a0\u3000'],
    ['joiners', '\u200c\u200d'],
    ['fillers', '\u3164\u115f\uffa0'],
    ['an empty pattern of Braille', '\u2800'],
    ['marks without a letter', '\u0301\u0302\ufe0f'],
    ['nothing', ''],
  ])('shows nothing where there are only %s', (_what, text) => {
    expect(text).not.toMatch(VISIBLE);
  });

  it('is the same text however it was typed', () => {
    expect(toNfc('A\u0308da')).toBe('\u00c4da');
    expect(toNfc(7)).toBe(7);
  });

  it('is judged in linear time', () => {
    const long = '\u200d\u0301'.repeat(500_000);
    const begun = process.cpuUsage();
    for (const pattern of [PLAIN_LINE, READABLE_TEXT, VISIBLE]) pattern.test(`${long}\u202e`);
    expect(process.cpuUsage(begun).user).toBeLessThan(2_000_000);
  });
});
