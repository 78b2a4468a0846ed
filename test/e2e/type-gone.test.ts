import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generatePrivateKey } from 'viem/accounts';
import { RecoveryJob } from '../../src/modules/payments/calls/recovery.job.js';
import { FoldTalliesJob } from '../../src/modules/resources/catalogue/fold-tallies.job.js';
import { RecheckEndpointsJob } from '../../src/modules/resources/rechecks/recheck-endpoints.job.js';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { leaveUncompared } from '../setup/documented-answers.js';
import { Buyer, send } from './buyer.js';
import { Gate } from './claude.js';
import { reverse, ReverseType } from './reverse.js';
import {
  type Ground,
  type Listing,
  openReplica,
  prepareGround,
  PRICE,
  publish,
  type Replica,
} from './shop.js';

const REVERSE = { type: 'x_reverse', slug: 'reverse', category: 'coding' };
const config = { maxLength: 10 };
const TEXT = {
  type: 'static',
  category: 'coding',
  config: { content: '{}', mimeType: 'application/json' },
};
const key = generatePrivateKey();
const secondKey = generatePrivateKey();

let ground: Ground;
let server: Replica;
let gone: Listing;
let second: Listing;
let other: Listing;
beforeAll(async () => {
  ground = await prepareGround();
  server = await openReplica(ground, [reverse]);
  other = await publish(server.origin, { ...TEXT, slug: 'text' });
  gone = await publish(server.origin, { ...REVERSE, config }, key);
  second = await publish(server.origin, { ...REVERSE, slug: 'second', config }, secondKey);
});
afterAll(async () => {
  await server.app.close();
  await ground.clear();
});

/** Ends the server, and starts one with or without the module on the same database. */
async function restart(extensions: readonly (typeof reverse)[]): Promise<void> {
  await server.app.close();
  server = await openReplica(ground, extensions);
  // Its rows are of a type that its document does not know.
  leaveUncompared(server.origin);
}

async function get(path: string, origin = `${server.origin}/api/v1`) {
  const answer = await fetch(origin + path);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const search = async (query: string) => (await get(`/resources?${query}`)).body;
const here = ({ url }: Listing) => server.origin + new URL(url).pathname;
const run = (job: new (...parts: never[]) => { run(): Promise<void> }) =>
  server.app.get(job, { strict: false }).run();

/** How the calls of a resource ended. */
const ended = ({ id }: Listing) =>
  ground.owner.query(
    `SELECT status, failure->'type'->>'code' AS failure, ended_at IS NOT NULL AS ended
       FROM payment_claims WHERE subject = $1`,
    [`resource:${id}`],
  );

describe('a listing whose type is gone with its module', () => {
  let creator: ApiClient;
  beforeAll(async () => {
    await restart([]);
    creator = await ApiClient.signIn(server.origin, key);
  });

  it('is told to whoever starts the server, once and by type', () => {
    const lines = server.log.map(
      (line) => JSON.parse(line) as { msg?: string; published?: object },
    );
    const told = lines.filter(({ msg }) => msg?.includes('type this server lacks'));
    expect(told.map(({ published }) => published)).toEqual([{ x_reverse: 2 }]);
  });

  it('leaves the catalogue, its pages and its counts', async () => {
    const later = await publish(server.origin, { ...TEXT, slug: 'later' });
    const first = await search('limit=1');
    expect(first).toMatchObject({ items: [{ id: later.id }], total: 2, totalIsExact: true });
    const last = await search(`limit=1&cursor=${String(first['nextCursor'])}`);
    expect(last).toMatchObject({ items: [{ id: other.id }], nextCursor: null });
    expect(await search('limit=1&category=coding')).toMatchObject({ total: 2 });
    expect(await search('limit=1&minPrice=0.01')).toMatchObject({ total: 2 });
    expect(await search('limit=1&q=haiku&sort=popular')).toMatchObject({ total: 2 });
    for (const fold of [false, true]) {
      if (fold) await run(FoldTalliesJob);
      const { body } = await get('/resources/categories');
      expect(body).toContainEqual(expect.objectContaining({ id: 'coding', count: 2 }));
    }
    expect((await get(`/resources/${gone.id}`)).status).toBe(404);
  });

  it('is told at its address to be gone, and nothing else is', async () => {
    expect(await get('', here(gone))).toMatchObject({
      status: 410,
      body: { code: 'resource_gone', payment: 'not_charged' },
    });
    const buyer = await Buyer.with(ground.chain);
    expect(await buyer.buy(here(other), {})).toMatchObject({ status: 200 });
  });

  it('is shown to its owner as it was stored, in lists and alone', async () => {
    const shown = { id: gone.id, type: 'x_reverse', status: 'published', typeIsAvailable: false };
    const page = await creator.send<object>('GET', '/resources/mine');
    expect(page).toMatchObject({ items: [shown] });
    expect(await creator.send('GET', `/resources/mine/${gone.id}`)).toMatchObject({
      ...shown,
      config,
    });
  });

  it.each([
    ['tried', 'POST', '/test', { input: { text: 'coins' } }],
    ['published', 'POST', '/publish', undefined],
    ['changed', 'PATCH', '', { price: '0.10' }],
  ] as const)('cannot be %s, and says why', async (_what, method, path, body) => {
    const answer = creator.send(method, `/resources/${gone.id}${path}`, body);
    await expect(answer).rejects.toThrow(/answered 409: .*"type_unavailable".*x_reverse/);
  });

  it('is passed over by what runs by itself', async () => {
    const before = server.log.length;
    await run(RecheckEndpointsJob);
    const since = server.log.slice(before);
    expect(since.filter((line) => line.includes('x_reverse'))).toEqual([]);
  });

  it('can be taken off sale and archived', async () => {
    const owner = await ApiClient.signIn(server.origin, secondKey);
    expect(await owner.send('POST', `/resources/${second.id}/unpublish`)).toMatchObject({
      status: 'unpublished',
      typeIsAvailable: false,
    });
    await owner.send('DELETE', `/resources/${second.id}`);
    const archived = await owner.send('GET', '/resources/mine?status=archived');
    expect(archived).toMatchObject({ items: [{ id: second.id, typeIsAvailable: false }] });
  });

  it('is on sale again when the module is back', async () => {
    await restart([reverse]);
    expect(await search('type=x_reverse')).toMatchObject({ items: [{ id: gone.id }], total: 1 });
    const buyer = await Buyer.with(ground.chain);
    const answer = await buyer.buy(here(gone), { text: 'coins' });
    expect(answer).toMatchObject({ status: 200, body: { response: 'snioc' } });
  });
});

describe('a call of one that was accepted before', () => {
  let without: Replica;
  let type: ReverseType;
  let buyer: Buyer;

  beforeAll(async () => {
    await restart([reverse]);
    without = await openReplica(ground);
    type = server.app.get(ReverseType, { strict: false });
    buyer = await Buyer.with(ground.chain);
  });
  afterAll(() => without.app.close());

  /** Leaves a call in the middle of its run, as a process that died does; another server finds it. */
  async function abandon(settlementPolicy: string) {
    const sold = await publish(server.origin, { ...REVERSE, config, settlementPolicy });
    type.gate = new Gate();
    const before = type.runs;
    const answer = send(here(sold), await buyer.sign(here(sold)), { text: 'coins' });
    while (type.runs === before) await new Promise((resolve) => setTimeout(resolve, 5));
    await ground.owner.query(
      `UPDATE payment_claims SET lease_expires_at = now() - interval '1 hour',
         lease_token = gen_random_uuid() WHERE ended_at IS NULL`,
    );
    await without.app.get(RecoveryJob, { strict: false }).run();
    type.gate.open();
    return { sold, answer: await answer };
  }

  it('and paid is ended with a refund owed', async () => {
    const { sold } = await abandon('before_execution');
    const { items } = await sold.creator.send<{ items: object[] }>('GET', '/me/refunds');
    expect(items).toMatchObject([{ status: 'owed', amount: '0.05' }]);
    expect(await ended(sold)).toMatchObject([{ status: 'settled', failure: 'resource_gone' }]);
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
  });

  it('and not paid yet is given back', async () => {
    const balance = await buyer.balance();
    const { sold } = await abandon('after_execution');
    expect(await ended(sold)).toMatchObject([{ status: 'released', ended: true }]);
    expect(await buyer.balance()).toBe(balance);
  });
});
