import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Secret } from '../../../common/crypto/index.js';
import { readMetadata, textOrNull } from './metadata.js';

const definition = {
  schema: z.object({ name: textOrNull, rows: z.array(z.object({ name: z.string() })).nullable() }),
};
const read = (described: Readonly<Record<string, unknown>>, secret: string) =>
  readMetadata(definition, { probes: {}, inputs: {}, described, secrets: [new Secret(secret)] });

describe('what is kept of an account', () => {
  const long = 'k'.repeat(150) + 'x'.repeat(150);

  it.each([
    ['a short secret', 'planted-key', 'planted-key'],
    ['a long one, of which a part would be left', long, long],
    [
      'one that begins before the cut and ends behind it',
      'planted-key',
      `${'a'.repeat(195)}planted-key`,
    ],
    ['one with signs in it that nobody sees', 'planted-key', 'plan\u200bted\u0000-key'],
  ])('quotes no secret: %s', (_what, secret, text) => {
    expect(read({ name: text, rows: [{ name: text }] }, secret)).toEqual({
      name: null,
      rows: null,
    });
  });

  it('is cut and made readable otherwise', () => {
    expect(read({ name: `A\u0007da${'a'.repeat(300)}` }, 'planted-key')).toEqual({
      name: `Ada${'a'.repeat(197)}`,
      rows: null,
    });
  });

  it.each([
    ['texts of many bytes', Array.from({ length: 120 }, () => ({ name: '字'.repeat(300) }))],
    ['numbers of many digits', Array.from({ length: 3_000 }, () => ({ name: 'a', size: 1e300 }))],
  ])('loses its largest member when it is more than is kept: %s', (_what, rows) => {
    const sized = {
      schema: z.object({
        name: textOrNull,
        rows: z.array(z.object({ name: z.string(), size: z.number().optional() })).nullable(),
      }),
    };
    const told = { probes: {}, inputs: {}, secrets: [], described: { name: 'Ada', rows } };
    expect(readMetadata(sized, told)).toEqual({ name: 'Ada', rows: null });
    const few = { ...told, described: { name: 'Ada', rows: [{ name: 'one', size: 1 }] } };
    expect(readMetadata(sized, few)).toEqual(few.described);
  });
});
