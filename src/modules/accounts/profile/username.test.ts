import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { looksReserved, RESERVED_USERNAMES, USERNAME } from './username.js';

describe('a username', () => {
  it.each([
    'ada',
    'ada_1815',
    '_x_',
    '1st',
    'zoe_lawyer',
    'nobody',
    'a__',
    'administers',
    'supper',
  ])('may be %s', (name) => {
    expect(name).toMatch(USERNAME);
    expect(looksReserved(name)).toBe(false);
  });

  it.each(['___', '_'.repeat(20), 'Ada', 'ab', 'ad\u00e4', 'ada\n', 'a'.repeat(21)])(
    'may not be %j',
    (name) => {
      expect(name).not.toMatch(USERNAME);
    },
  );

  it.each(
    [
      'adm1n _admin_ admin__ a_d_m_i_n 4dmin adrnin adnnin adm_1n r00t mode_rator',
      'c0inslot co1nslot coin5lot coins1ot coinsl0t coinslo7 c_o_inslot the_coinslot c0inslot_help',
      'supp0rt suppor7 5upport svpport he1p heip vvww ap1 x4o2 officia1 secur1ty',
    ].flatMap((line) => line.split(' ')),
  )('may not be %s, which could be taken for a reserved one', (name) => {
    expect(looksReserved(name)).toBe(true);
  });

  it('is refused for any disguise of a reserved one', () => {
    const disguises: Readonly<Record<string, readonly string[]>> = {
      o: ['0'],
      i: ['1', 'l', 'j'],
      l: ['1', 'i'],
      e: ['3'],
      a: ['4'],
      s: ['5'],
      t: ['7'],
      b: ['8', '6'],
      g: ['9', 'q'],
      m: ['rn', 'nn'],
      w: ['vv'],
      d: ['cl'],
    };
    const disguised = fc
      .constantFrom(...RESERVED_USERNAMES)
      .chain((name) =>
        fc
          .tuple(
            ...[...name].map((sign) =>
              fc.constantFrom(sign, `${sign}_`, ...(disguises[sign] ?? [])),
            ),
          )
          .map((signs) => signs.join('')),
      );
    fc.assert(fc.property(disguised, looksReserved));
  });
});
