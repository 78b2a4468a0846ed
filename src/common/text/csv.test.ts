import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { csvField, csvTable } from './csv.js';

describe('a field of CSV', () => {
  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\r\nlines', '"two\r\nlines"'],
    ['=HYPERLINK("http://evil.example")', `"'=HYPERLINK(""http://evil.example"")"`],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@sum', "'@sum"],
    ['\t=1', "'\t=1"],
    [null, ''],
    [-3, '-3'],
    [false, 'false'],
    [{ exact: '-0.05' }, '-0.05'],
    [{ exact: '-1+cmd' }, "'-1+cmd"],
    [{ exact: '-1\n=1' }, `"'-1\n=1"`],
  ])('writes %j as %j', (value, field) => {
    expect(csvField(value)).toBe(field);
  });
});

describe('a table as CSV', () => {
  it('keeps each row one record, and no text a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (texts) => {
        const [, record = []] = records(csvTable(['a'], [texts]));
        expect(record).toHaveLength(texts.length);
        for (const [at, field] of record.entries()) {
          expect(field).not.toMatch(/^[=+\-@\t\r\n]/);
          expect([texts[at], `'${texts[at]}`]).toContain(field);
        }
      }),
    );
  });
});

/** Reads CSV as RFC 4180 says. */
function records(csv: string): string[][] {
  const all: string[][] = [[]];
  for (const [, quoted, plain = '', end] of csv.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g,
  )) {
    all.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') all.push([]);
  }
  return all;
}
