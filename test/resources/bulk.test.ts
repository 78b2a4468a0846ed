import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { call, type Problem } from '../accounts/client.js';
import {
  CONFIG,
  creator,
  type Creator,
  listing,
  ORIGIN,
  type ResourcesServer,
  startResources,
} from './resources-server.js';

interface Row {
  readonly index: number;
  readonly status: string;
  readonly id?: string;
  readonly url?: string | null;
  readonly problem?: Problem & { readonly status: number };
}

const PROMPT = {
  systemPrompt: 'Write a haiku.',
  model: CONFIG.model,
  maxTokens: 100,
  outputFormat: 'raw',
};
/** One good configuration of each type. */
const KINDS = [
  { type: 'prompt_template', config: CONFIG },
  { type: 'prompt', config: PROMPT },
  { type: 'proxy', config: { url: 'https://api.example.com/v1' } },
  { type: 'static', config: { content: 'A haiku' } },
];
const BAD: readonly [string, unknown][] = [
  ['no object', 'haiku'],
  ['nothing', null],
  ['no fields', {}],
  ['an unknown type', listing({ type: 'planted' })],
  ['a malformed slug', listing({ slug: 'No Slug' })],
  ['a price of nothing', listing({ price: '0' })],
  ['an unknown field', listing({ planted: 1 })],
  ['an unknown network', listing({ networks: ['eip155:1'] })],
  ['an unused parameter', listing({ config: { ...CONFIG, systemPrompt: 'Hello' } })],
  ['a model nobody has', listing({ config: { ...CONFIG, model: 'planted:1' } })],
  ['the configuration of another type', listing({ type: 'static' })],
];

describe('registering many resources', () => {
  let server: ResourcesServer;
  let ada: Creator;

  beforeAll(async () => {
    server = await startResources();
    ada = await creator(server, 'ada');
  });
  afterAll(() => server.stop());

  const bulk = (body: object, who = ada) =>
    call<{ items: Row[] } & Problem>(server, 'POST /resources/bulk', { token: who.token, body });
  const slugs = async (who: Creator): Promise<string[]> => {
    const rows: { slug: string }[] = await server.owner.query(
      `SELECT slug FROM x402_resources WHERE owner_id = $1 ORDER BY slug`,
      [who.id],
    );
    return rows.map(({ slug }) => slug);
  };

  it('does with each of 25 rows what it would have done with it alone', async () => {
    const good = Array.from({ length: 25 - BAD.length }, (_, index) =>
      listing({ ...KINDS[index % KINDS.length], slug: `good-${index}` }),
    );
    // Good and bad ones take turns.
    const items = Array.from({ length: 25 }, (_, index) => {
      const isBad = index % 2 === 1 && index / 2 < BAD.length;
      return isBad ? BAD[(index - 1) / 2]?.[1] : good.shift();
    });
    const { status, body } = await bulk({ items, publish: true });
    expect(status).toBe(200);
    expect(body.items.map(({ index }) => index)).toEqual(items.map((_, index) => index));
    for (const [index, row] of body.items.entries()) {
      const item = items[index] as { slug: string } | undefined;
      const alone = await call(server, 'POST /resources', { token: ada.token, body: item });
      if (row.status === 'published') {
        expect(row).toEqual({
          index,
          status: 'published',
          id: expect.any(String),
          url: `${ORIGIN}/@ada/${item?.slug}`,
        });
        expect(alone).toMatchObject({ status: 409, body: { code: 'slug_taken' } });
      } else {
        expect(row).toMatchObject({ index, status: 'failed', problem: { code: 'invalid_input' } });
        if (typeof item === 'object' && item !== null) {
          expect(row.problem?.errors).toEqual(alone.body.errors);
        }
      }
    }
    expect(body.items.filter(({ status }) => status === 'failed')).toHaveLength(BAD.length);
    const { body: shown } = await call<{ total: number }>(server, 'GET /resources?limit=1');
    expect(shown.total).toBe(25 - BAD.length);
  });

  it.each(BAD)('says what is wrong with %s', async (_, item) => {
    const { body } = await bulk({ items: [item] });
    expect(body.items).toMatchObject([{ status: 'failed', problem: { status: 422 } }]);
    expect(body.items[0]?.problem?.errors?.length).toBeGreaterThan(0);
  });

  it('makes drafts unless they are to go on sale', async () => {
    const bob = await creator(server, 'bob');
    const { body } = await bulk({ items: [listing()] }, bob);
    expect(body.items).toMatchObject([
      { index: 0, status: 'created', url: `${ORIGIN}/@bob/haiku` },
    ]);
    const [row] = body.items;
    const read = await call(server, `GET /resources/mine/${row?.id}`, { token: bob.token });
    expect(read.body).toMatchObject({ status: 'draft' });
  });

  it('gives a slug that several rows want to the first that is good', async () => {
    const eve = await creator(server, 'eve');
    const items = [
      listing({ price: '0' }),
      listing({ name: 'Second' }),
      listing({ name: 'Third' }),
      listing({ slug: 'other' }),
      listing({ name: 'Fifth' }),
    ];
    const { body } = await bulk({ items }, eve);
    expect(body.items.map(({ status }) => status)).toEqual([
      'failed',
      'created',
      'failed',
      'created',
      'failed',
    ]);
    expect(body.items[2]?.problem).toMatchObject({ code: 'slug_taken', suggestion: 'haiku-2' });
    expect(await slugs(eve)).toEqual(['haiku', 'other']);
  });

  it('creates nothing twice when it is sent again, also at the same time', async () => {
    const dan = await creator(server, 'dan');
    const items = Array.from({ length: 8 }, (_, index) => listing({ slug: `row-${index}` }));
    const answers = await Promise.all([1, 2, 3].map(() => bulk({ items }, dan)));
    const rows = answers.flatMap(({ body }) => body.items);
    expect(rows.filter(({ status }) => status === 'created')).toHaveLength(8);
    const codes = rows.flatMap(({ problem }) => problem?.code ?? []);
    expect(codes).toEqual(Array.from({ length: 16 }, () => 'slug_taken'));
    expect(await slugs(dan)).toHaveLength(8);
  });

  it('keeps as a draft what cannot be published, and says why', async () => {
    const nameless = await creator(server, null);
    const { body } = await bulk({ items: [listing()], publish: true }, nameless);
    expect(body.items).toMatchObject([
      {
        status: 'created',
        id: expect.any(String),
        url: null,
        problem: { code: 'username_missing' },
      },
    ]);
    expect(await slugs(nameless)).toEqual(['haiku']);
  });

  it.each<[string, object, string]>([
    ['26 rows', { items: Array.from({ length: 26 }, () => listing()) }, 'items'],
    ['no rows', { items: [] }, 'items'],
    ['no list', { items: listing() }, 'items'],
    ['a wish that is no answer', { items: [listing()], publish: 'yes' }, 'publish'],
    ['an unknown field', { items: [listing()], planted: true }, 'planted'],
  ])('refuses %s as a whole', async (_, body, field) => {
    const fresh = await creator(server, null);
    const answer = await bulk(body, fresh);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field }] } });
    expect(await slugs(fresh)).toEqual([]);
  });

  it('is for those who may publish', async () => {
    const nobody = await call(server, 'POST /resources/bulk', { body: { items: [listing()] } });
    expect(nobody.status).toBe(401);
    const key = await call<{ key: string }>(server, 'POST /api-keys', {
      token: ada.token,
      body: { name: 'reader', scopes: ['read'] },
    });
    const headers = { 'x-api-key': key.body.key };
    const body = { items: [listing({ slug: 'unseen' })] };
    expect((await call(server, 'POST /resources/bulk', { headers, body })).status).toBe(403);
  });
});
