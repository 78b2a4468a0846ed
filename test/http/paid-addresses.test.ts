import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import { Buyer, post } from '../e2e/buyer.js';
import { type Listing, openShop, type Shop } from '../e2e/shop.js';

const LARGE = `"${'x'.repeat(1_048_576)}"`;

describe('a request that is answered before anybody looks at its payment', () => {
  let shop: Shop;
  let listing: Listing;
  let payment: string;

  beforeAll(async () => {
    shop = await openShop();
    listing = await shop.publish();
    const buyer = await Buyer.with(shop.chain);
    payment = encodePaymentSignatureHeader(await buyer.sign(listing.url));
  });
  afterAll(() => shop.stop());

  /** What is sent as it is: `fetch` mends URLs and knows few methods. */
  async function raw(lines: readonly string[]): Promise<{ status: number; body: object }> {
    const socket = connect(Number(new URL(shop.origin).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write([...lines, 'Host: localhost', 'Connection: close', '', ''].join('\r\n'));
    const answer = await text(socket);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(/content-type: application\/problem\+json/i);
    const json = body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1);
    return { status: Number(head.split(' ')[1]), body: JSON.parse(json) as object };
  }

  const pathOf = (path: string) => path.replace('{listing}', new URL(listing.url).pathname);
  const headers = () => [[], [`PAYMENT-SIGNATURE: ${payment}`], [`X-PAYMENT: ${payment}`]];

  it.each(['{listing}', '/api/v1/execute', '/api/execute'])(
    'because its body is too large for %s has charged nobody',
    async (path) => {
      const none: Record<string, string> = {};
      for (const paid of [none, { 'payment-signature': payment }, { 'x-payment': payment }]) {
        const call = { ...post({}), body: LARGE };
        const answer = await fetch(shop.origin + pathOf(path), {
          ...call,
          headers: { ...call.headers, ...paid },
        });
        expect(answer.status).toBe(413);
        expect(await answer.json()).toMatchObject({
          code: 'body_too_large',
          payment: 'not_charged',
          retryable: false,
        });
      }
    },
  );

  it.each([
    ['to an address that is no text', 'POST', '/@ada/%zz', 400, 'invalid_request'],
    ['to an address in half a character', 'POST', '/@ada/%E0%A4%A', 400, 'invalid_request'],
    ['to an address that is too long', 'POST', `/@ada/${'a'.repeat(200)}`, 414, 'uri_too_long'],
    ['below an address', 'POST', '/@ada/haiku/more', 404, 'route_not_found'],
    ['to a page of people', 'POST', '/@ada', 405, 'method_not_allowed'],
    ['by an unusual method', 'PROPFIND', '/@ada/unheard-of', 404, 'resource_not_found'],
    ['with too long a query', 'POST', `{listing}?${'a&'.repeat(1_001)}`, 400, 'invalid_request'],
    ['to an address where nothing is sold', 'POST', '/@ada/unheard-of', 404, 'resource_not_found'],
  ])('because it is sent %s has charged nobody', async (_, method, path, status, code) => {
    for (const paid of headers()) {
      const answer = await raw([
        `${method} ${pathOf(path)} HTTP/1.1`,
        'Content-Length: 0',
        ...paid,
      ]);
      expect(answer).toMatchObject({
        status,
        body: { code, payment: 'not_charged', retryable: false },
      });
    }
  });

  it.each([
    ['GET', '/api/v1/execute', 405],
    ['POST', '/api/v1/excute', 404],
    ['POST', '/api/v1/%zz', 400],
  ])(
    'as %s %s, which is not for sale, says so to who brought one, and to nobody else',
    async (method, path, status) => {
      const [without, ...withOne] = headers();
      const line = `${method} ${path} HTTP/1.1`;
      const { body } = await raw([line, 'Content-Length: 0', ...(without ?? [])]);
      expect(body).not.toHaveProperty('payment');
      for (const paid of withOne) {
        const answer = await raw([line, 'Content-Length: 0', ...paid]);
        expect(answer).toMatchObject({
          status,
          body: { payment: 'not_charged', retryable: false },
        });
      }
    },
  );

  it('because its headers are too large, or it is no HTTP, has charged nobody', async () => {
    const line = `POST ${pathOf('{listing}')} HTTP/1.1`;
    expect(await raw([line, `PAYMENT-SIGNATURE: ${'x'.repeat(20_000)}`])).toMatchObject({
      status: 431,
      body: { code: 'headers_too_large', payment: 'not_charged', retryable: false },
    });
    expect(await raw(['BREW /@ada/haiku HTTP/1.1'])).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', payment: 'not_charged', retryable: false },
    });
  });
});
