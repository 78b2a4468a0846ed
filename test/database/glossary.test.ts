import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JOURNAL_KINDS, LEDGER_ACCOUNTS } from '../../src/modules/payments/ledger/journal.js';
import { ResourceTypes } from '../../src/modules/resources/index.js';
import { openShop, type Shop } from '../e2e/shop.js';

/** Where something is said, `table.column` or `Schema.property`, and the words it can be said in. */
type Lists = ReadonlyMap<string, ReadonlySet<string>>;

/** Lists of names that mean the same everywhere: methods of HTTP, encodings, formats. */
const KNOWN_ELSEWHERE = /(endpoints\.method|\.external_method|\.static_encoding|\.output_format)$/;

/** The properties of answers that say where something stands. */
const STANDING = new Set([
  'status',
  'state',
  'payment',
  'settlementPolicy',
  'kind',
  'account',
  'cause',
]);

/** Every list of texts that the database holds a column to. */
async function listsOfDatabase(shop: Shop): Promise<Lists> {
  const rows: { table: string; rule: string }[] = await shop.owner.query(
    `SELECT conrelid::regclass::text AS table, pg_get_constraintdef(oid) AS rule FROM pg_constraint
      WHERE contype = 'c' AND connamespace = 'public'::regnamespace`,
  );
  const lists = new Map<string, Set<string>>();
  for (const { table, rule } of rows) {
    for (const [, column, values = ''] of rule.matchAll(/\((\w+) = ANY \(ARRAY\[(.*?)\]\)/g)) {
      const list = `${table}.${column}`;
      const known = lists.get(list) ?? new Set();
      for (const [, value = ''] of values.matchAll(/'([^']+)'::text/g)) known.add(value);
      if (!KNOWN_ELSEWHERE.test(list)) lists.set(list, known);
    }
  }
  return lists;
}

interface Schema {
  readonly properties?: Readonly<Record<string, { readonly enum?: readonly unknown[] }>>;
}

/** Every list of texts in the documented answers that says where something stands. */
async function listsOfAnswers(shop: Shop): Promise<Lists> {
  const document = (await (await fetch(`${shop.origin}/api/v1/openapi.json`)).json()) as {
    readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  };
  const properties = Object.entries(document.components.schemas).flatMap(([name, schema]) =>
    Object.entries(schema.properties ?? {}).map(
      ([property, { enum: values }]) => [name, property, values] as const,
    ),
  );
  return new Map(
    properties
      .filter(([, property, values]) => values !== undefined && STANDING.has(property))
      .map(([name, property, values]) => [`${name}.${property}`, new Set(values?.map(String))]),
  );
}

/** The sections of the glossary that explain lists, by the lists their headings name. */
function listsOfGlossary(text: string): Lists {
  const lists = new Map<string, ReadonlySet<string>>();
  for (const section of text.split(/^### /m).slice(1)) {
    const [heading = '', ...lines] = section.split('\n');
    const words = lines.flatMap((line) => /^\| `([^`]+)`/.exec(line)?.[1] ?? []);
    const found = new Set(words);
    for (const [, list = ''] of heading.matchAll(/`([^`]+)`/g)) lists.set(list, found);
  }
  return lists;
}

/** An explained list of the same property with the same words: answers share them. */
function twinOf(list: string, words: ReadonlySet<string>, explained: Lists, said: Lists): string {
  const [, property] = list.split('.');
  const key = [...words].sort().join();
  const twin = [...explained.keys()].find(
    (other) => other.endsWith(`.${property}`) && [...(said.get(other) ?? [])].sort().join() === key,
  );
  return twin ?? list;
}

describe('docs/glossary.md', () => {
  let shop: Shop;
  let said: Lists;
  let explained: Lists;

  beforeAll(async () => {
    shop = await openShop();
    said = new Map<string, ReadonlySet<string>>([
      ...(await listsOfDatabase(shop)),
      ...(await listsOfAnswers(shop)),
      ['ledger_entries.account', new Set(LEDGER_ACCOUNTS)],
      ['ledger_entries.kind', new Set(JOURNAL_KINDS)],
      ['x402_resources.resource_type', new Set(shop.app.get(ResourceTypes).ids)],
    ]);
    explained = listsOfGlossary(await readFile('docs/glossary.md', 'utf8'));
  });
  afterAll(() => shop.stop());

  it('explains every status of whatever has one', () => {
    expect(said.size).toBeGreaterThan(15);
    const missing = [...said].flatMap(([list, words]) => {
      const known = explained.get(list) ?? explained.get(twinOf(list, words, explained, said));
      return [...words].filter((word) => !known?.has(word)).map((word) => `${list}: ${word}`);
    });
    expect(missing).toEqual([]);
  });

  it('explains no status that nothing has', () => {
    const lists = [...explained.keys()];
    expect(lists.filter((list) => !said.has(list))).toEqual([]);
    for (const [list, words] of explained) {
      const named = lists.filter((other) => explained.get(other) === words);
      const used = new Set(named.flatMap((other) => [...(said.get(other) ?? [])]));
      expect([list, [...words].filter((word) => !used.has(word))]).toEqual([list, []]);
    }
  });

  it('gives every word one line', async () => {
    const rows = (await readFile('docs/glossary.md', 'utf8')).split('\n');
    const words = rows.flatMap((row) => /^\| \*\*([^*]+)\*\* \|/.exec(row)?.[1] ?? []);
    expect(words.length).toBeGreaterThan(40);
    expect(words).toEqual([...new Set(words)]);
  });
});
