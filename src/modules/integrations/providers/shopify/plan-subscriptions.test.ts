import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { planSubscriptions, type Subscription } from './plan-subscriptions.js';

const ADDRESS = 'https://api.example.com/hooks';
const word = fc.constantFrom('A', 'B', 'C', 'D');
const listed = fc.uniqueArray(
  fc.record({
    id: fc.nat().map(String),
    topic: word,
    uri: fc.constantFrom(ADDRESS, 'https://old.example.com', 'https://staging.example.com'),
  }),
  { selector: ({ id }) => id },
);

describe('what is to be done about subscriptions', () => {
  it('leaves exactly one of each that should be, and touches nothing of others elsewhere', () => {
    fc.assert(
      fc.property(fc.uniqueArray(word), listed, fc.array(fc.nat()), (topics, rows, picks) => {
        const own = new Set(picks.flatMap((pick) => rows[pick % rows.length]?.id ?? []));
        const plan = planSubscriptions({ topics, address: ADDRESS, own }, rows);
        const made: Subscription[] = plan.missing.map((topic) => ({
          id: `new ${topic}`,
          topic,
          uri: ADDRESS,
        }));
        const after = [...rows.filter(({ id }) => !plan.stale.includes(id)), ...made];
        const here = after.filter(({ uri }) => uri === ADDRESS).map(({ topic }) => topic);
        expect(here.toSorted()).toEqual(topics.toSorted());
        const others = rows.filter(({ id, uri }) => uri !== ADDRESS && !own.has(id));
        expect(after).toEqual(expect.arrayContaining(others));
        expect(after.filter(({ id, uri }) => own.has(id) && uri !== ADDRESS)).toEqual([]);
        const again = planSubscriptions({ topics, address: ADDRESS, own }, after);
        expect([again.missing, again.stale]).toEqual([[], []]);
      }),
    );
  });
});
