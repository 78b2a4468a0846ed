import { request as ask } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import { Buyer } from '../e2e/buyer.js';
import { type Listing, openShop, type Shop } from '../e2e/shop.js';

const APP = 'https://app.example';

describe('the edge of the server', () => {
  let shop: Shop;
  let listing: Listing;

  beforeAll(async () => {
    shop = await openShop({ CORS_ORIGINS: `${APP},https://other.example`, TRUST_PROXY: 'true' });
    listing = await shop.publish();
  });
  afterAll(() => shop.stop());

  const read = (path: string, address: string) =>
    fetch(`${shop.origin}/api/v1${path}`, { headers: { 'x-forwarded-for': address } });

  const preflight = (origin: string, path = new URL(listing.url).pathname) =>
    fetch(`${shop.origin}${path}`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'payment-signature,output-destination',
      },
    });

  describe('counts what one address reads in public', () => {
    it('over the whole catalogue and the models together, and says what is left', async () => {
      const paths = [
        '/resources',
        '/resources?q=haiku',
        `/resources/${listing.id}`,
        `/resources/by-slug/${new URL(listing.url).pathname.slice(2)}`,
        '/resources/categories',
        '/models',
      ];
      for (const [index, path] of paths.entries()) {
        const { status, headers } = await read(path, '192.0.2.1');
        expect([path, status]).toEqual([path, 200]);
        expect(headers.get('ratelimit-policy')).toBe('"catalogue";q=600;w=60');
        expect(headers.get('ratelimit')).toMatch(
          new RegExp(`^"catalogue";r=${599 - index};t=\\d+$`),
        );
      }
    });

    it('and refuses what is too much, of that address alone', async () => {
      expect((await read('/resources', '192.0.2.2')).status).toBe(200);
      await shop.owner.query(`UPDATE rate_limits SET hits = 600 WHERE policy = 'catalogue'`);
      const refused = await read('/models', '192.0.2.2');
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await refused.json()).toMatchObject({ code: 'too_many_requests', retryable: true });
      expect((await read('/resources', '192.0.2.3')).status).toBe(200);
      // Who pays is not held up by who reads.
      const unpaid = await fetch(listing.url, { headers: { 'x-forwarded-for': '192.0.2.2' } });
      expect(unpaid.status).toBe(402);
    });

    it.each([
      ['POST', '/auth/nonce', 'sign_in', 300],
      ['POST', '/auth/refresh', 'sign_in', 300],
      ['GET', '/refunds/3f0d8c1e-6a4b-4c57-9d2e-1f7b5a9c8e24', 'refunds', 120],
    ])('as it does for %s %s', async (method, path, policy, limit) => {
      const answer = await fetch(`${shop.origin}/api/v1${path}`, { method });
      expect(answer.headers.get('ratelimit-policy')).toBe(`"${policy}";q=${limit};w=60`);
    });
  });

  describe('sends browsers the headers that keep them safe', () => {
    it.each([
      ['a problem', '/api/v1/nowhere'],
      ['the catalogue', '/api/v1/resources/categories'],
      ['the documentation', '/docs'],
      ['health', '/health/live'],
    ])('with %s', async (_, path) => {
      const { headers } = await fetch(shop.origin + path);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy': expect.stringContaining("default-src 'self'"),
        'strict-transport-security': expect.stringMatching(/^max-age=\d{8,}/),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'SAMEORIGIN',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
      });
    });
  });

  const asking = (path: string, origin: string) =>
    fetch(`${shop.origin}${path}`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });

  describe('lets scripts of other origins in', () => {
    it.each([
      ['a resource', () => new URL(listing.url).pathname],
      ['a paid route of the API', () => '/api/v1/execute'],
      ['a paid route by its alias', () => '/api/execute'],
      ['the calls of a buyer', () => '/api/v1/calls/find'],
      ['what is no address', () => '/@ada/%zz'],
    ])('all of them to %s, whoever asked and without a cookie', async (_, path) => {
      for (const origin of [APP, 'https://evil.example', 'null', undefined]) {
        const headers = origin === undefined ? undefined : { origin };
        const answer = await fetch(shop.origin + path(), { method: 'POST', headers });
        expect(answer.headers.get('access-control-allow-origin')).toBe('*');
        expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
        expect(answer.headers.get('access-control-expose-headers')).toContain('x-request-id');
      }
    });

    it('that may pay and read what came of it, and need not ask each time', async () => {
      for (const path of [new URL(listing.url).pathname, '/api/v1/execute']) {
        const allowed = await preflight('https://anybody.example', path);
        expect(allowed.status).toBe(204);
        expect(Object.fromEntries(allowed.headers)).toMatchObject({
          'access-control-allow-origin': '*',
          'access-control-allow-headers': 'payment-signature,output-destination',
          'access-control-max-age': '7200',
        });
      }
      const unpaid = await fetch(listing.url, { method: 'POST' });
      const exposed = unpaid.headers.get('access-control-expose-headers')?.split(/, */) ?? [];
      expect(exposed).toEqual(
        expect.arrayContaining([
          'PAYMENT-REQUIRED',
          'PAYMENT-RESPONSE',
          'PAYMENT-RECEIPT',
          'PAYMENT-ID',
          'PAYMENT-TICKET',
          'Output-Storage',
          'RateLimit',
          'Retry-After',
          'Location',
        ]),
      );
    });

    it('that are configured to the API of accounts, with each of its methods', async () => {
      const allowed = await preflight(APP, '/api/v1/me');
      expect(Object.fromEntries(allowed.headers)).toMatchObject({
        'access-control-allow-origin': APP,
        'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
        'access-control-max-age': '600',
      });
      expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    });

    it('that are configured, with a cookie where a user leaves for a provider, and nowhere else', async () => {
      const credentials = async (path: string, origin = APP) =>
        (await asking(path, origin)).headers.get('access-control-allow-credentials');
      expect(await credentials('/api/v1/integrations/klaviyo/oauth/initiate')).toBe('true');
      expect(await credentials('/integrations/klaviyo/oauth/initiate')).toBe('true');
      expect(await credentials('/api/anthropic/oauth/initiate')).toBe('true');
      expect(await credentials('/api/v1/integrations/klaviyo/connect')).toBeNull();
      const foreign = await asking('/integrations/klaviyo/oauth/initiate', 'https://evil.example');
      expect(foreign.headers.get('access-control-allow-origin')).not.toBe('https://evil.example');
    });

    it.each([
      'https://evil.example',
      'http://app.example',
      'https://app.example.evil.example',
      'null',
    ])('but not %s to the API of accounts', async (origin) => {
      for (const answer of [
        await preflight(origin, '/api/v1/me'),
        await fetch(`${shop.origin}/api/v1/me`, { headers: { origin } }),
        await fetch(`${shop.origin}/api/v1/nowhere`, { headers: { origin } }),
      ]) {
        expect(answer.headers.get('access-control-allow-origin')).not.toBe(origin);
        expect(answer.headers.get('access-control-allow-origin')).not.toBe('*');
      }
    });
  });

  describe('reads JSON that is JSON', () => {
    const ROUTES = ['/api/v1/auth/verify', '/api/v1/execute', '/api/v1/me', '/api/v1/resources'];
    const sendAs = (path: string, body: Uint8Array, headers: object = {}) =>
      fetch(shop.origin + path, {
        method: path === '/api/v1/me' ? 'PATCH' : 'POST',
        headers: {
          ...(path.includes('auth') || path.includes('execute') ? {} : { authorization }),
          'content-type': 'Application/JSON; charset=utf-8',
          ...headers,
        },
        body,
      });
    let authorization: string;
    beforeAll(async () => {
      const { creator } = listing;
      const { key } = await creator.send<{ key: string }>('POST', '/api-keys', {
        name: 'all',
        scopes: ['read', 'publish', 'admin'],
      });
      authorization = `Bearer ${key}`;
    });

    it.each(ROUTES)('and no bytes that are not UTF-8, at %s', async (path) => {
      const id = listing.id;
      for (const bad of ['\xe9', '\xff\xfe', '\xc3', '\xed\xa0\x80', '\xc0\x80']) {
        const body = Buffer.from(`{"resourceId":"${id}","x":"${bad}"}`, 'latin1');
        const answer = await sendAs(path, body);
        expect([bad, answer.status]).toEqual([bad, 400]);
        expect(await answer.json()).toMatchObject({ detail: 'The body is not UTF-8.' });
      }
    });

    it.each(ROUTES)('and no coding that it would not undo, at %s', async (path) => {
      for (const coding of ['gzip', 'br', 'x-unheard-of', 'identity, gzip']) {
        const answer = await sendAs(path, Buffer.from('{}'), { 'content-encoding': coding });
        expect([coding, answer.status]).toEqual([coding, 415]);
        expect(answer.headers.get('accept-encoding')).toBe('identity');
      }
      const plain = await sendAs(path, Buffer.from('{}'), { 'content-encoding': 'Identity' });
      expect(plain.status).not.toBe(415);
    });

    it.each([
      ['not UTF-8', Buffer.from('{"topic":"\xe9"}', 'latin1'), {}, 400],
      ['coded', Buffer.from('{"topic":"sea"}'), { 'content-encoding': 'gzip' }, 415],
    ])('before a payment is claimed for a body that is %s', async (_, body, headers, status) => {
      const buyer = await Buyer.with(shop.chain);
      const payment = encodePaymentSignatureHeader(await buyer.sign(listing.url));
      const call = (bytes: Uint8Array, more: object) =>
        fetch(listing.url, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'payment-signature': payment,
            ...more,
          },
          body: bytes,
        });
      const refused = await call(body, headers);
      expect(refused.status).toBe(status);
      expect(await refused.json()).toMatchObject({ payment: 'not_charged' });
      const claims = await shop.owner.query(`SELECT 1 FROM payment_claims WHERE payer = $1`, [
        buyer.wallet.address,
      ]);
      expect(claims).toEqual([]);
      expect((await call(Buffer.from('\u{FEFF}{"topic":"sea"}'), {})).status).toBe(200);
    });
  });

  describe('reads no more than it must', () => {
    const MIB = 1_048_576;

    it.each([
      ['POST', '/api/v1/auth/verify', 'application/json'],
      ['POST', '/api/v1/execute', 'application/json'],
      ['PUT', 'the resource', 'application/octet-stream'],
      ['POST', '/api/v1/resources/bulk', 'application/json'],
    ])('of the body of %s %s', async (method, path, type) => {
      const url = path.startsWith('/') ? shop.origin + path : listing.url;
      const body = `"${'x'.repeat(MIB)}"`;
      const call = { method, headers: { 'content-type': type }, body };
      const answer = await fetch(url, call);
      expect(answer.status).toBe(413);
      expect(await answer.json()).toMatchObject({ code: 'body_too_large' });
    });

    it('of a body that does not say how long it is', async () => {
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
        const call = ask(`${shop.origin}/api/v1/auth/verify`, { method: 'POST', headers });
        call.on('response', ({ statusCode }) => resolve(statusCode)).on('error', reject);
        call.write('"');
        for (let sent = 0; sent <= 17; sent += 1) call.write('x'.repeat(65_536));
        call.end('"');
      });
      expect(status).toBe(413);
    });

    it('of headers', async () => {
      const answer = await fetch(`${shop.origin}/health/live`, {
        headers: { 'payment-signature': 'x'.repeat(20_000) },
      });
      expect(answer.status).toBe(431);
    });
  });
});

describe('the edge of a server that is told of no origins', () => {
  it('lets scripts of other origins buy, and do nothing else', async () => {
    const shop = await openShop();
    const allowed = async (path: string) => {
      const answer = await fetch(shop.origin + path, { headers: { origin: APP } });
      return answer.headers.get('access-control-allow-origin');
    };
    expect([await allowed('/api/v1/resources'), await allowed('/api/v1/me')]).toEqual(['*', null]);
    await shop.stop();
  });
});
