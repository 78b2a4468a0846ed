import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PaymentPayload } from '@x402/core/types';
import { Buyer, getPaid, readAnswer } from './buyer.js';
import { type Endpoint, startEndpoint } from './endpoint.js';
import { type ServerProcess, startServer } from './server-process.js';
import {
  type Ground,
  type Listing,
  openShop,
  prepareGround,
  PRICE,
  publish,
  type Shop,
} from './shop.js';

const CAP = 200_000;
const HEAD = { 'content-type': 'text/event-stream; charset=utf-8', 'x-secret-of-theirs': '1' };
const EVENTS = { accept: 'text/event-stream' };
const FIRST = ': hello\n\nid: 1\nevent: tick\ndata: {"n":1}\n\n';
const SECOND = 'data: two\r\ndata: lines é\r\n\r\n';
const LAST = 'data: [DONE]\n\n: a last comment without an end';
const WHOLE = FIRST + SECOND + LAST;

/** Reads an answer as it arrives. */
class Arriving {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  text = '';

  constructor(readonly response: Response) {
    if (response.body === null) throw new Error(`no body: ${response.status}`);
    this.#reader = response.body.getReader();
  }

  /** Resolves once this has come. */
  async until(part: string): Promise<void> {
    while (!this.text.includes(part)) {
      if (!(await this.#readOn())) throw new Error(`ended after ${JSON.stringify(this.text)}`);
    }
  }

  async rest(): Promise<string> {
    while (await this.#readOn());
    return this.text;
  }

  leave(): Promise<void> {
    return this.#reader.cancel();
  }

  async #readOn(): Promise<boolean> {
    const { value, done } = await this.#reader.read();
    if (value !== undefined) this.text += this.#decoder.decode(value, { stream: true });
    return !done;
  }
}

/** An endpoint's answer that goes on when the test says so. */
class Line {
  #begin: (response: ServerResponse) => void = () => undefined;
  readonly begun = new Promise<ServerResponse>((resolve) => (this.#begin = resolve));

  readonly answer = (response: ServerResponse): void => {
    response.writeHead(200, HEAD).flushHeaders();
    this.#begin(response);
  };

  async write(text: string): Promise<void> {
    const response = await this.begun;
    await new Promise((resolve) => response.write(text, resolve));
  }

  async end(text = ''): Promise<void> {
    (await this.begun).end(text);
  }

  async breakOff(): Promise<void> {
    (await this.begun).destroy();
  }
}

describe('an endpoint’s event stream', () => {
  let endpoint: Endpoint;
  let shop: Shop;
  let listing: Listing;
  let buyer: Buyer;
  let line: Line;

  beforeAll(async () => {
    endpoint = await startEndpoint();
    shop = await openShop({ EGRESS_ALLOW: endpoint.host, PROXY_MAX_ANSWER_BYTES: String(CAP) });
    const config = { url: endpoint.origin, methods: ['GET'] };
    listing = await shop.publish({ type: 'proxy', slug: 'ticks', config });
  });
  beforeEach(async () => {
    endpoint.seen.length = 0;
    line = new Line();
    endpoint.answer(line.answer);
    buyer = await Buyer.with(shop.chain);
  });
  afterAll(async () => {
    endpoint.stop();
    await shop.stop();
  });

  const pay = (payment: PaymentPayload, headers: Record<string, string> = EVENTS) =>
    getPaid(listing.url, payment, headers);
  const giveWhole = () => endpoint.answer((response) => response.writeHead(200, HEAD).end(WHOLE));

  async function claim(): Promise<Record<string, unknown>> {
    const [row] = await shop.owner.query(
      `SELECT status, work, attempts FROM payment_claims WHERE payer = $1`,
      [buyer.wallet.address],
    );
    return row as Record<string, unknown>;
  }

  /** As if the pause before the next run were over. */
  const pass = () =>
    shop.owner.query(`UPDATE payment_claims SET lease_expires_at = now() WHERE payer = $1`, [
      buyer.wallet.address,
    ]);

  it('reaches its buyer while it goes on, paid with its first event', async () => {
    const payment = await buyer.sign(listing.url);
    const paid = pay(payment);
    await line.write(': no event yet\n\n');
    await line.write(FIRST);
    const answer = new Arriving(await paid);
    await answer.until('{"n":1}\n\n');
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
    expect(await claim()).toMatchObject({ status: 'settled', work: 'pending' });
    const { headers } = answer.response;
    expect(headers.get('content-type')).toBe(HEAD['content-type']);
    expect(headers.get('content-security-policy')).toBe('sandbox');
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('x-secret-of-theirs')).toBeNull();
    for (const name of ['payment-response', 'payment-receipt', 'payment-id', 'payment-ticket']) {
      expect(headers.get(name)).not.toBeNull();
    }

    await line.write(SECOND.slice(0, 20));
    await line.write(SECOND.slice(20));
    await answer.until(SECOND);
    await line.end(LAST);
    expect(await answer.rest()).toBe(`: no event yet\n\n${WHOLE}`);
    expect(await claim()).toMatchObject({ status: 'settled', work: 'done' });
    expect(endpoint.seen[0]?.headers.accept).toBe('text/event-stream, */*;q=0.1');
  });

  it('comes again byte for byte for the same payment, however it is asked for', async () => {
    giveWhole();
    const payment = await buyer.sign(listing.url);
    const first = await pay(payment);
    expect(await first.text()).toBe(WHOLE);
    for (const headers of [EVENTS, { accept: '*/*' }]) {
      const again = await pay(payment, headers);
      expect(again.headers.get('content-type')).toBe(HEAD['content-type']);
      expect(again.headers.get('payment-id')).toBe(first.headers.get('payment-id'));
      expect(await again.text()).toBe(WHOLE);
    }
    const id = first.headers.get('payment-id');
    const ticket = { 'payment-ticket': first.headers.get('payment-ticket') ?? '' };
    const content = `${shop.origin}/api/v1/executions/${id}/content`;
    expect(await (await fetch(content, { headers: ticket })).text()).toBe(WHOLE);
    expect(endpoint.seen).toHaveLength(1);
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
  });

  it('is read to its end and kept though its buyer has left', async () => {
    const payment = await buyer.sign(listing.url);
    const paid = pay(payment);
    await line.write(FIRST);
    const answer = new Arriving(await paid);
    await answer.until('{"n":1}\n\n');
    await answer.leave();
    await line.write(SECOND);
    await line.end(LAST);
    expect(await (await pay(payment)).text()).toBe(WHOLE);
    expect(endpoint.seen).toHaveLength(1);
  });

  it('is sold whole, and charged at its end, to a buyer who asks for no events', async () => {
    const payment = await buyer.sign(listing.url);
    const paid = pay(payment, {});
    await line.write(FIRST);
    await line.breakOff();
    expect(await readAnswer(await paid)).toMatchObject({ body: { payment: 'not_charged' } });
    expect(endpoint.seen[0]?.headers.accept).toBeUndefined();
    giveWhole();
    const whole = await pay(payment, {});
    expect(whole.headers.get('content-length')).toBe(String(Buffer.byteLength(WHOLE)));
    expect(await whole.text()).toBe(WHOLE);
  });

  it('that breaks before its first event is not charged', async () => {
    const payment = await buyer.sign(listing.url);
    const paid = pay(payment);
    await line.write(': comments\n\nretry: 5\n\ndata: half of an');
    await line.breakOff();
    const failed = await readAnswer(await paid);
    expect(failed).toMatchObject({ status: 502, body: { payment: 'not_charged' } });
    expect(await buyer.balance()).toBe(1_000_000n);
  });

  it('that breaks in the middle says so as an event, and runs again for free', async () => {
    const payment = await buyer.sign(listing.url);
    const paid = pay(payment);
    await line.write(`${FIRST}data: half of an`);
    const answer = new Arriving(await paid);
    await answer.until('{"n":1}\n\n');
    await line.breakOff();
    const [before, error = ''] = (await answer.rest()).split('event: error\ndata: ');
    expect(before).toBe(FIRST);
    expect(JSON.parse(error)).toMatchObject({
      code: 'upstream_failed',
      reason: 'broken',
      payment: 'charged',
      retryable: true,
      ticket: answer.response.headers.get('payment-ticket'),
    });
    const early = await readAnswer(await pay(payment));
    expect(early).toMatchObject({ status: 502, body: { payment: 'charged', retryable: true } });

    giveWhole();
    await pass();
    expect(await (await pay(payment)).text()).toBe(WHOLE);
    expect(await claim()).toMatchObject({ work: 'done', attempts: 2 });
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
    const [one, two] = endpoint.seen.map(({ headers }) => headers['idempotency-key']);
    expect(one).toBe(two);
  });

  it('that is always larger than allowed is owed back', async () => {
    const large = `${FIRST}data: ${'x'.repeat(CAP)}\n\n`;
    endpoint.answer((response) => response.writeHead(200, HEAD).end(large));
    const payment = await buyer.sign(listing.url);
    const first = await (await pay(payment)).text();
    expect(first.startsWith(FIRST)).toBe(true);
    expect(first).toContain('"reason":"too_large"');
    for (let run = 2; run <= 5; run += 1) {
      await pass();
      await (await pay(payment)).text();
    }
    const last = await readAnswer(await pay(payment));
    const told = { payment: 'charged', retryable: false, refund: { status: 'owed' } };
    expect(last.body).toMatchObject(told);
    expect(await claim()).toMatchObject({ work: 'failed', attempts: 5 });
    expect(endpoint.seen).toHaveLength(5);
    const kept = await shop.owner.query(
      `SELECT r.id FROM result_contents r JOIN payment_claims p ON p.id = r.call_id
        WHERE p.payer = $1`,
      [buyer.wallet.address],
    );
    expect(kept).toEqual([]);
  });

  it('without any event is charged once it is whole, and comes as it is', async () => {
    endpoint.answer((response) => response.writeHead(200, HEAD).end(': nothing\n\n'));
    const payment = await buyer.sign(listing.url);
    expect(await (await pay(payment)).text()).toBe(': nothing\n\n');
    expect(await claim()).toMatchObject({ status: 'settled', work: 'done' });
  });
});

describe('an endpoint’s event stream from a server that is killed', () => {
  let endpoint: Endpoint;
  let ground: Ground;
  let server: ServerProcess;

  beforeAll(async () => {
    endpoint = await startEndpoint();
    ground = await prepareGround({
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://shop.example',
      EGRESS_ALLOW: endpoint.host,
    });
    server = await startServer(ground.environment);
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    endpoint.stop();
    await ground.clear();
  });

  it('is whole for the same payment at the next one, charged once', async () => {
    const config = { url: endpoint.origin, methods: ['GET'] };
    const listing = await publish(server.origin, { type: 'proxy', slug: 'ticks', config });
    const { pathname } = new URL(listing.url);
    const url = server.origin + pathname;
    const line = new Line();
    endpoint.answer(line.answer);
    const buyer = await Buyer.with(ground.chain);
    const payment = await buyer.sign(url);
    const paid = getPaid(url, payment, EVENTS);
    await line.write(FIRST);
    const answer = new Arriving(await paid);
    await answer.until('{"n":1}\n\n');
    await server.end('SIGKILL');
    await expect(answer.rest()).rejects.toThrow();

    endpoint.answer((response) => response.writeHead(200, HEAD).end(WHOLE));
    // As if the time had passed after which a silent holder is taken for dead, and the pause after that.
    await ground.owner.query(
      `UPDATE payment_claims SET lease_expires_at = now() - interval '1 hour' WHERE ended_at IS NULL`,
    );
    server = await startServer(ground.environment);
    const again = server.origin + pathname;
    let whole = await getPaid(again, payment, EVENTS);
    while (whole.status !== 200) {
      await sleep(50);
      whole = await getPaid(again, payment, EVENTS);
    }
    expect(await whole.text()).toBe(WHOLE);
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
    const [one, two, ...more] = endpoint.seen.map(({ headers }) => headers['idempotency-key']);
    expect(one).toBe(two);
    expect(more).toEqual([]);
  });
});
