const LONG = 'a'.repeat(1_000_000);
const DEEP = 1_000;

/** What buyers send who mean no good: anything that JSON can say. */
export const HOSTILE_INPUTS: readonly (readonly [what: string, input: unknown])[] = [
  ['nothing', null],
  ['a text', 'text'],
  ['a number', 1e308],
  ['true', true],
  ['a list', [1, 'two', null]],
  ['a list with holes of null', Array.from({ length: 10_000 }, () => null)],
  ['a long text', { text: LONG, message: LONG, body: LONG, query: LONG }],
  ['a long name', { [LONG]: LONG }],
  ['many members', Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`m${n}`, n]))],
  ['depth', nested(DEEP)],
  [
    'members of every object',
    JSON.parse('{"__proto__":{"text":"x"},"constructor":1,"toString":2}'),
  ],
  ['objects where texts belong', { text: {}, message: [], body: { toString: 1 }, method: null }],
  ['NUL and half characters', { text: '\u0000\ud800', message: '\udfff\u0000' }],
];

function nested(depth: number): object {
  let value: object = {};
  for (let level = 0; level < depth; level += 1) value = { text: value, message: [value] };
  return value;
}
