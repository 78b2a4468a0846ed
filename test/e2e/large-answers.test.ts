import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Buyer, getPaid } from './buyer.js';
import { digestOf, type Endpoint, giving, MB, measure, noise, startEndpoint } from './endpoint.js';
import { EventReader } from './event-reader.js';
import { openReplica, openShop, PRICE, type Replica, type Shop } from './shop.js';

const LARGE = 40 * MB;
const digest = digestOf(noise(LARGE));

describe('an answer of tens of megabytes', () => {
  let endpoint: Endpoint;
  let shop: Shop;
  let second: Replica;
  let buyer: Buyer;
  let url: string;

  beforeAll(async () => {
    endpoint = await startEndpoint();
    shop = await openShop({ EGRESS_ALLOW: endpoint.host });
    // Few connections, so that one that is held is missed.
    const environment = { ...shop.environment, DATABASE_POOL_SIZE: '2' };
    second = await openReplica({ environment });
    buyer = await Buyer.with(shop.chain, 10_000_000n);
    const config = { url: endpoint.origin, methods: ['GET'] };
    ({ url } = await shop.publish({ type: 'proxy', slug: 'archive', config }));
  });
  beforeEach(() => {
    endpoint.seen.length = 0;
    endpoint.answer(giving(LARGE, 1, { 'content-type': 'application/zip' }));
  });
  afterAll(async () => {
    endpoint.stop();
    await second.app.close();
    await shop.stop();
  });

  const elsewhere = (address: string) => second.origin + new URL(address).pathname;

  it('arrives byte for byte, and is charged once', async () => {
    const before = await buyer.balance();
    const answer = await buyer.fetch(url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-length')).toBe(String(LARGE));
    expect(answer.headers.get('content-type')).toBe('application/zip');
    expect(await measure(answer)).toEqual({ length: LARGE, digest });
    expect(await buyer.balance()).toBe(before - PRICE);
  });

  it('is the same for the same payment, from another replica too, and asked for once', async () => {
    const payment = await buyer.sign(url);
    const first = await getPaid(url, payment);
    endpoint.answer(giving(LARGE, 2));
    const again = await getPaid(elsewhere(url), payment);
    expect(await measure(first)).toEqual({ length: LARGE, digest });
    expect(await measure(again)).toEqual({ length: LARGE, digest });
    expect(endpoint.seen).toHaveLength(1);
  });

  it('is asked for once when its payment is sent 20 times at once', async () => {
    const length = 6 * MB;
    endpoint.answer(giving(length));
    const [payment, before] = [await buyer.sign(url), await buyer.balance()];
    const answers = Array.from({ length: 20 }, async (_, n) =>
      measure(await getPaid(n % 2 === 0 ? url : elsewhere(url), payment)),
    );
    const same = { length, digest: digestOf(noise(length)) };
    expect(await Promise.all(answers)).toEqual(answers.map(() => same));
    expect(endpoint.seen).toHaveLength(1);
    expect(await buyer.balance()).toBe(before - PRICE);
  });

  it('is named in events and JSON, and fetched with the ticket alone', async () => {
    const answer = await getPaid(url, await buyer.sign(url), { accept: 'text/event-stream' });
    const [, content, done] = await new EventReader(answer).rest();
    const { id, ticket } = (done?.data ?? {}) as { id: string; ticket: string };
    const named = {
      mimeType: 'application/zip',
      filename: null,
      encoding: null,
      length: LARGE,
      base64: null,
      url: `http://shop.example/api/v1/executions/${id}/content`,
    };
    expect(content).toEqual({ event: 'content', data: named });
    expect(done).toMatchObject({ event: 'done', data: { content: named } });

    const proof = { 'payment-ticket': ticket };
    const view = await fetch(`${shop.origin}/api/v1/executions/${id}`, { headers: proof });
    expect(await view.json()).toMatchObject({ status: 'succeeded', content: named });
    const address = elsewhere(named.url);
    expect(await measure(await fetch(address, { headers: proof }))).toEqual({
      length: LARGE,
      digest,
    });
    expect((await fetch(address)).status).toBe(401);
    const forged = await fetch(address, { headers: { 'payment-ticket': 'e30.e30.e30' } });
    expect(forged.status).toBe(404);
  });

  it('that its buyers do not take holds no connection to the database, and is cut off', async () => {
    const payment = await buyer.sign(url);
    await measure(await getPaid(url, payment));
    const sockets: Socket[] = [];
    second.app.getHttpServer().on('request', ({ socket }: IncomingMessage) => sockets.push(socket));
    const untaken = await Promise.all([1, 2, 3, 4].map(() => getPaid(elsewhere(url), payment)));
    const stuck = () => sockets.filter(({ writableNeedDrain }) => writableNeedDrain);
    while (stuck().length < untaken.length) await sleep(5);

    endpoint.answer(giving(3));
    const other = await getPaid(elsewhere(url), await buyer.sign(url));
    expect(await measure(other)).toMatchObject({ length: 3 });

    expect(stuck().map(({ timeout }) => timeout)).toEqual([60_000, 60_000, 60_000, 60_000]);
    // As if that time had passed.
    for (const socket of stuck()) socket.emit('timeout');
    for (const answer of untaken) await expect(measure(answer)).rejects.toThrow();
  });
});
