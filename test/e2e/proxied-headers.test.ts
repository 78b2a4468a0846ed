import { once } from 'node:events';
import { request, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import type { PaymentPayload } from '@x402/core/types';
import { Buyer, getPaid, readAnswer } from './buyer.js';
import { type Endpoint, startEndpoint } from './endpoint.js';
import { openShop, type Shop } from './shop.js';

const SECRET = 'planted-endpoint-secret';
const WORDS = '{"temperature": 7e0}';

describe('between a buyer and a creator’s endpoint', () => {
  let endpoint: Endpoint;
  let shop: Shop;
  let buyer: Buyer;
  let url: string;

  beforeAll(async () => {
    endpoint = await startEndpoint();
    shop = await openShop({ EGRESS_ALLOW: endpoint.host });
    buyer = await Buyer.with(shop.chain, 10_000_000n);
    const config = { url: endpoint.origin, methods: ['GET', 'POST'], secretHeader: 'x-api-key' };
    const listing = await shop.publish({ type: 'proxy', slug: 'weather', config });
    url = listing.url;
    await listing.creator.send('PUT', `/resources/${listing.id}/secret`, { value: SECRET });
  });
  beforeEach(() => {
    endpoint.seen.length = 0;
    giveWords({});
  });
  afterAll(async () => {
    endpoint.stop();
    await shop.stop();
  });

  function giveWords(headers: Readonly<Record<string, string | string[]>>): void {
    endpoint.answer((response) => response.writeHead(200, headers).end(WORDS));
  }
  const pay = (payment: PaymentPayload, headers: Record<string, string> = {}) =>
    getPaid(url, payment, headers);

  it('goes what the answer should be; no cookie, credential, payment or way that it came', async () => {
    const headers = {
      'payment-signature': encodePaymentSignatureHeader(await buyer.sign(url)),
      accept: 'application/json;q=0.9, text/event-stream;q=0.1',
      'accept-language': 'de, en;q=0.5',
      'accept-encoding': 'br',
      authorization: 'Bearer of-the-buyer',
      connection: 'keep-alive, x-mine',
      cookie: 'session=1',
      forwarded: 'for=203.0.113.7',
      'if-none-match': '"1"',
      range: 'bytes=0-1',
      te: 'trailers',
      'x-api-key': 'of-the-buyer',
      'x-forwarded-for': '203.0.113.7',
      'x-mine': '1',
      'x-payment-note': '1',
    };
    const call = request(url, { headers }).end();
    const [answer] = await once(call, 'response');
    expect(await text(answer)).toBe(WORDS);
    const { 'idempotency-key': id, ...seen } = endpoint.seen[0]?.headers ?? {};
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen).toEqual({
      accept: 'application/json;q=0.9',
      'accept-language': 'de, en;q=0.5',
      'accept-encoding': 'identity',
      connection: 'keep-alive',
      host: endpoint.host,
      'user-agent': 'Coinslot',
      'x-api-key': SECRET,
    });
  });

  it('what an answer should be belongs to what was paid; that any will do does not', async () => {
    const payment = await buyer.sign(url);
    const first = await pay(payment, { accept: '*/*', 'accept-language': '*' });
    expect(await first.text()).toBe(WORDS);
    const events = await pay(payment, { accept: 'text/event-stream' });
    expect(await events.text()).toContain('event: done');
    const least = await pay(payment, { accept: '*/*;q=0.9, Text/Event-Stream; charset="utf-8"' });
    expect(least.headers.get('content-type')).toContain('text/event-stream');
    expect(await least.text()).toContain('event: done');
    const other = await readAnswer(await pay(payment, { accept: 'application/xml' }));
    expect(other).toMatchObject({ status: 409, body: { code: 'payment_already_used' } });
    expect(endpoint.seen).toHaveLength(1);
  });

  it('comes back what the bytes are; nothing of the connection, nor what would speak for this server', async () => {
    const told = {
      'content-type': 'application/json',
      'content-language': 'de',
      'content-disposition': 'attachment; filename="a.json"',
      'last-modified': 'Sat, 01 Nov 2025 00:00:00 GMT',
      'repr-digest': 'sha-256=:AA==:',
    };
    giveWords({
      ...told,
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=31536000',
      connection: 'close, ETag',
      'content-security-policy': 'planted',
      etag: '"1"',
      location: 'https://planted.example/',
      'payment-required': 'planted',
      'payment-id': 'planted',
      'payment-receipt': 'planted',
      'payment-ticket': 'planted',
      server: 'planted',
      'set-cookie': ['planted=1', 'planted=2'],
      'strict-transport-security': 'max-age=1; planted',
      'x-payment-response': 'planted',
      'x-powered-by': 'planted',
    });
    const answer = await pay(await buyer.sign(url));
    expect(await answer.text()).toBe(WORDS);
    const headers = Object.fromEntries(answer.headers);
    expect(headers).toMatchObject({
      ...told,
      'cache-control': 'private, no-store',
      'content-security-policy': 'sandbox',
    });
    expect(headers['etag']).toBeUndefined();
    expect(JSON.stringify(headers)).not.toContain('planted');
  });

  it('bytes that the endpoint has compressed unasked stay as they are, and say so', async () => {
    const zipped = gzipSync(WORDS);
    const headers = { 'content-encoding': 'gzip', 'content-type': 'application/json' };
    endpoint.answer((response) => response.writeHead(200, headers).end(zipped));
    const answer = await pay(await buyer.sign(url));
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(answer.headers.get('content-length')).toBe(String(zipped.length));
    expect(await answer.text()).toBe(WORDS);
    const proof = { 'payment-ticket': answer.headers.get('payment-ticket') ?? '' };
    const view = `${shop.origin}/api/v1/executions/${answer.headers.get('payment-id')}`;
    expect(await (await fetch(view, { headers: proof })).json()).toMatchObject({
      content: { encoding: 'gzip', length: zipped.length, base64: zipped.toString('base64') },
    });
    expect(await (await fetch(`${view}/content`, { headers: proof })).text()).toBe(WORDS);
  });

  it.each([
    ['also where the endpoint keeps that back', 'gzip', 'gzip'],
    ['under its old name', 'X-GZIP', 'X-GZIP'],
  ])('bytes never come without the coding that they are in, %s', async (_, coding, told) => {
    const zipped = gzipSync(WORDS);
    const headers = { 'content-encoding': coding, connection: 'close, Content-Encoding' };
    endpoint.answer((response) => response.writeHead(200, headers).end(zipped));
    const answer = await pay(await buyer.sign(url));
    expect(answer.headers.get('content-encoding')).toBe(told);
    expect(await answer.text()).toBe(WORDS);
  });

  it.each(['identity', 'Identity', ''])('a coding of %j is none', async (coding) => {
    giveWords({ 'content-encoding': coding });
    const answer = await pay(await buyer.sign(url));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-encoding')).toBeNull();
    expect(await answer.text()).toBe(WORDS);
  });

  it('a type that cannot stand in a header does not keep a paid answer back', async () => {
    giveWords({ 'content-type': 'text/½' });
    const answer = await pay(await buyer.sign(url));
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(await answer.text()).toBe(WORDS);
  });

  it.each([
    [200, 200],
    [201, 201],
    [202, 200],
    [203, 200],
    [204, 204],
    [205, 200],
    [206, 200],
    [299, 200],
  ])('the success %d is sold, and told as %d', async (status, told) => {
    const words = status === 204 || status === 205 ? '' : WORDS;
    endpoint.answer((response) => response.writeEarlyHints({ link: '</a>' }, () => end(response)));
    const end = (response: ServerResponse) => response.writeHead(status).end(words);
    const payment = await buyer.sign(url);
    for (const answer of [await pay(payment), await pay(payment)]) {
      expect(answer.status).toBe(told);
      expect(await answer.text()).toBe(words);
      expect(answer.headers.get('payment-response')).not.toBeNull();
    }
    expect(endpoint.seen).toHaveLength(1);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['a redirect', (response) => response.writeHead(302, { location: '/a' }).end()],
    ['that nothing has changed', (response) => response.writeHead(304).end()],
    ['a refusal', (response) => response.writeHead(401).end()],
    ['a coding that few can read', (response) => end(response, 'compress')],
    ['two codings', (response) => end(response, 'gzip, br')],
    ['two codings, line by line', (response) => inLines(response)],
  ])('%s is not sold', async (_, how) => {
    endpoint.answer(how);
    const before = await buyer.balance();
    const failed = await readAnswer(await pay(await buyer.sign(url)));
    expect(failed).toMatchObject({ status: 502, body: { payment: 'not_charged' } });
    expect(await buyer.balance()).toBe(before);
  });

  it.each(['HEAD', 'OPTIONS'])('%s asks nobody, also with a payment', async (method) => {
    const answer = await getPaid(url, await buyer.sign(url), {}, method);
    expect(answer.status).toBe(method === 'HEAD' ? 405 : 204);
    expect(endpoint.seen).toEqual([]);
  });
});

function end(response: ServerResponse, coding: string): void {
  response.writeHead(200, { 'content-encoding': coding }).end(WORDS);
}

function inLines(response: ServerResponse): void {
  response.writeHead(200, ['content-encoding', 'gzip', 'content-encoding', 'br']).end(WORDS);
}
