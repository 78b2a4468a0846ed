import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import { Buyer, post, send } from './buyer.js';
import { type Endpoint, startEndpoint } from './endpoint.js';
import { openShop, PRICE, type Shop } from './shop.js';

const SECRET = 'Bearer planted-endpoint-secret';

describe('a creator’s own endpoint behind a price', () => {
  let shop: Shop;
  let buyer: Buyer;
  let endpoint: Endpoint;

  beforeAll(async () => {
    endpoint = await startEndpoint();
    shop = await openShop({ EGRESS_ALLOW: endpoint.host, PROXY_MAX_ANSWER_BYTES: '1000' });
    buyer = await Buyer.with(shop.chain, 10_000_000n);
  });
  beforeEach(() => {
    endpoint.seen.length = 0;
    endpoint.answer((response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"temperature": 7e0}'),
    );
  });
  afterAll(async () => {
    endpoint.stop();
    await shop.stop();
  });

  const sell = (config: object = {}) =>
    shop.publish({
      type: 'proxy',
      slug: 'weather',
      config: { url: `${endpoint.origin}/v1/forecast?units=metric`, ...config },
    });

  it('gets method, query, body and content type as they were sent, with the secret; the buyer gets its bytes', async () => {
    const listing = await sell({ methods: ['PUT'], secretHeader: 'Authorization' });
    await listing.creator.send('PUT', `/resources/${listing.id}/secret`, { value: SECRET });
    const before = await buyer.balance();
    const body = '<a>½ 1e400 </a>';
    const headers = {
      'content-type': 'application/xml',
      cookie: 'session=1',
      'x-payment-note': '1',
    };
    const response = await buyer.fetch(`${listing.url}?q=a%20b&q=c`, {
      method: 'PUT',
      body,
      headers,
    });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('{"temperature": 7e0}');
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('payment-receipt')).not.toBeNull();
    expect(await buyer.balance()).toBe(before - PRICE);

    expect(endpoint.seen).toHaveLength(1);
    const [call] = endpoint.seen;
    expect(call).toMatchObject({
      method: 'PUT',
      url: '/v1/forecast?units=metric&q=a%20b&q=c',
      body,
    });
    expect(call?.headers).toMatchObject({
      authorization: SECRET,
      'content-type': 'application/xml',
      'idempotency-key': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const names = Object.keys(call?.headers ?? {});
    expect(names.filter((name) => /payment|cookie|forwarded/.test(name))).toEqual([]);
  });

  it('sells the same bytes to the same payment, and nothing to another body', async () => {
    const { url } = await sell();
    const headers = { 'payment-signature': encodePaymentSignatureHeader(await buyer.sign(url)) };
    const ask = (body: string) => fetch(url, { method: 'POST', headers, body });
    const first = await (await ask('plain text')).text();
    endpoint.answer((response) => response.writeHead(200).end('something else'));
    expect(await (await ask('plain text')).text()).toBe(first);
    expect((await ask('other text')).status).toBe(409);
    expect(endpoint.seen).toHaveLength(1);
  });

  it('is reached by id too, with the request as JSON', async () => {
    const { id } = await sell({ methods: ['POST', 'GET'] });
    const url = `${shop.origin}/api/v1/execute`;
    const input = { method: 'GET', query: 'q=1' };
    const response = await buyer.fetch(url, post({ resourceId: id, input }));
    expect(await response.text()).toBe('{"temperature": 7e0}');
    expect(endpoint.seen).toMatchObject([{ method: 'GET', url: '/v1/forecast?units=metric&q=1' }]);
  });

  it('does not let a buyer replace what the creator put into the query', async () => {
    const { url } = await sell({ methods: ['GET'] });
    await buyer.fetch(`${url}?units=imperial&q=1`);
    expect(endpoint.seen).toMatchObject([{ url: '/v1/forecast?units=metric&q=1' }]);
  });

  it('passes bytes that are no text', async () => {
    const picture = Buffer.from([0x89, 0x50, 0, 0xff]);
    endpoint.answer((response) =>
      response.writeHead(206, { 'content-type': 'image/png' }).end(picture),
    );
    const { url } = await sell({ methods: ['GET'] });
    const response = await buyer.fetch(url);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(picture);
    expect(response.headers.get('content-type')).toBe('image/png');
  });

  it.each<[string, (response: ServerResponse) => void, number, string]>([
    [
      'answers 500',
      (response) => response.writeHead(500).end('planted-words'),
      502,
      'upstream_failed',
    ],
    ['answers 404', (response) => response.writeHead(404).end(), 502, 'upstream_failed'],
    [
      'wants to be paid itself',
      (response) => response.writeHead(402, { 'payment-required': 'e30=' }).end('{"accepts":[]}'),
      502,
      'upstream_failed',
    ],
    [
      'redirects to a private address',
      (response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
      502,
      'upstream_failed',
    ],
    ['cuts its answer off', (response) => cut(response), 502, 'upstream_failed'],
    ['says too much', (response) => flood(response), 502, 'upstream_failed'],
    ['is silent', () => undefined, 504, 'upstream_timeout'],
    ['never comes to an end', (response) => drip(response), 504, 'upstream_timeout'],
  ])('that %s is not charged, and its payment is still good', async (_, how, status, code) => {
    const { url } = await sell({ timeoutMs: 1_000 });
    const payment = await buyer.sign(url);
    const before = await buyer.balance();
    endpoint.answer(how);
    const failed = await send(url, payment, {});
    expect(failed).toMatchObject({ status, body: { code, payment: 'not_charged' } });
    expect(failed.headers.get('payment-required')).toBeNull();
    expect(JSON.stringify(failed.body)).not.toMatch(/planted|forecast|127\.0\.0\.1/);
    expect(await buyer.balance()).toBe(before);
    endpoint.answer((response) => response.writeHead(200).end('{"fine":true}'));
    expect((await send(url, payment, {})).body).toEqual({ fine: true });
  });

  it.each([
    ['http://127.0.0.1:1/'],
    ['http://[::ffff:169.254.169.254]/'],
    ['http://localhost:5432/'],
    ['http://2130706433/'],
  ])('at a private address (%s) is never asked, and nobody is charged', async (url) => {
    const listing = await sell({ url });
    const before = await buyer.balance();
    const refused = await send(listing.url, await buyer.sign(listing.url), {});
    expect(refused).toMatchObject({ status: 502, body: { payment: 'not_charged' } });
    expect(JSON.stringify(refused.body)).not.toContain('127.0.0.1');
    expect(await buyer.balance()).toBe(before);
  });

  it('is not for sale without the secret it asks for', async () => {
    const { id, url, creator } = await sell({ secretHeader: 'x-api-key' });
    expect((await fetch(url, post({}))).status).toBe(503);
    await creator.send('PUT', `/resources/${id}/secret`, { value: SECRET });
    expect((await fetch(url, post({}))).status).toBe(402);
    await creator.send('DELETE', `/resources/${id}/secret`);
    expect((await fetch(url, post({}))).status).toBe(503);
  });

  it('takes only the methods its creator allows, and charges nothing for others', async () => {
    const { url } = await sell();
    const refused = await send(`${url}`, await buyer.sign(url));
    expect(refused.status).toBe(200);
    const payment = encodePaymentSignatureHeader(await buyer.sign(url));
    const deleted = await fetch(url, {
      method: 'DELETE',
      headers: { 'payment-signature': payment },
    });
    expect(deleted.status).toBe(405);
    expect(deleted.headers.get('allow')).toBe('POST, HEAD, OPTIONS');
    expect(await deleted.json()).toMatchObject({ payment: 'not_charged' });
  });
});

function cut(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': '100' }).write('half');
  setImmediate(() => response.destroy());
}

function flood(response: ServerResponse): void {
  response.writeHead(200).end(Buffer.alloc(1_001));
}

function drip(response: ServerResponse): void {
  const beat = setInterval(() => response.write('.'), 20);
  response.once('close', () => clearInterval(beat));
}
