import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import { createDataSource } from '../setup/database.js';
import {
  ADMIN_KEY,
  listing,
  type ModelsServer,
  type Outcome,
  RECORDED,
  startModels,
} from './models-server.js';
import { type Context, enter } from '../setup/enter.js';

interface Curated {
  readonly id: string;
  readonly isCurated: boolean;
  readonly isActive: boolean;
}

interface Trail {
  readonly items: readonly {
    readonly id: string;
    readonly modelId: string;
    readonly isCurated: boolean;
    readonly reason: string | null;
    readonly keyHint: string;
    readonly requestId: string;
    readonly createdAt: string;
  }[];
  readonly nextCursor: string | null;
}

let server: ModelsServer;
beforeAll(async () => {
  server = await startModels();
  await server.send('POST /admin/models/sync');
});
afterAll(() => server.stop());

const curate = (id: string, isCurated: boolean, reason?: string) =>
  server.send<Curated>(`PATCH /admin/models/${id}`, { body: { isCurated, reason } });
const trailOf = async (id: string) =>
  (await server.send<Trail>(`GET /admin/models/curation?modelId=${encodeURIComponent(id)}`)).body
    .items;
const curatedOnes = async () => {
  const { body } = await server.send<{ items: { id: string }[] }>(
    'GET /models?curated=true&provider=openrouter&limit=100',
  );
  return body.items.map(({ id }) => id);
};

describe('the operator', () => {
  it.each(['openai/gpt-5.5', 'meta-llama%2Fllama-5-70b-instruct%3Afree'])(
    'recommends a model named as %s, and takes it back',
    async (written) => {
      const id = decodeURIComponent(written);
      expect(await curate(written, true)).toMatchObject({
        status: 200,
        body: { id, isCurated: true, isActive: true, model: `openrouter:${id}` },
      });
      expect(await curatedOnes()).toEqual([id]);
      expect(await curate(written, false)).toMatchObject({ status: 200, body: { id } });
      expect(await curatedOnes()).toEqual([]);
    },
  );

  it('finds every decision in the trail, newest first: what, why, when, by which key', async () => {
    const id = 'deepseek/deepseek-v4';
    const first = await curate(id, true, 'Cheap and good');
    const second = await curate(id, false);
    expect(await trailOf(id)).toEqual([
      {
        id: expect.any(String),
        modelId: id,
        isCurated: false,
        reason: null,
        keyHint: ADMIN_KEY.slice(-4),
        requestId: second.headers.get('x-request-id'),
        createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
      },
      expect.objectContaining({
        isCurated: true,
        reason: 'Cheap and good',
        requestId: first.headers.get('x-request-id'),
      }),
    ]);
  });

  it('changes nothing by saying the same again, and the trail does not grow', async () => {
    const id = 'openai/gpt-5.5-nano';
    const answers = await Promise.all(Array.from({ length: 10 }, () => curate(id, true)));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(await trailOf(id)).toHaveLength(1);
    await curate(id, false);
  });

  it('can decide about a model that has vanished', async () => {
    const id = 'google/gemini-3-flash-image';
    server.openrouter.answer(listing(RECORDED.filter((one) => one.id !== id)));
    expect((await server.send<Outcome>('POST /admin/models/sync')).body.vanished).toBe(1);
    expect(await curate(id, true)).toMatchObject({ body: { isCurated: true, isActive: false } });
    expect(await curatedOnes()).toEqual([]);
    server.openrouter.answer(listing(RECORDED));
    await server.send('POST /admin/models/sync');
    expect(await curatedOnes()).toEqual([id]);
    await curate(id, false);
  });

  it.each(['openai/none', 'none', 'a/b/c', 'claude-opus-5', '%00', "x'/y"])(
    'is told that there is no model %s',
    async (id) => {
      expect(await curate(id, true)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    },
  );

  it.each([
    [{}, 'isCurated'],
    [{ isCurated: 'true' }, 'isCurated'],
    [{ isCurated: true, reason: 'x'.repeat(501) }, 'reason'],
    [{ isCurated: true, reason: 'two\nlines' }, 'reason'],
    [{ isCurated: true, isActive: false }, 'isActive'],
  ])('is told what is wrong with %j', async (body, field) => {
    const answer = await server.send('PATCH /admin/models/openai/gpt-5.5', { body });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field }] } });
    expect(await trailOf('openai/gpt-5.5')).toHaveLength(2);
  });

  it('reads the trail page by page', async () => {
    const all = await server.send<Trail>('GET /admin/models/curation?limit=100');
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await server.send<Trail>(`GET /admin/models/curation?limit=2${query}`);
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(all.body.items.map(({ id }) => id));
    expect(seen.length).toBeGreaterThan(4);
    const wrong = await server.send('GET /admin/models/curation?cursor=x');
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ field: 'cursor' }] } });
  });
});

const ADMIN_ROUTES = [
  'POST /admin/models/sync',
  'GET /admin/models/curation',
  'PATCH /admin/models/openai/gpt-5.5',
  'PATCH /admin/models/openai%2Fgpt-5.5',
];

describe('the admin API', () => {
  it.each(ADMIN_ROUTES)('refuses %s without the key or with another', async (route) => {
    const wrong: Record<string, string>[] = [
      {},
      { 'x-admin-key': '' },
      { 'x-admin-key': ADMIN_KEY.slice(0, -1) },
      { 'x-admin-key': `${ADMIN_KEY}x` },
      { 'x-admin-key': ADMIN_KEY.toUpperCase() },
      { 'x-api-key': ADMIN_KEY },
      { authorization: `Bearer ${ADMIN_KEY}` },
    ];
    for (const headers of wrong) {
      const answer = await server.send(route, { headers });
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
      expect(answer.headers.get('www-authenticate')).toContain('AdminKey');
    }
  });

  it('does not exist where no key is configured', async () => {
    const closed = await startModels({ ADMIN_API_KEY: undefined });
    for (const route of ADMIN_ROUTES) {
      for (const key of ['', 'undefined']) {
        const answer = await closed.send(route, { headers: { 'x-admin-key': key } });
        expect(answer).toMatchObject({ status: 404, body: { code: 'route_not_found' } });
      }
    }
    await closed.stop();
  });

  it('shows its key in no answer and no log', () => {
    expect(server.log.join('')).not.toContain(ADMIN_KEY);
  });

  it('is documented with a security scheme of its own', async () => {
    const document = (await (await fetch(`${server.origin}/api/v1/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { security?: object[] }>>;
      components: { securitySchemes: Record<string, object> };
    };
    expect(document.components.securitySchemes['admin-key']).toMatchObject({
      type: 'apiKey',
      in: 'header',
      name: 'x-admin-key',
    });
    const operations = Object.entries(document.paths)
      .filter(([path]) => path.startsWith('/api/v1/admin/'))
      .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
    expect(operations.sort()).toEqual([
      'get /api/v1/admin/models/curation',
      'patch /api/v1/admin/models/{id}',
      'post /api/v1/admin/models/sync',
      'post /api/v1/admin/resources/supports-refunds/backfill',
    ]);
    for (const operation of operations) {
      const [method = '', path = ''] = operation.split(' ');
      expect(document.paths[path]?.[method]?.security).toEqual([{ 'admin-key': [] }]);
    }
  });
});

/** Runs SQL as the application's role in the context of a service, and takes it back. */
async function as(context: Context, sql: string): Promise<unknown> {
  const source = await createDataSource(server.database.appUrl);
  try {
    return await source.transaction(async (tx: EntityManager) => {
      await enter(tx, context);
      return tx.query(sql);
    });
  } finally {
    await source.destroy();
  }
}

describe('the database', () => {
  it.each([
    `UPDATE model_curation_log SET reason = 'another'`,
    `DELETE FROM model_curation_log`,
    `TRUNCATE model_curation_log`,
    `DELETE FROM x402_openrouter_models`,
    `UPDATE x402_openrouter_models SET id = 'x/y'`,
    `UPDATE x402_openrouter_models SET first_seen_at = now()`,
    `INSERT INTO model_curation_log (model_id, is_curated, key_hint, request_id, created_at)
       VALUES ('a/b', true, '', '', now())`,
  ])('does not let the application do: %s', async (sql) => {
    await expect(as({ service: 'models' }, sql)).rejects.toThrow('permission denied');
  });

  it('shows and lets change nothing outside the service that it is for', async () => {
    const models = 'SELECT id FROM x402_openrouter_models';
    const log = 'SELECT id FROM model_curation_log';
    for (const context of [{}, { service: 'execution' }, { service: 'payments' }] as const) {
      for (const sql of [models, log]) {
        await expect(as(context, sql)).rejects.toThrow('permission denied');
      }
    }
    const storefront = { service: 'storefront' } as const;
    for (const sql of [log, 'UPDATE x402_openrouter_models SET is_curated = true RETURNING id']) {
      await expect(as(storefront, sql)).rejects.toThrow('permission denied');
    }
  });
});
