import { describe, expect, it } from '@jest/globals';
import type { PublicInput } from '../templates/public-input.js';
import { SHOWN, shownInputs, whyNotShown } from './shown-inputs.js';

const GOOD: PublicInput = {
  name: 'text',
  description: 'What to turn round,\nin any number of lines',
  required: true,
  default: null,
  maxLength: 10,
};
const many = (count: number, changes: (at: number) => object) =>
  Array.from({ length: count }, (_, at) => ({ ...GOOD, name: `text${at}`, ...changes(at) }));

describe('what a type tells of its inputs', () => {
  it.each<[what: string, inputs: unknown]>([
    ['none', []],
    ['one', [GOOD]],
    ['as many as can be shown', many(SHOWN.inputs, () => ({}))],
    [
      'texts of the full length',
      [{ ...GOOD, name: '👋'.repeat(SHOWN.name), description: 'd'.repeat(SHOWN.description) }],
    ],
    ['a long default', [{ ...GOOD, default: 'd'.repeat(SHOWN.default) }]],
  ])('is shown: %s', (_what, inputs) => {
    expect(whyNotShown(inputs)).toBeUndefined();
  });

  it.each<[what: string, inputs: unknown, why: RegExp]>([
    ['nothing', undefined, /list/],
    ['an object', { 0: GOOD, length: 1 }, /list/],
    ['one too many', many(SHOWN.inputs + 1, () => ({})), /101 inputs: at most 100 inputs/],
    ['what is no input', [GOOD, null], /input 1: must be an object/],
    ['one without a name', [{ ...GOOD, name: '' }], /input 0: its name/],
    ['a name in two lines', [{ ...GOOD, name: 'a\nb' }], /input 0: its name/],
    ['a long name', [{ ...GOOD, name: 'n'.repeat(SHOWN.name + 1) }], /name must have at most 100/],
    ['two of one name', [GOOD, { ...GOOD }], /two inputs of one name/],
    ['no description', [{ ...GOOD, description: undefined }], /description must be a text/],
    ['NUL', [{ ...GOOD, description: 'a\0' }], /description must not contain/],
    ['half a sign', [{ ...GOOD, default: '\ud800' }], /default must not contain/],
    [
      'a long description',
      [{ ...GOOD, description: 'd'.repeat(SHOWN.description + 1) }],
      /description must have at most 1000/,
    ],
    ['a number as default', [{ ...GOOD, default: 7 }], /default must be a text/],
    ['no default', [{ ...GOOD, default: undefined }], /default must be a text/],
    ['required by a word', [{ ...GOOD, required: 'yes' }], /required must be true or false/],
    ['no length', [{ ...GOOD, maxLength: 0 }], /maxLength must be a whole number/],
    ['endless length', [{ ...GOOD, maxLength: Infinity }], /maxLength must be a whole number/],
    [
      'too much altogether',
      many(SHOWN.inputs, () => ({ default: 'd'.repeat(SHOWN.default) })),
      /bytes: at most 1900000 bytes/,
    ],
  ])('is not shown: %s', (_what, inputs, why) => {
    expect(whyNotShown(inputs)).toMatch(why);
  });

  it('loses what buyers are not meant to know of it', () => {
    expect(shownInputs([{ ...GOOD, secret: 'planted' } as PublicInput])).toEqual([GOOD]);
  });
});
