import { decodePaymentRequiredHeader, decodePaymentResponseHeader } from '@x402/core/http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { generatePrivateKey } from 'viem/accounts';
import { Buyer } from '../e2e/buyer.js';
import { type Listing, NETWORK, openShop, PRICE, type Shop } from '../e2e/shop.js';
import { inChromium } from '../setup/browser.js';
import { type FrontEnd, startFrontEnd } from './front-end.js';

/** What the front end runs: `ask` is `fetch`, or the reference client's with a key to pay with. */
const APP = `
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { wrapFetchWithPaymentFromConfig } from '@x402/fetch';
import { privateKeyToAccount } from 'viem/accounts';

globalThis.ask = async ({ url, init, key }) => {
  const client = key && new ExactEvmScheme(privateKeyToAccount(key));
  const schemes = client ? [{ network: '${NETWORK}', client }] : [];
  const send = client ? wrapFetchWithPaymentFromConfig(fetch, { schemes }) : fetch;
  try {
    const answer = await send(url, init);
    const headers = Object.fromEntries(answer.headers);
    return { status: answer.status, headers, text: await answer.text() };
  } catch (error) {
    return { status: 0, headers: {}, text: String(error) };
  }
};`;

interface Question {
  readonly url: string;
  readonly init?: { method?: string; headers?: Record<string, string>; body?: string };
  /** Of the wallet that pays. */
  readonly key?: string;
}
/** What a script was let read; the status is 0 when it was let read nothing. */
interface Read {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const post = (body: object, headers: Record<string, string> = {}) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

const ask = (page: Page, question: Question): Promise<Read> =>
  page.evaluate(
    (asked) => (globalThis as unknown as { ask(q: Question): Promise<Read> }).ask(asked),
    question,
  );

inChromium('a script of another origin', (browser) => {
  let frontEnd: FrontEnd;
  let shop: Shop;
  let listing: Listing;
  let key: `0x${string}`;
  let listed: Page;
  let stranger: Page;

  beforeAll(async () => {
    frontEnd = await startFrontEnd(APP);
    const [home, elsewhere] = frontEnd.origins;
    shop = await openShop({ CORS_ORIGINS: home });
    listing = await shop.publish();
    key = generatePrivateKey();
    await Buyer.with(shop.chain, 10n * PRICE, key);
    [listed, stranger] = await Promise.all([open(home), open(elsewhere)]);
  });
  afterAll(async () => {
    await shop.stop();
    frontEnd.stop();
  });

  async function open(origin: string): Promise<Page> {
    const page = await browser().newPage();
    await page.goto(origin);
    await page.waitForFunction(() => 'ask' in globalThis);
    return page;
  }

  const api = (path: string) => `${shop.origin}/api/v1${path}`;
  const asCreator = async (method: string, path: string, body?: object): Promise<Read> => {
    const { key: apiKey } = await listing.creator.send<{ key: string }>('POST', '/api-keys', {
      name: 'front end',
      scopes: ['read', 'publish', 'admin'],
    });
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    return ask(listed, { url: api(path), init });
  };
  const preflights = () =>
    shop.log.filter((line) => /"method":"OPTIONS"/.test(line) && /"msg":"request"/.test(line));

  describe('that nobody has listed', () => {
    it('buys with the unmodified reference client, and reads all that came of it', async () => {
      const bought = await ask(stranger, { url: listing.url, init: post({ topic: 'sea' }), key });
      expect([bought.status, bought.text]).toEqual([200, expect.stringContaining('haiku')]);
      const { headers } = bought;
      expect(decodePaymentResponseHeader(headers['payment-response'] ?? '').success).toBe(true);
      const id = headers['payment-id'] ?? '';
      const receipt = await ask(stranger, { url: api(`/receipts/${id}`) });
      expect(JSON.parse(receipt.text)).toMatchObject({ id });
      const ticket = { 'payment-ticket': headers['payment-ticket'] ?? '' };
      for (const path of [`/calls/${id}`, `/executions/${id}`]) {
        const call = await ask(stranger, { url: api(path), init: { headers: ticket } });
        expect([path, call.status]).toEqual([path, 200]);
        expect(call.text).toContain('haiku');
      }
      expect((await ask(stranger, { url: `${shop.origin}/.well-known/jwks.json` })).status).toBe(
        200,
      );
    });

    it('buys by id as well, and asks the second time without a preflight', async () => {
      const call = { url: api('/execute'), key };
      const buy = (topic: string) =>
        ask(stranger, { ...call, init: post({ resourceId: listing.id, input: { topic } }) });
      expect((await buy('sea')).status).toBe(200);
      const before = preflights().length;
      expect(before).toBeGreaterThan(0);
      expect((await buy('sky')).status).toBe(200);
      expect(preflights()).toHaveLength(before);
    });

    it('reads a stream', async () => {
      const init = post({ topic: 'sea' }, { accept: 'text/event-stream' });
      const bought = await ask(stranger, { url: listing.url, init, key });
      expect(bought.headers['content-type']).toContain('text/event-stream');
      expect(bought.text).toContain('event: done');
      expect(bought.headers['payment-id']).toBeDefined();
    });

    it('reads the price, and what is wrong', async () => {
      const unpaid = await ask(stranger, { url: listing.url, init: post({}) });
      expect(unpaid.status).toBe(402);
      const required = decodePaymentRequiredHeader(unpaid.headers['payment-required'] ?? '');
      expect(required.accepts[0]).toMatchObject({ amount: String(PRICE) });
      const nowhere = { [`${shop.origin}/@ada/nothing`]: 404, [`${shop.origin}/@ada/%zz`]: 400 };
      for (const [url, status] of Object.entries(nowhere)) {
        const problem = await ask(stranger, { url, init: post({}) });
        expect([url, problem.status]).toEqual([url, status]);
        expect(problem.headers['x-request-id']).toBeDefined();
      }
      const wrong = await ask(stranger, { url: listing.url, init: post({ topic: 7 }), key });
      expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining('topic')]);
      const large = { method: 'POST', headers: { 'payment-signature': 'x'.repeat(20_000) } };
      expect((await ask(stranger, { url: listing.url, init: large })).status).toBe(431);
    });

    it('searches what is on sale', async () => {
      for (const path of ['/resources?q=haiku', `/resources/${listing.id}`, '/models']) {
        const found = await ask(stranger, { url: api(path) });
        expect([path, found.status]).toEqual([path, 200]);
        expect(found.headers['ratelimit']).toBeDefined();
      }
    });

    it('does nothing with an account', async () => {
      const { key: apiKey } = await listing.creator.send<{ key: string }>('POST', '/api-keys', {
        name: 'front end',
        scopes: ['read', 'publish', 'admin'],
      });
      const headers = { 'x-api-key': apiKey };
      for (const init of [{ headers }, { method: 'DELETE', headers }]) {
        expect((await ask(stranger, { url: api('/me'), init })).status).toBe(0);
      }
      expect(await listing.creator.send('GET', '/me')).toBeDefined();
    });
  });

  describe('that the operator has listed', () => {
    it('saves a key with PUT', async () => {
      const saved = await asCreator('PUT', '/integrations/claude/config', {
        apiKey: 'sk-ant-saved-by-a-front-end-0001',
      });
      expect([saved.status, JSON.parse(saved.text)]).toMatchObject([200, { success: true }]);
    });

    it('changes with PATCH, and deletes with DELETE', async () => {
      const changed = await asCreator('PATCH', '/me', { displayName: 'Ada' });
      expect(JSON.parse(changed.text)).toMatchObject({ displayName: 'Ada' });
      expect((await asCreator('DELETE', '/integrations/claude/config')).status).toBe(200);
    });

    it('reads what is refused', async () => {
      const refused = await asCreator('PATCH', '/me', { username: 7 });
      expect([refused.status, refused.headers['x-request-id']]).toEqual([422, expect.any(String)]);
      expect((await ask(listed, { url: api('/me') })).status).toBe(401);
      expect((await ask(listed, { url: api('/nowhere') })).status).toBe(404);
    });
  });
});
