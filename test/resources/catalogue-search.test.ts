import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { call } from '../accounts/client.js';
import {
  CONFIG,
  creator,
  type Creator,
  OTHER_NETWORK,
  publish,
  type ResourcesServer,
  type Shown,
  startResources,
} from './resources-server.js';

interface Page {
  readonly items: Shown[];
  readonly total: number;
  readonly totalIsExact: boolean;
  readonly matching: string;
}

let server: ResourcesServer;
let ranked: Creator;
beforeAll(async () => {
  server = await startResources();
  const ada = await creator(server, 'ada');
  ranked = await creator(server, 'ranked');
  const zoe = await creator(server, 'zoe_lawyer');
  const shop: [string, Creator, object][] = [
    ['contract', ada, { name: 'Contract summariser', description: 'Sums long documents up.' }],
    ['letters', ada, { name: 'Letters', description: 'A contract, a contract and a contract.' }],
    ['haiku', ada, { name: 'Haiku writer', description: 'Poems about anything.' }],
    ['quiz', zoe, { name: 'Quiz maker', price: '0.20', category: 'education' }],
    ['exam', zoe, { name: 'Exams', price: '0.10', category: 'education', supportsRefunds: true }],
    ['test', zoe, { name: 'Tests', price: '1', category: 'education', networks: [OTHER_NETWORK] }],
    ['cafe', ada, { name: 'Café résumé', description: 'Straße, Ελλάδα and Москва.' }],
    ['cjk', ada, { name: '俳句 作家', description: '海の詩' }],
    ['emoji', ada, { name: '🐙', description: 'An octopus' }],
  ];
  for (const [slug, who, changes] of shop) {
    const description = 'Nothing else.';
    await publish(server, who, { slug, config: CONFIG, description, ...changes });
  }
});
afterAll(() => server.stop());

async function get(query: Readonly<Record<string, string>>): Promise<Page> {
  const { status, body } = await call<Page>(server, `GET /resources?${new URLSearchParams(query)}`);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
}

async function find(query: Readonly<Record<string, string>>): Promise<string[]> {
  return (await get(query)).items.map(({ slug }) => slug);
}

describe('a search', () => {
  it.each([
    ['a word in a name before one in a description', 'contract', ['contract', 'letters']],
    ['words in any order', 'summariser contract', ['contract']],
    ['only what has all of them', 'contract sums', ['contract']],
    ['words that begin like this', 'contr summ', ['contract']],
    ['other forms of a word', 'contracts', ['contract', 'letters']],
    ['no matter which small words stand between', 'a writer of the haiku', ['haiku']],
    ['small words when there are no others', 'about', ['haiku']],
    ['creators by their names', 'zoe_lawyer', ['test', 'exam', 'quiz']],
    ['categories', 'education', ['test', 'exam', 'quiz']],
    ['addresses', 'cjk', ['cjk']],
    ['words with accents', 'CAFÉ', ['cafe']],
    ['accents that are characters of their own', 'cafe\u0301', ['cafe']],
    ['letters of full width', 'Ｈａｉｋｕ', ['haiku']],
    ['Greek and Russian in capitals', 'ΕΛΛΆΔΑ МОСКВА', ['cafe']],
    ['Japanese', '俳句', ['cjk']],
  ])('finds %s', async (_, q, slugs) => {
    expect(await get({ q })).toMatchObject({
      items: slugs.map((slug) => ({ slug })),
      total: slugs.length,
      totalIsExact: true,
    });
  });

  it.each([
    ['a letter too many', 'haikku', ['haiku']],
    ['a letter too few', 'contrct', ['contract', 'letters']],
    ['a wrong letter', 'summarizer', ['contract']],
    ['letters that changed places', 'hiaku wirter', ['haiku']],
    ['a wrong word beside a right one', 'documents sumamriser', ['contract']],
    ['two words, both wrong', 'haikku writter', ['haiku']],
    ['a wrong accent', 'cafè', ['cafe']],
  ])('finds similar words when nothing has those given: %s', async (_, q, slugs) => {
    const page = await get({ q });
    expect(page).toMatchObject({ matching: 'similar', items: slugs.map((slug) => ({ slug })) });
    expect((await get({ q: slugs[0] ?? '' })).matching).toBe('words');
  });

  it('finds nothing rather than anything', async () => {
    expect(await get({ q: 'xylophone' })).toMatchObject({ items: [], total: 0 });
    expect(await find({ q: 'haikku', category: 'education' })).toEqual([]);
  });

  it('finds every name by any beginning of any of its words', async () => {
    const names = ['Contract summariser', 'Haiku writer', 'Quiz maker', 'Café résumé', '俳句 作家'];
    const beginning = fc
      .constantFrom(...names.flatMap((name) => name.split(' ').map((word) => ({ name, word }))))
      .chain(({ name, word }) =>
        fc.integer({ min: 1, max: word.length }).map((end) => ({ name, q: word.slice(0, end) })),
      );
    await fc.assert(
      fc.asyncProperty(beginning, async ({ name, q }) => {
        const { items } = await get({ q, limit: '100' });
        expect(items.map((item) => item.name)).toContain(name);
      }),
      { numRuns: 40 },
    );
  });

  it('ranks a name above any number of other mentions, for one word and for more', async () => {
    const word = fc.stringMatching(/^[bcdfg][aeiou][klmnp][aeiou]{2}[rstvz]$/);
    const mentions = fc.integer({ min: 1, max: 300 });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(word, { minLength: 1, maxLength: 3 }),
        mentions,
        async (words, times) => {
          const q = words.join(' ');
          const slug = `${words.join('-')}-${times}`;
          const description = `${q} `.repeat(times).slice(0, 2_000);
          await publish(server, ranked, { slug: `${slug}-n`, name: q, description: 'Anything' });
          await publish(server, ranked, { slug, name: 'Anything', description });
          expect((await find({ q, limit: '100' }))[0]).toMatch(/-n$/);
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('a filter', () => {
  it.each<[Record<string, string>, string[]]>([
    [{ username: 'zoe_lawyer' }, ['test', 'exam', 'quiz']],
    [{ username: 'nobody' }, []],
    [{ username: 'zoe_lawyer', sort: 'price' }, ['exam', 'quiz', 'test']],
    [{ username: 'zoe_lawyer', sort: 'price_desc' }, ['test', 'quiz', 'exam']],
    [{ category: 'education', minPrice: '0.2' }, ['test', 'quiz']],
    [{ category: 'education', maxPrice: '0.2' }, ['exam', 'quiz']],
    [{ category: 'education', minPrice: '0.11', maxPrice: '0.99' }, ['quiz']],
    [{ category: 'education', minPrice: '2', maxPrice: '1' }, []],
    [{ category: 'education', supportsRefunds: 'true' }, ['exam']],
    [{ category: 'education', supportsRefunds: 'false' }, ['test', 'quiz']],
    [{ network: OTHER_NETWORK }, ['test']],
    [{ network: 'eip155:1' }, []],
    [{ q: 'education', network: OTHER_NETWORK, username: 'zoe_lawyer' }, ['test']],
    [{ q: 'quiz', username: 'ada' }, []],
    [
      { q: 'education', sort: 'price', type: 'prompt_template', minPrice: '0.01' },
      ['exam', 'quiz', 'test'],
    ],
  ])('holds together with the others: %j', async (query, slugs) => {
    expect(await find(query)).toEqual(slugs);
  });

  it.each([
    ['minPrice=-1', 'minPrice'],
    ['maxPrice=1e3', 'maxPrice'],
    ['maxPrice=0.0000001', 'maxPrice'],
    ['minPrice=', 'minPrice'],
    ['supportsRefunds=yes', 'supportsRefunds'],
    ['supportsRefunds=constructor', 'supportsRefunds'],
    ['username=Ada', 'username'],
    ["username=a'b", 'username'],
    ['sort=relevance', 'sort'],
    ['sort=relevance&q=%20', 'sort'],
    ['sort=__proto__', 'sort'],
  ])('is refused when it means nothing: %s', async (query, field) => {
    expect(await call(server, `GET /resources?${query}`)).toMatchObject({
      status: 422,
      body: { errors: [{ field }] },
    });
  });
});

describe('whatever is searched for', () => {
  it.each([
    "'; DROP TABLE x402_resources; --",
    `' UNION SELECT pt_system_prompt FROM x402_resources --`,
    '%',
    '_',
    '\\',
    `\\'`,
    '$1',
    ':q',
    ':*',
    '&|!<->()',
    `'contract':A & !'x'`,
    'a:* | b',
    '🐙',
    '\u202e\u0001',
    'ﷺ'.repeat(100),
    'x'.repeat(100),
    'ﬀ '.repeat(50),
  ])('is text and nothing else: %j', async (q) => {
    expect((await call(server, `GET /resources?${new URLSearchParams({ q })}`)).status).toBe(200);
    expect(await find({ q: 'quiz' })).toEqual(['quiz']);
  });

  it.each(['x'.repeat(101), 'é'.repeat(10_000), '\0'])(
    'is refused when it is too long or no text',
    async (q) => {
      const { status } = await call(server, `GET /resources?${new URLSearchParams({ q })}`);
      expect([422, 431]).toContain(status);
    },
  );

  it('is answered in every order', async () => {
    const query = fc.record({
      q: fc.oneof(fc.string({ unit: 'grapheme', maxLength: 50 }), fc.string({ maxLength: 100 })),
      sort: fc.constantFrom('relevance', 'popular', 'latest', 'price', 'price_desc'),
    });
    await fc.assert(
      fc.asyncProperty(query, async ({ q, sort }) => {
        const { status } = await call(server, `GET /resources?${new URLSearchParams({ q, sort })}`);
        expect([200, 422]).toContain(status);
      }),
      { numRuns: 60 },
    );
  });
});
