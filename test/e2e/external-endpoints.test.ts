import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { wrapAxiosWithPaymentFromConfig } from '@x402/axios';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { ExactEvmSchemeV1 } from '@x402/evm/exact/v1/client';
import { wrapFetchWithPayment, wrapFetchWithPaymentFromConfig, x402Client } from '@x402/fetch';
import { create as createAxios } from 'axios';
import { type Dispatcher, request } from 'undici';
import {
  challengeV2,
  demanding,
  type Endpoint,
  endpoint,
  expressServer,
  honoServer,
  type Selling,
} from '../resources/x402-servers.js';
import { Buyer, post, readAnswer } from './buyer.js';
import { stranger, v1Server } from './paid-elsewhere.js';
import { type Listing, NETWORK, NETWORK_V1, openShop, PRICE, type Shop } from './shop.js';

const ask = (url: string, init: RequestInit = {}) => fetch(url, { ...init, redirect: 'manual' });

/** Like a browser: `fetch` has headers of its own to say what it is. */
const visit = async (
  url: string,
  method: Dispatcher.HttpMethod,
  headers: Record<string, string>,
) => {
  const { statusCode, headers: told, body } = await request(url, { method, headers });
  return {
    status: statusCode,
    headers: new Headers(told as Record<string, string>),
    page: await body.text(),
  };
};

describe('somebody’s own x402 endpoint', () => {
  let shop: Shop;
  let buyer: Buyer;
  let seller: Pick<Selling, 'payTo' | 'facilitator'>;
  const open: Endpoint[] = [];

  beforeAll(async () => {
    // The middleware imports an extension once more, which Jest's module system does not do.
    jest.spyOn(console, 'error').mockReturnValue(undefined);
    shop = await openShop({ EGRESS_ALLOW: '127.0.0.1/32' });
    buyer = await Buyer.with(shop.chain);
    seller = await stranger(shop.chain);
  });
  afterEach(async () => {
    for (const each of open.splice(0)) await each.stop();
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await shop.stop();
  });

  const keep = async (server: Promise<Endpoint>): Promise<Endpoint> => {
    const one = await server;
    open.push(one);
    return one;
  };
  const list = ({ url }: Endpoint, config: object = {}): Promise<Listing> =>
    shop.publish({ type: 'external', slug: 'sea', price: undefined, config: { url, ...config } });

  const income = () => shop.chain.usdcBalance(seller.payTo as `0x${string}`);
  /** Everything that a call which is paid here leaves behind. */
  const booked = () =>
    shop.owner.query<object[]>(
      `SELECT (SELECT count(*) FROM payment_claims) AS claims,
              (SELECT count(*) FROM ledger_entries) AS entries,
              (SELECT count(*) FROM executions) AS runs`,
    );
  /** What the endpoint got and the buyer paid by one purchase, which leaves nothing here. */
  async function moved(buy: () => Promise<void>) {
    const [earned, had, before] = [await income(), await buyer.balance(), await booked()];
    await buy();
    expect(await booked()).toEqual(before);
    return { income: (await income()) - earned, paid: had - (await buyer.balance()) };
  }
  const schemes = () => [{ network: NETWORK, client: new ExactEvmScheme(buyer.wallet) }] as const;

  describe('is bought at its address here, by an unmodified client, and paid itself', () => {
    it('@x402/fetch from @x402/express, with a body', async () => {
      const listing = await list(await keep(expressServer(seller)));
      const how = await moved(async () => {
        expect(await buyer.buy(listing.url, { topic: 'the sea' })).toMatchObject({
          status: 200,
          body: { haiku: 'Waves' },
        });
      });
      expect(how).toEqual({ income: PRICE, paid: PRICE });
    });

    it('@x402/fetch from @x402/hono, with a query', async () => {
      const listing = await list(await keep(honoServer({ ...seller, price: '$0.25' })));
      const pay = wrapFetchWithPaymentFromConfig(fetch, { schemes: [...schemes()] });
      const how = await moved(async () => {
        const answer = await readAnswer(await pay(`${listing.url}?topic=the%20s%2Be%26a`));
        expect(answer.body).toEqual({ haiku: 'the s+e&a' });
      });
      expect(how).toEqual({ income: 250_000n, paid: 250_000n });
    });

    it('@x402/axios from @x402/express', async () => {
      const listing = await list(await keep(expressServer(seller)));
      const client = wrapAxiosWithPaymentFromConfig(createAxios({ adapter: 'http' }), {
        schemes: [...schemes()],
      });
      const how = await moved(async () => {
        const { data } = await client.post<object>(listing.url, { topic: 'the sea' });
        expect(data).toEqual({ haiku: 'Waves' });
      });
      expect(how).toEqual({ income: PRICE, paid: PRICE });
    });

    it('a client of x402 v1 from a server of x402 v1', async () => {
      const listing = await list(await keep(v1Server(seller)));
      const client = new x402Client().registerV1(
        NETWORK_V1 as never,
        new ExactEvmSchemeV1(buyer.wallet),
      );
      const how = await moved(async () => {
        const paid = await wrapFetchWithPayment(fetch, client)(listing.url, post({}));
        expect(await readAnswer(paid)).toMatchObject({ status: 200, body: { haiku: 'Waves' } });
      });
      expect(how).toEqual({ income: PRICE, paid: PRICE });
    });

    it('what Coinslot sells itself, listed once more', async () => {
      const own = await shop.publish();
      const listing = await list({ url: own.url, stop: async () => undefined });
      const answer = await buyer.buy(listing.url, { topic: 'coins' });
      expect(answer).toMatchObject({ status: 200, body: { receipt: { payTo: own.payTo } } });
    });
  });

  describe('shows people where it is sold, and sends none of them there', () => {
    const CHROMIUM = {
      accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
      'sec-fetch-user': '?1',
    };
    const { accept } = CHROMIUM;

    it.each<[string, Dispatcher.HttpMethod, Record<string, string>]>([
      ['opens a link', 'GET', CHROMIUM],
      ['is too old to say what it does', 'GET', { accept }],
      ['sends a form of another site', 'POST', CHROMIUM],
      ['shows it in a frame', 'GET', { ...CHROMIUM, 'sec-fetch-dest': 'iframe' }],
    ])('whose browser %s', async (_what, method, headers) => {
      const target = await keep(endpoint(demanding({}, challengeV2())));
      const { url } = await list({ ...target, url: `${target.url}?v=1` });
      const phishing = `${url}?next=https://evil.example/<script>`;
      const answer = await visit(phishing, method, headers);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('location')).toBeNull();
      expect(answer.headers.get('refresh')).toBeNull();
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; script-src 'self'; style-src 'self'; .*base-uri 'none'; form-action 'self'; frame-ancestors 'none';/,
      );
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('vary')).toBe('*');
      expect(answer.headers.get('x-robots-tag')).toContain('noindex');
      const { page } = answer;
      expect(page).toContain(`<strong>${new URL(target.url).host}</strong>`);
      expect(page).toContain(`<a href="${target.url}?v=1" rel="noreferrer noopener nofollow">`);
      expect(page).not.toMatch(/evil\.example|http-equiv/);
      // Nothing but the server's own script, and its own search.
      expect(page).not.toMatch(/<script(?! type="module" src="\/)|<form(?! [^>]*action="\/)/);
    });

    it.each<[string, Record<string, string>]>([
      ['a script in a page', { ...CHROMIUM, 'sec-fetch-mode': 'cors' }],
      ['a program that takes JSON as well as HTML', { accept: 'text/html, application/json' }],
      ['a program that takes anything', { accept: '*/*' }],
      ['a buyer who pays', { accept, 'payment-signature': 'e30=' }],
    ])('but %s goes on by itself', async (_who, headers) => {
      const target = await keep(endpoint(demanding({}, challengeV2())));
      const { url } = await list(target);
      const answer = await visit(`${url}?a=%2F`, 'GET', headers);
      expect(answer.status).toBe(307);
      expect(answer.headers.get('location')).toBe(`${target.url}?a=%2F`);
      expect(answer.headers.get('vary')).toBe('*');
    });
  });

  describe('sends buyers on', () => {
    it.each(['GET', 'POST', 'PUT', 'DELETE', 'HEAD'])('who send %s', async (method) => {
      const target = await keep(endpoint(demanding({}, challengeV2())));
      const { url } = await list(target);
      const answer = await ask(`${url}?a=%2F&b`, { method });
      expect(answer.status).toBe(307);
      expect(answer.headers.get('location')).toBe(`${target.url}?a=%2F&b`);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('payment-required')).toBeNull();
      if (method === 'HEAD') return;
      expect(await answer.json()).toMatchObject({
        code: 'sold_elsewhere',
        status: 307,
        payment: 'not_charged',
        url: `${target.url}?a=%2F&b`,
      });
    });

    it('with the endpoint’s own query before theirs', async () => {
      const target = await keep(endpoint(demanding({}, challengeV2())));
      const { url } = await list({ ...target, url: `${target.url}?v=1` });
      const answer = await ask(`${url}?v=2`);
      expect(answer.headers.get('location')).toBe(`${target.url}?v=1&v=2`);
    });

    it('with their payment, which is neither read nor kept here', async () => {
      const heard: unknown[] = [];
      const target = await keep(
        endpoint((request, response) => {
          heard.push(request.headers['payment-signature'], request.headers.authorization);
          demanding({}, challengeV2())(request, response);
        }),
      );
      const { url } = await list(target);
      heard.length = 0;
      const headers = { 'payment-signature': 'planted-payment', authorization: 'Bearer planted' };
      await fetch(url, { ...post({}), headers });
      // A key for this server is not the endpoint's: clients drop it where the origin changes.
      expect(heard).toEqual(['planted-payment', undefined]);
      expect(shop.log.join('')).not.toContain('planted');
    });

    it('to the new address as soon as it is changed, and nowhere when it is off sale', async () => {
      const [first, second] = [
        await keep(endpoint(demanding({}, challengeV2()))),
        await keep(endpoint(demanding({}, challengeV2()))),
      ];
      const { id, url, creator } = await list(first);
      expect((await ask(url)).headers.get('location')).toBe(first.url);
      await creator.send('PATCH', `/resources/${id}`, { config: { url: second.url } });
      expect((await ask(url)).headers.get('location')).toBe(second.url);
      await creator.send('POST', `/resources/${id}/unpublish`);
      expect((await ask(url)).status).toBe(410);
    });

    it('but not with a body of /execute, nor its owner with a test run', async () => {
      const target = await keep(endpoint(demanding({}, challengeV2())));
      const { id, creator } = await list(target);
      for (const path of ['/api/v1/execute', '/api/execute']) {
        const answer = await ask(`${shop.origin}${path}`, post({ resourceId: id, input: {} }));
        expect(answer.status).toBe(409);
        expect(answer.headers.get('location')).toBeNull();
        expect(await answer.json()).toMatchObject({
          code: 'sold_elsewhere',
          payment: 'not_charged',
          url: target.url,
        });
      }
      const before = await booked();
      const test = creator.send('POST', `/resources/${id}/test`, { input: {} });
      await expect(test).rejects.toThrow(`"url":"${target.url}"`);
      expect(await booked()).toEqual(before);
    });
  });
});
