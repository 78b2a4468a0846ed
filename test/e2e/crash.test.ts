import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Buyer, outcomeOf, send, sendWith } from './buyer.js';
import { answering, answeringAfter, Gate, generations } from './claude.js';
import { type Ground, type Listing, prepareGround, PRICE, publish } from './shop.js';
import { type ServerProcess, startServer } from './server-process.js';

const INPUT = { topic: 'coins' };
const never = new Promise(() => undefined);

describe('a server that is killed during a paid call', () => {
  let ground: Ground;
  let rpc: RpcGate;
  let server: ServerProcess;
  let listing: Listing;
  let buyer: Buyer;

  beforeAll(async () => {
    const real = await prepareGround();
    rpc = await RpcGate.before(real.chain.rpcUrl);
    // Production mode: the sandbox is not even loaded.
    const environment = {
      ...real.environment,
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://shop.example',
      RPC_URLS: `eip155:84532=${rpc.url}`,
    };
    ground = { ...real, environment };
    server = await startServer(environment);
  });
  beforeEach(async () => {
    rpc.hold(() => false);
    ground.claude.answer(answering('A haiku about coins'));
    ground.claude.requests.length = 0;
    if (server.hasEnded()) server = await startServer(ground.environment);
    listing = await publish(server.origin);
    buyer = await Buyer.with(ground.chain);
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    await rpc.close();
    await ground.clear();
  });

  const path = () => new URL(listing.url).pathname;

  /** As if whoever works on a call had asked the network, and been taken for dead, so long ago. */
  async function takeForDead(deadFor: string): Promise<void> {
    await ground.owner.query(
      `UPDATE payment_claims SET lease_expires_at = now() - $1::interval,
         asked_at = asked_at - $1::interval, first_asked_at = first_asked_at - $1::interval
       WHERE ended_at IS NULL`,
      [deadFor],
    );
    // With the process died whoever had the turn to broadcast.
    await ground.owner.query(`UPDATE broadcast_turns SET expires_at = now()`);
  }

  async function killWhen(condition: () => boolean, payment: Awaited<ReturnType<Buyer['sign']>>) {
    const lost = send(listing.url, payment, INPUT).catch(() => 'lost');
    await until(condition);
    await server.end('SIGKILL');
    expect(await lost).toBe('lost');
    ground.claude.answer(answering('A haiku about coins'));
    rpc.hold(() => false);
    server = await startServer(ground.environment);
  }

  async function assertNothingStuck(): Promise<void> {
    const open = await ground.owner.query(
      `SELECT status FROM payment_claims WHERE status NOT IN ('settled', 'released')`,
    );
    expect(open).toEqual([]);
    const running = await ground.owner.query(`SELECT id FROM executions WHERE status = 'running'`);
    expect(running).toEqual([]);
  }

  it('while the model runs: nothing is charged, and the same payment sent again gets the result', async () => {
    ground.claude.answer(answeringAfter(never, ''));
    const payment = await buyer.sign(listing.url);
    await killWhen(() => generations(ground.claude.requests).length === 1, payment);

    expect(await buyer.balance()).toBe(1_000_000n);
    await takeForDead('1 minute');
    const answer = await send(server.origin + path(), payment, INPUT);
    expect(answer).toMatchObject({ status: 200 });
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
    await assertNothingStuck();
  });

  it('by what it runs: it rests longer after each death, and is given back after the fifth', async () => {
    ground.claude.answer(answeringAfter(never, ''));
    const payment = await buyer.sign(listing.url);
    const asked = () => generations(ground.claude.requests).length;
    const headers = {
      'payment-signature': encodePaymentSignatureHeader(payment),
      prefer: 'wait=1',
    };
    const comeBack = () => sendWith(server.origin + path(), headers, INPUT);
    const attempts = async () =>
      (await ground.owner.query(`SELECT attempts FROM payment_claims WHERE ended_at IS NULL`))[0]
        ?.attempts as number | undefined;

    await killWhen(() => asked() === 1, payment);
    ground.claude.answer(answeringAfter(never, ''));
    await takeForDead('0 seconds');
    expect(await comeBack()).toMatchObject({ status: 202 });
    expect([asked(), await attempts()]).toEqual([1, 1]);
    await takeForDead('6 seconds');
    void comeBack().catch(() => 'lost');
    await until(() => asked() === 2);
    await server.end('SIGKILL');
    server = await startServer(ground.environment);
    await takeForDead('10 seconds');
    const resting = await comeBack();
    expect(resting).toMatchObject({ status: 202 });
    expect([asked(), await attempts()]).toEqual([2, 2]);

    await ground.owner.query(`UPDATE payment_claims SET attempts = 5 WHERE ended_at IS NULL`);
    expect(await outcomeOf(server.origin, resting)).toMatchObject({
      status: 'failed',
      payment: 'not_charged',
      failure: { code: 'call_interrupted' },
    });
    expect(asked()).toBe(2);
    expect(await buyer.balance()).toBe(1_000_000n);
    await assertNothingStuck();
  });

  it('before the network is asked: the stored result is settled and delivered', async () => {
    const payment = await buyer.sign(listing.url);
    let asked = false;
    rpc.hold((method) => method === 'eth_sendRawTransaction' && (asked = true), 'before');
    await killWhen(() => asked, payment);

    await takeForDead('1 minute');
    const answer = await send(server.origin + path(), payment, INPUT);
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body).toMatchObject({ response: 'A haiku about coins' });
    expect(generations(ground.claude.requests)).toHaveLength(1);
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
    await assertNothingStuck();
  });

  it('after the money moved, before it is known: the result is delivered, charged once', async () => {
    const payment = await buyer.sign(listing.url);
    let asked = false;
    rpc.hold((method) => method === 'eth_sendRawTransaction' && (asked = true), 'after');
    await killWhen(() => asked, payment);

    await takeForDead('1 minute');
    const answer = await send(server.origin + path(), payment, INPUT);
    expect(answer).toMatchObject({ status: 200 });
    expect(generations(ground.claude.requests)).toHaveLength(1);
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
    await assertNothingStuck();
  });

  it('loses nothing that was acknowledged', async () => {
    const answer = await buyer.buy(listing.url, INPUT);
    await server.end('SIGKILL');
    server = await startServer(ground.environment);
    const [row] = await ground.owner.query(
      `SELECT s.transaction, c.status FROM settlements s JOIN payment_claims c ON c.id = s.claim_id
        WHERE s.claim_id = $1`,
      [(answer.body['receipt'] as { id: string }).id],
    );
    expect(row).toMatchObject({ status: 'settled' });
    expect((await send(server.origin + path(), undefined, INPUT)).status).toBe(402);
  });

  it('ends in order when it is asked to: calls under way are finished', async () => {
    const gate = new Gate();
    ground.claude.answer(answeringAfter(gate.opened, 'just in time'));
    const payment = await buyer.sign(listing.url);
    const answer = send(listing.url, payment, INPUT);
    while (generations(ground.claude.requests).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    const ended = server.end('SIGTERM');
    gate.open();
    expect((await answer).body).toMatchObject({ response: 'just in time' });
    expect(await ended).toBe(0);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** A proxy before the chain's RPC that can hold back calls, before or after the chain has them. */
class RpcGate {
  #holds: (method: string) => boolean = () => false;
  #when: 'before' | 'after' = 'before';

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async before(target: string): Promise<RpcGate> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const gate = new RpcGate(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString();
      const held = gate.#holds(String(JSON.parse(body).method));
      if (held && gate.#when === 'before') return;
      const headers = { 'content-type': 'application/json' };
      const reply = await fetch(target, { method: 'POST', headers, body });
      const text = await reply.text();
      if (!held) response.writeHead(200, headers).end(text);
    });
    return gate;
  }

  hold(holds: (method: string) => boolean, when: 'before' | 'after' = 'before'): void {
    this.#holds = holds;
    this.#when = when;
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
  }
}
