import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CountCallsJob } from '../../src/modules/resources/storefront/count-calls.job.js';
import { call } from '../accounts/client.js';
import {
  CONFIG,
  create,
  creator,
  type Creator,
  NETWORK,
  ORIGIN,
  OTHER_NETWORK,
  publish,
  type ResourcesServer,
  type Shown,
  startResources,
  noteSale,
} from './resources-server.js';

const PLANTED = 'planted-7f3c-secret';

interface Page {
  readonly items: Shown[];
  readonly nextCursor: string | null;
}

let server: ResourcesServer;
let ada: Creator;
let bob: Creator;
const ids: Record<string, string> = {};

beforeAll(async () => {
  server = await startResources();
  ada = await creator(server, 'ada');
  bob = await creator(server, 'bob');
  const secret = { ...CONFIG, systemPrompt: `${PLANTED} {{topic}} {{language}}` };
  const shop: [string, Creator, object][] = [
    ['a-haiku', ada, { name: 'Haiku writer', price: '0.30' }],
    ['b-code', ada, { name: '100% code_review', price: '0.10', category: 'coding' }],
    ['c-sea', bob, { name: 'Sea poems', price: '0.20', networks: [OTHER_NETWORK] }],
    ['d-cheap', bob, { name: 'Cheap', price: '0.05', description: 'No poetry \\ at all' }],
  ];
  for (const [slug, who, changes] of shop) {
    ids[slug] = (await publish(server, who, { slug, config: secret, ...changes })).id;
  }
  ids['draft'] = (await create(server, ada, { slug: 'e-draft', config: secret })).id;
  const { id } = await publish(server, ada, { slug: 'f-off', config: secret });
  ids['off'] = id;
  await call(server, `POST /resources/${id}/unpublish`, { token: ada.token });
  for (const slug of ['c-sea', 'a-haiku', 'c-sea', 'b-code', 'a-haiku', 'c-sea']) {
    await noteSale(server, ids[slug] ?? '');
  }
  // At once and twice: every call is counted one time.
  const job = server.app.get(CountCallsJob);
  await Promise.all([job.run(), job.run()]);
});
afterAll(() => server.stop());

async function search(query = ''): Promise<string[]> {
  const { body } = await call<Page>(server, `GET /resources${query}`);
  return body.items.map(({ slug }) => slug);
}

describe('the catalogue', () => {
  it('shows what is on sale to everybody, newest first', async () => {
    expect(await search()).toEqual(['d-cheap', 'c-sea', 'b-code', 'a-haiku']);
  });

  it('shows what a buyer needs to know, and nothing else', async () => {
    const shown = {
      id: ids['a-haiku'],
      url: `${ORIGIN}/@ada/a-haiku`,
      username: 'ada',
      displayName: null,
      slug: 'a-haiku',
      name: 'Haiku writer',
      description: 'Writes a haiku about anything.',
      category: 'writing',
      type: 'prompt_template',
      price: '0.30',
      usagePrice: null,
      networks: [NETWORK],
      supportsRefunds: false,
      parameters: [
        {
          name: 'topic',
          description: 'What to write about',
          required: true,
          default: null,
          maxLength: 200,
        },
        {
          name: 'language',
          description: '',
          required: false,
          default: 'English',
          maxLength: 1000,
        },
      ],
      model: 'claude:claude-sonnet-5-5',
      allowsUserMessage: false,
      calls: 2,
      recentCalls: 0,
      successRate: null,
      publishedAt: expect.stringMatching(/Z$/),
    };
    const byId = await call(server, `GET /resources/${ids['a-haiku']}`);
    expect(byId).toMatchObject({ status: 200 });
    expect(byId.body).toEqual(shown);
    expect((await call(server, 'GET /resources/by-slug/ada/a-haiku')).body).toEqual(shown);
  });

  it('shows no draft and nothing that went off sale', async () => {
    const routes = [
      `GET /resources/${ids['draft']}`,
      `GET /resources/${ids['off']}`,
      'GET /resources/by-slug/ada/e-draft',
      'GET /resources/by-slug/ada/f-off',
      'GET /resources/by-slug/bob/a-haiku',
      'GET /resources/by-slug/ada/%00',
      'GET /resources/nonsense',
    ];
    for (const route of routes) {
      expect({ route, ...(await call(server, route)) }).toMatchObject({
        route,
        status: 404,
        body: { code: 'not_found' },
      });
    }
  });

  it.each([
    ['?sort=price', ['d-cheap', 'b-code', 'c-sea', 'a-haiku']],
    ['?sort=popular', ['c-sea', 'a-haiku', 'b-code', 'd-cheap']],
    ['?q=HAIKU%20writer', ['a-haiku']],
    ['?q=bob', ['d-cheap', 'c-sea']],
    ['?q=100%25', ['b-code']],
    ['?q=code_rev', ['b-code']],
    ['?q=%25', []],
    ['?q=_', []],
    ['?q=%5C', []],
    ['?q=%20', ['d-cheap', 'c-sea', 'b-code', 'a-haiku']],
    ['?q=nothing%20like%20it', []],
    [`?q=${encodeURIComponent("' OR 'x'='x' --")}`, []],
    ['?category=coding', ['b-code']],
    [`?network=${OTHER_NETWORK}`, ['c-sea']],
    ['?type=prompt_template&q=sea', ['c-sea']],
  ])('answers %s', async (query, slugs) => {
    expect(await search(query)).toEqual(slugs);
  });

  it.each([
    ['sort=newest', 'sort'],
    ['category=misc', 'category'],
    ['network=base', 'network'],
    ['type=secret', 'type'],
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['cursor=x', 'cursor'],
    ['q=%00', 'q'],
    ['owner=ada', 'owner'],
    [`q=${'x'.repeat(101)}`, 'q'],
    ['q=a&q=b', 'q'],
  ])('refuses %s, naming the field', async (query, field) => {
    expect(await call(server, `GET /resources?${query}`)).toMatchObject({
      status: 422,
      body: { errors: [{ field }] },
    });
  });

  it('counts its categories', async () => {
    const { body } = await call<{ id: string; name: string; count: number }[]>(
      server,
      'GET /resources/categories',
    );
    expect(body.filter(({ count }) => count > 0)).toEqual([
      { id: 'writing', name: 'Writing', count: 3 },
      { id: 'coding', name: 'Software development', count: 1 },
    ]);
    expect(body.length).toBeGreaterThan(5);
  });

  it.each(['latest', 'price', 'popular'])(
    'keeps its pages apart while others publish and withdraw: %s',
    async (sort) => {
      const eve = await creator(server, `eve_${sort}`);
      const made: string[] = [];
      for (const price of ['0.07', '0.02', '0.05', '0.05', '0.01']) {
        const slug = `${sort}-${made.length}`;
        made.push((await publish(server, eve, { slug, price, name: `Pages ${sort}` })).id);
      }
      const seen: string[] = [];
      let cursor = '';
      for (let page = 0; page < 10; page += 1) {
        const { body } = await call<Page>(
          server,
          `GET /resources?q=pages+${sort}&sort=${sort}&limit=2${cursor}`,
        );
        seen.push(...body.items.map(({ id }) => id));
        if (page === 0) {
          await publish(server, eve, { slug: 'late', price: '0.01', name: `Pages ${sort} late` });
          const { token } = eve;
          await call(server, `POST /resources/${seen[0]}/unpublish`, { token });
        }
        if (body.nextCursor === null) break;
        cursor = `&cursor=${body.nextCursor}`;
      }
      const twice = seen.filter((id, index) => seen.indexOf(id) !== index);
      expect(twice).toEqual([]);
      expect(seen).toEqual(expect.arrayContaining(made));
      for (const slug of ['late', ...made.map((_, index) => `${sort}-${index}`)]) {
        const { body } = await call<Shown>(
          server,
          `GET /resources/by-slug/${eve.username}/${slug}`,
        );
        if (body.id) await call(server, `DELETE /resources/${body.id}`, { token: eve.token });
      }
    },
  );
});

describe('secrets', () => {
  it('stand in no public answer', async () => {
    const routes = [
      '',
      '?limit=100&sort=price',
      '?sort=popular',
      `?q=${PLANTED}`,
      '/categories',
      ...Object.values(ids).map((id) => `/${id}`),
      '/by-slug/ada/a-haiku',
      '/by-slug/bob/c-sea',
      '/by-slug/ada/f-off',
    ];
    for (const route of routes) {
      const { body } = await call(server, `GET /resources${route}`);
      expect({ route, found: JSON.stringify(body).includes(PLANTED) }).toEqual({
        route,
        found: false,
      });
    }
    expect(await search(`?q=${PLANTED}`)).toEqual([]);
    const mine = await call(server, `GET /resources/mine/${ids['a-haiku']}`, { token: ada.token });
    expect(JSON.stringify(mine.body)).toContain(PLANTED);
  });

  it('of no type stand in what everybody reads', async () => {
    const configs = {
      static: { content: PLANTED, filename: `${PLANTED}.txt` },
      proxy: { url: `https://${PLANTED}.example/${PLANTED}`, secretHeader: `x-${PLANTED}` },
      prompt: {
        systemPrompt: PLANTED,
        model: CONFIG.model,
        maxTokens: CONFIG.maxTokens,
        outputFormat: 'json',
        outputSchema: { type: 'object', properties: { [PLANTED]: { type: 'string' } } },
      },
    };
    for (const [type, config] of Object.entries(configs)) {
      const slug = `secret-${type}`;
      await publish(server, ada, { type, slug, name: `Planted ${type}`, config });
    }
    const queries = [
      '',
      '&sort=popular',
      '&sort=price',
      '&q=planted',
      '&q=plamted',
      '&username=ada',
    ];
    for (const query of queries) {
      const { body } = await call<Page>(server, `GET /resources?limit=100${query}`);
      expect(body.items.length).toBeGreaterThan(2);
      expect(JSON.stringify(body)).not.toContain(PLANTED);
    }
    for (const q of ['7f3c', PLANTED]) expect(await search(`?q=${q}&sort=latest`)).toEqual([]);
  });

  it.each(['public_x402_resources', 'catalogue_entries', 'catalogue_vocabulary'])(
    'stand in no column of %s',
    async (table) => {
      const rows = await server.db.asService('storefront', (tx) =>
        tx.query<{ text: string }[]>(`SELECT t::text AS text FROM ${table} t`),
      );
      expect(rows.length).toBeGreaterThan(3);
      expect(rows.filter(({ text }) => /planted-7f3c|'7f3c'/.test(text))).toEqual([]);
    },
  );
});
