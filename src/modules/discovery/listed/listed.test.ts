import { describe, expect, it } from '@jest/globals';
import { interleave } from './listed.js';

const named = (...ids: string[]) => ids.map((id) => ({ id }));

describe('two lists in turn', () => {
  it('take from each what comes next, and nothing twice', () => {
    expect(interleave(named('new', 'both', 'old'), named('both', 'loved'))).toEqual(
      named('new', 'both', 'loved', 'old'),
    );
  });

  it('are one list where the other is empty', () => {
    expect(interleave([], named('a', 'b'))).toEqual(named('a', 'b'));
  });
});
