import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SyncModelsJob } from '../../src/modules/resources/models/sync-models.job.js';
import { Gate } from '../e2e/claude.js';
import { openReplica } from '../e2e/shop.js';
import {
  countModels,
  listing,
  type ModelsServer,
  type Outcome,
  RECORDED,
  startModels,
  until,
} from './models-server.js';

interface Row {
  readonly id: string;
  readonly is_active: boolean;
  readonly is_curated: boolean;
  readonly price_prompt: string | null;
}

let server: ModelsServer;
beforeAll(async () => {
  server = await startModels();
});
afterAll(() => server.stop());

const sync = (body?: object) => server.send<Outcome>('POST /admin/models/sync', { body });

async function rows(): Promise<Map<string, Row>> {
  const found = await server.owner.query<Row[]>(`SELECT * FROM x402_openrouter_models`);
  return new Map(found.map((row) => [row.id, row]));
}

/** Everything but when it was seen. */
async function contents(): Promise<unknown> {
  return server.owner.query(
    `SELECT to_jsonb(m) - 'last_seen_at' AS row FROM x402_openrouter_models m ORDER BY id`,
  );
}

describe('a server that starts on an empty database', () => {
  it('asks OpenRouter for its models by itself, without a key', async () => {
    await until(async () => (await countModels(server.owner)) === RECORDED.length);
    const [asked] = server.openrouter.requests;
    expect(asked).toMatchObject({ method: 'GET', url: '/api/v1/models?output_modalities=all' });
    expect(Object.keys(asked?.headers ?? {})).not.toContain('authorization');
  });
});

/** Starts another server, waits until its jobs have run, and tells how often it asked. */
async function timesAskedByAnother(): Promise<number> {
  const { length } = server.openrouter.requests;
  const { app } = await openReplica(server);
  await until(async () => {
    const left: unknown[] = await server.owner.query(
      `SELECT 1 FROM graphile_worker.jobs WHERE task_identifier = 'catch_up_on_models'`,
    );
    return left.length === 0;
  });
  await app.close();
  return server.openrouter.requests.length - length;
}

describe('a server that starts again', () => {
  beforeAll(async () => {
    await sync();
  });

  it('does not ask for what it knows', async () => {
    expect(await timesAskedByAnother()).toBe(0);
  });

  it('asks when it has missed a night', async () => {
    await server.owner.query(
      `UPDATE x402_openrouter_models SET last_seen_at = now() - interval '25 hours'`,
    );
    expect(await timesAskedByAnother()).toBe(1);
    expect(await timesAskedByAnother()).toBe(0);
  });
});

describe('the nightly job', () => {
  it('runs at 03:00 UTC and syncs', async () => {
    expect(server.app.get(SyncModelsJob, { strict: false }).schedule).toBe('0 3 * * *');
    const { length } = server.openrouter.requests;
    await server.owner.query(`SELECT graphile_worker.add_job('sync_models')`);
    await until(async () => server.openrouter.requests.length === length + 1);
  });
});

describe('a sync', () => {
  beforeEach(async () => {
    server.openrouter.answer(listing(RECORDED));
    expect((await sync()).status).toBe(200);
  });

  it('can be repeated without changing anything', async () => {
    const before = await contents();
    expect((await sync()).body).toMatchObject({
      listed: RECORDED.length,
      unusable: 0,
      added: 0,
      returned: 0,
      vanished: 0,
    });
    expect(await contents()).toEqual(before);
  });

  it('keeps prices exactly, to the last digit', async () => {
    const found = await rows();
    const prices = ['openai/gpt-5.5-nano', 'meta-llama/llama-5-70b-instruct', 'openrouter/auto'];
    expect(prices.map((id) => found.get(id)?.price_prompt)).toEqual([
      '0.0000000375',
      '0.000000104999999',
      null,
    ]);
  });

  it('lets models vanish, come and come back, and keeps which were recommended', async () => {
    const gone = 'openai/gpt-5.5';
    await server.send(`PATCH /admin/models/${gone}`, { body: { isCurated: true } });
    const rest = RECORDED.filter(({ id }) => id !== gone);
    server.openrouter.answer(listing([...rest, { id: 'acme/new', name: 'New' }]));
    expect((await sync()).body).toMatchObject({ added: 1, returned: 0, vanished: 1 });
    expect((await rows()).get(gone)).toMatchObject({ is_active: false, is_curated: true });

    server.openrouter.answer(listing(RECORDED));
    expect((await sync()).body).toMatchObject({ added: 0, returned: 1, vanished: 1 });
    const found = await rows();
    expect(found.get(gone)).toMatchObject({ is_active: true, is_curated: true });
    expect(found.get('acme/new')).toMatchObject({ is_active: false });
  });

  it('takes over what changed', async () => {
    const [first, ...rest] = RECORDED;
    const changed = { ...first, name: 'Another name', pricing: { prompt: '0.5' } };
    server.openrouter.answer(listing([changed, ...rest]));
    await sync();
    expect((await rows()).get(first?.id ?? '')).toMatchObject({
      name: 'Another name',
      price_prompt: '0.5',
      price_completion: null,
    });
  });

  it('is not stopped by odd entries or ids that come twice', async () => {
    const odd = [null, 3, { id: 'without-a-slash' }, { id: 'a/\0' }, RECORDED[0]];
    const broken = { id: 'acme/odd', name: 'half \ud800', description: '\0', pricing: [] };
    server.openrouter.answer(listing([...odd, broken, ...RECORDED]));
    expect((await sync()).body).toMatchObject({ unusable: 5, added: 1, vanished: 0 });
    expect((await rows()).get('acme/odd')).toMatchObject({ name: 'acme/odd', is_active: true });
  });

  it('among many at once changes each model once, in whatever order they are listed', async () => {
    const fresh = Array.from({ length: 2_000 }, (_, at) => ({ id: `many/m${at}` }));
    const gate = new Gate();
    async function* together(entries: readonly unknown[]) {
      await gate.opened;
      yield JSON.stringify({ data: entries });
    }
    let turn = 0;
    server.openrouter.answer(() => {
      const entries = [...RECORDED, ...fresh];
      return { pieces: together((turn += 1) % 2 === 0 ? entries : entries.toReversed()) };
    });
    const syncs = Promise.all(Array.from({ length: 8 }, () => sync()));
    await until(async () => turn === 8);
    gate.open();
    const outcomes = await syncs;
    expect(outcomes.map(({ status }) => status)).toEqual(Array(8).fill(200));
    const added = outcomes.map(({ body }) => body.added);
    expect(added.reduce((sum, one) => sum + one)).toBe(fresh.length);
    server.openrouter.answer(listing(RECORDED));
    await sync({ acceptLoss: true });
  });

  it('that asked earlier does not undo one that asked later', async () => {
    const gate = new Gate();
    async function* late() {
      await gate.opened;
      yield JSON.stringify({ data: [...RECORDED, { id: 'acme/outdated' }] });
    }
    const { length } = server.openrouter.requests;
    server.openrouter.answer({ pieces: late() });
    const slow = sync();
    await until(async () => server.openrouter.requests.length > length);
    const asked = Date.now();
    await until(async () => Date.now() > asked);
    server.openrouter.answer(listing(RECORDED));
    await sync();
    gate.open();
    expect((await slow).body).toMatchObject({ added: 0, vanished: 0 });
    expect((await rows()).has('acme/outdated')).toBe(false);
  });
});

describe('a listing that cannot be true', () => {
  beforeAll(async () => {
    server.openrouter.answer(listing(RECORDED));
    await sync();
  });

  it.each([
    ['is empty', []],
    ['has less than half of the active models', RECORDED.slice(0, 5)],
    ['has as many, but others', RECORDED.map((_, at) => ({ id: `other/m${at}` }))],
    ['has entries, but none that can be used', RECORDED.map(({ id }) => ({ name: id }))],
  ])('because it %s changes nothing', async (_, entries) => {
    const before = await contents();
    server.openrouter.answer(listing(entries));
    const answer = await server.send('POST /admin/models/sync');
    expect(answer).toMatchObject({ status: 502, body: { code: 'models_implausible' } });
    expect(answer.body.detail).toContain('active models');
    expect(await contents()).toEqual(before);
  });

  it('is followed when the operator says so, unless it is empty', async () => {
    server.openrouter.answer(listing([]));
    expect((await sync({ acceptLoss: true })).status).toBe(502);
    server.openrouter.answer(listing(RECORDED.slice(0, 2)));
    const lost = RECORDED.length - 2;
    expect((await sync({ acceptLoss: true })).body).toMatchObject({ vanished: lost });
    server.openrouter.answer(listing(RECORDED));
    expect((await sync()).body).toMatchObject({ returned: lost });
  });
});

describe('an OpenRouter that does not give its list', () => {
  const PLANTED = 'planted-in-the-answer';

  it.each([
    ['fails', { status: 500, pieces: [PLANTED] }],
    ['sends elsewhere', { status: 302, headers: { location: 'http://127.0.0.1:1/' }, pieces: [] }],
    ['talks of something else', { pieces: [`"${PLANTED}"`] }],
    ['gives no JSON', { pieces: [`<html>${PLANTED}`] }],
    ['breaks off', { pieces: ['{"data":['], ending: 'cut' as const }],
    [
      'is far too long',
      { pieces: [`{"padding":"${'x'.repeat(10_000_000)}","data":[{"id":"a/b"}]}`] },
    ],
    ['has too many entries', { pieces: [`{"data":[${Array(10_001).fill('{}').join(',')}]}`] }],
  ])('because it %s changes nothing and is told as a problem', async (_, reply) => {
    const before = await contents();
    server.openrouter.answer(reply);
    const answer = await server.send('POST /admin/models/sync');
    expect(answer).toMatchObject({
      status: 502,
      body: { code: 'models_unavailable', retryable: true },
    });
    expect(JSON.stringify(answer.body)).not.toContain(PLANTED);
    expect(await contents()).toEqual(before);
    expect(server.log.join('')).not.toContain(PLANTED);
  });

  it('because it is silent is waited for only so long', async () => {
    const impatient = await startModels({ LLM_TIMEOUT_MS: '300' });
    impatient.openrouter.answer({ pieces: ['{"data":['], ending: 'hang' });
    const answer = await impatient.send('POST /admin/models/sync');
    expect(answer).toMatchObject({ status: 502, body: { code: 'models_unavailable' } });
    expect(answer.body.detail).toContain('in time');
    await impatient.stop();
  });

  it('does not hold up the end of the server', async () => {
    const ending = await startModels();
    await until(async () => (await countModels(ending.owner)) > 0);
    ending.openrouter.answer({ pieces: [], ending: 'hang' });
    const { length } = ending.openrouter.requests;
    const answer = ending.send('POST /admin/models/sync');
    await until(async () => ending.openrouter.requests.length > length);
    await ending.stop();
    expect((await answer).status).toBe(502);
  });
});
