import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { fieldErrors } from '../input.pipe.js';
import { MOMENT_MESSAGE } from '../../text/index.js';
import {
  AnyNumber,
  AnyObject,
  Flag,
  ListOf,
  Moment,
  Nested,
  NestedList,
  OneOf,
  oneOf,
  Text,
  text,
  Uuid,
  WholeNumber,
} from './index.js';

class Part {
  @WholeNumber({ min: 0, max: 1 })
  size: number;
}

class Thing {
  @Text({ min: 1, max: 3, optional: true, rules: [[/^[^b]*$/, 'must not have a b']] })
  name?: string;

  @Text({ min: 2, max: 4, pattern: /^a+$/, message: 'must be letters a', optional: true })
  letters?: string;

  @WholeNumber({ min: 1, max: 5, inQuery: true, default: 2 })
  count: number = 2;

  @AnyNumber({ min: -2, max: 2, optional: true, nullable: true })
  weight?: number | null;

  @OneOf(['red', 'blue'], { when: ({ count }) => count === 5 })
  colour?: string;

  @Flag({ inQuery: true, optional: true })
  isNew?: boolean;

  @Uuid({ optional: true })
  id?: string;

  @Moment({ optional: true })
  since?: string;

  @AnyObject({ optional: true })
  free?: object;

  @ListOf(oneOf(['a', 'b']), { min: 1, max: 2, unique: true, inQuery: true, optional: true })
  tags?: string[];

  @ListOf(text({ max: 2 }), { max: 3, optional: true })
  words?: string[];

  @Nested(() => Part, { optional: true })
  part?: Part;

  @NestedList(() => Part, { max: 2, optional: true })
  parts?: Part[];
}

const read = (given: object) => plainToInstance(Thing, given);
const errorsOf = (given: object) => {
  const rules = { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true };
  return fieldErrors(validateSync(read(given), rules)).map(
    ({ field, message }) => `${field} ${message}`,
  );
};

describe('the fields of an input', () => {
  it.each<[object]>([
    [{}],
    [{ name: '👋👋👋', letters: 'aaaa', count: 5, colour: 'red', weight: -2 }],
    [{ weight: null, count: '3', isNew: 'true', free: { anything: [1] } }],
    [{ id: '3f0d8c1e-6a4b-4c57-9d2e-1f7b5a9c8e24', tags: 'a,b', words: [] }],
    [{ part: { size: 1 }, parts: [{ size: 0 }, { size: 1 }] }],
  ])('may be %j', (given) => {
    expect(errorsOf(given)).toEqual([]);
  });

  it.each<[object, string[]]>([
    [{ name: 1 }, ['name must be text']],
    [{ name: null }, ['name must be text']],
    [{ name: '' }, ['name must not be empty']],
    [{ name: 'bbbb' }, ['name must have at most 3 characters']],
    [{ name: 'ab' }, ['name must not have a b']],
    [{ name: '👋\ufe0f👋\ufe0f' }, ['name must have at most 3 characters']],
    [{ letters: 'a' }, ['letters must have 2 to 4 characters']],
    [{ letters: ['aa'] }, ['letters must be letters a']],
    [{ letters: 'ab' }, ['letters must be letters a']],
    [{ count: 0 }, ['count must be a whole number from 1 to 5']],
    [{ count: 1.5 }, ['count must be a whole number from 1 to 5']],
    [{ count: '' }, ['count must be a whole number from 1 to 5']],
    [{ count: [3] }, ['count must be a whole number from 1 to 5']],
    [{ count: 5 }, ['colour is required']],
    [{ count: 5, colour: 'green' }, ['colour must be one of red, blue']],
    [{ part: {} }, ['part.size is required']],
    [{ name: 'a\0' }, ['name must not contain NUL or broken Unicode']],
    [
      { words: ['\ud800'] },
      ['words has a wrong entry at 0: it must not contain NUL or broken Unicode'],
    ],
    [{ since: '0000-01-01' }, [`since ${MOMENT_MESSAGE}`]],
    [{ weight: NaN }, ['weight must be a number from -2 to 2']],
    [{ weight: '1' }, ['weight must be a number from -2 to 2']],
    [{ isNew: 'yes' }, ['isNew must be true or false']],
    [{ id: 'x' }, ['id must be a UUID']],
    [{ free: [] }, ['free must be an object']],
    [{ tags: [] }, ['tags must not be empty']],
    [{ tags: 'a,a' }, ['tags must name each entry once']],
    [{ tags: ['a', 'c'] }, ['tags has a wrong entry at 1: it must be one of a, b']],
    [{ words: 'ab' }, ['words must be a list']],
    [{ words: ['a', 'b', 'c', 'd'] }, ['words must have at most 3 entries']],
    [{ part: [] }, ['part must be an object']],
    [{ part: 'x' }, ['part must be an object']],
    [{ part: { size: 2 } }, ['part.size must be a whole number from 0 to 1']],
    [{ parts: {} }, ['parts must be a list']],
    [{ parts: ['x'] }, ['parts[0] must be an object']],
    [{ parts: [{ size: 0 }, { size: 9 }] }, ['parts[1].size must be a whole number from 0 to 1']],
    [{ other: 1 }, ['other is not known here']],
  ])('may not be %j, and each has one message', (given, messages) => {
    expect(errorsOf(given)).toEqual(messages);
  });

  it('keep of a list that is too long only what shows it', () => {
    expect(read({ words: Array(1_000).fill('a') }).words).toHaveLength(4);
  });
});
