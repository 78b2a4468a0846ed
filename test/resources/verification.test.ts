import type { RequestListener } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openShop, type Shop } from '../e2e/shop.js';
import {
  BASE_SEPOLIA,
  challengeV1,
  challengeV2,
  demanding,
  type Endpoint,
  endpoint,
  expressServer,
  honoServer,
  PAY_TO,
  USDC,
} from './x402-servers.js';

interface Finding {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  readonly method: string | null;
}
interface Verified {
  readonly valid: boolean;
  readonly method: string | null;
  readonly offers: readonly Readonly<Record<string, unknown>>[];
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
}

const OFFER = {
  scheme: 'exact',
  network: BASE_SEPOLIA,
  asset: USDC,
  amount: '50000',
  price: '0.05',
  payTo: PAY_TO,
  usable: true,
};

const codesOf = (findings: readonly Finding[]) => findings.map(({ code }) => code);

const answering =
  (status: number, headers: Record<string, string> = {}, body = ''): RequestListener =>
  (_request, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };
const hanging: RequestListener = () => undefined;
const endless: RequestListener = (_request, response) => {
  response.writeHead(402);
  const fill = () => void response.write('x'.repeat(65_536), fill);
  fill();
};
const huge = answering(402, {}, 'x'.repeat(10_000_000));
const largeHeader = demanding({}, 'x'.repeat(60_000));
const dropping: RequestListener = (request) => void request.socket.destroy();
const twoVersions = demanding(challengeV1({ maxAmountRequired: '60000' }), challengeV2());

const byMethod =
  (get: RequestListener, other: RequestListener): RequestListener =>
  (request, response) =>
    (request.method === 'GET' ? get : other)(request, response);

const free: RequestListener = (_request, response) => void response.end('{}');

describe('POST /resources/verify', () => {
  let shop: Shop;
  const open: Endpoint[] = [];
  let callers = 0;

  beforeAll(async () => {
    shop = await openShop({ TRUST_PROXY: 'true', EGRESS_ALLOW: '127.0.0.1/32' });
  });
  afterEach(async () => {
    for (const each of open.splice(0)) await each.stop();
  });
  afterAll(() => shop.stop());

  /** Asks as a new caller, so that no limit is in the way. */
  const post = (url: unknown, address = `10.1.${(callers += 1) >> 8}.${callers & 255}`) =>
    fetch(`${shop.origin}/api/v1/resources/verify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
      body: JSON.stringify({ url }),
    });
  const verify = async (url: string): Promise<Verified> => {
    const answer = await post(url);
    expect(answer.status).toBe(200);
    return (await answer.json()) as Verified;
  };
  const keep = async (server: Promise<Endpoint>): Promise<Endpoint> => {
    const one = await server;
    open.push(one);
    return one;
  };
  const verifyServer = async (listener: RequestListener) =>
    verify((await keep(endpoint(listener))).url);

  describe('of an endpoint that can be paid', () => {
    it('reads @x402/express: method, version, price, payee and schema', async () => {
      // The middleware imports the extension once more, which Jest's module system does not do.
      const complaints = jest.spyOn(console, 'error').mockReturnValue(undefined);
      const { url } = await keep(expressServer());
      const report = await verify(url);
      expect(report).toMatchObject({
        valid: true,
        method: 'POST',
        x402Versions: [2],
        offers: [{ ...OFFER, x402Version: 2 }],
        description: 'Writes a haiku',
        mimeType: 'application/json',
        supportsRefunds: null,
        errors: [],
      });
      complaints.mockRestore();
      expect(JSON.stringify(report)).toContain('"required":["topic"]');
      expect(report).toHaveProperty('outputSchema.properties.example');
      expect(codesOf(report.warnings)).toContain('not_https');
      expect(codesOf(report.warnings)).not.toContain('schema_missing');
    });

    it('reads @x402/hono, for sale by GET', async () => {
      const { url } = await keep(honoServer({ price: '$0.25' }));
      const report = await verify(url);
      expect(report).toMatchObject({
        valid: true,
        method: 'GET',
        offers: [{ ...OFFER, amount: '250000', price: '0.25', x402Version: 2 }],
      });
      expect(codesOf(report.warnings)).toContain('schema_missing');
    });

    it('reads a v2 challenge in the body, and advises the header', async () => {
      const report = await verifyServer(demanding(challengeV2({}, { supportsRefunds: false })));
      expect(report).toMatchObject({ valid: true, x402Versions: [2], supportsRefunds: false });
      expect(codesOf(report.warnings)).toContain('v2_in_body_only');
    });

    it('reads a v1 challenge in the body, its schemas and whether it refunds', async () => {
      const report = await verifyServer(demanding(challengeV1()));
      expect(report).toMatchObject({
        valid: true,
        method: 'POST',
        x402Versions: [1],
        offers: [{ ...OFFER, x402Version: 1 }],
        inputSchema: { bodyFields: { topic: {} } },
        outputSchema: { haiku: 'string' },
        supportsRefunds: true,
      });
      expect(codesOf(report.warnings)).toContain('v1_only');
    });

    it('reads both versions, where header and body say them', async () => {
      const report = await verifyServer(demanding(challengeV1(), challengeV2()));
      expect(report).toMatchObject({
        valid: true,
        x402Versions: [1, 2],
        offers: [{ x402Version: 2 }, { x402Version: 1 }],
      });
    });

    it('reads what Coinslot itself sells, in both versions', async () => {
      const { url, payTo } = await shop.publish();
      const report = await verify(url);
      expect(report).toMatchObject({
        valid: true,
        x402Versions: [1, 2],
        description: 'Three lines',
      });
      expect(report.offers).toMatchObject([
        { ...OFFER, payTo, x402Version: 2 },
        { ...OFFER, payTo, x402Version: 1 },
      ]);
    });
  });

  describe('tells what keeps buyers from paying', () => {
    it.each<[string, string, RequestListener]>([
      ['an answer without a price', 'not_payment_required', answering(200, {}, '{"haiku":"free"}')],
      ['an endpoint that is not there', 'not_payment_required', answering(404)],
      ['a 402 without a challenge', 'no_challenge', answering(402, {}, '{}')],
      ['a 402 with a page', 'no_challenge', answering(402, {}, '<h1>Pay me</h1>')],
      [
        'a redirect to a private address',
        'redirected',
        answering(302, { location: 'http://10.0.0.1/' }),
      ],
      ['garbage in the header', 'challenge_malformed', demanding({}, '%%% no base64 %%%')],
      ['base64 of garbage', 'challenge_malformed', demanding({}, btoa('{"x402Version":2,'))],
      [
        'a version that nobody knows',
        'challenge_malformed',
        demanding({ x402Version: 3, accepts: [{}] }),
      ],
      ['no way to pay', 'challenge_malformed', demanding({ x402Version: 2, accepts: [] })],
      ['deeply nested garbage', 'no_challenge', demanding('['.repeat(100_000))],
      ['two prices', 'challenges_disagree', twoVersions],
      ['10 MB', 'answer_too_large', huge],
      ['an endless body', 'answer_too_large', endless],
      ['a header of 60 KB', 'answer_too_large', largeHeader],
      ['a connection that is dropped', 'connection_broken', dropping],
      ['silence', 'timed_out', hanging],
    ])('%s: %s', async (_name, code, listener) => {
      const report = await verifyServer(listener);
      expect(report.valid).toBe(false);
      expect(codesOf(report.errors)).toContain(code);
      expect(report.errors.every(({ message, fix }) => message !== '' && fix !== '')).toBe(true);
    });

    it.each([
      ['an amount with a point', 'amount_malformed', { amount: '0.05' }],
      ['an amount as a number', 'amount_malformed', { amount: 50_000 }],
      ['a negative amount', 'amount_malformed', { amount: '-50000' }],
      ['no amount', 'amount_malformed', { amount: undefined }],
      ['no payee', 'offer_malformed', { payTo: undefined }],
      ['a payee that is no address', 'pay_to_malformed', { payTo: 'ada' }],
      ['the zero address', 'pay_to_malformed', { payTo: `0x${'0'.repeat(40)}` }],
      ['an unknown network', 'network_unknown', { network: 'eip155:99999999' }],
      ['another asset', 'asset_not_usdc', { asset: PAY_TO }],
      ['another scheme', 'scheme_unsupported', { scheme: 'upto' }],
      ['less than a cent', 'price_below_minimum', { amount: '9999' }],
      ['a megabyte of network', 'offer_malformed', { network: `eip155:${'1'.repeat(9_000)}` }],
    ])('%s: %s, and nothing else to pay', async (_name, code, entry) => {
      const report = await verifyServer(demanding({}, challengeV2(entry)));
      expect(codesOf(report.warnings)).toContain(code);
      expect(codesOf(report.errors)).toEqual(['no_usable_offer']);
    });

    it('but one entry that can be paid is enough', async () => {
      const accepts = [...challengeV2({ amount: 'much' }).accepts, ...challengeV2().accepts];
      const report = await verifyServer(demanding({}, challengeV2({}, { accepts })));
      expect(report).toMatchObject({ valid: true, offers: [OFFER] });
      expect(codesOf(report.warnings)).toContain('amount_malformed');
    });

    it.each([
      ['http://10.0.0.1/', 'address_not_public'],
      ['http://169.254.169.254/latest/meta-data/', 'address_not_public'],
      ['http://[::1]/', 'address_not_public'],
      ['http://localhost:8080/', 'address_not_public'],
      ['http://[::ffff:127.0.0.1]/', 'address_not_public'],
      ['http://user:password@127.0.0.1/', 'credentials_in_url'],
      ['file:///etc/passwd', 'url_malformed'],
      ['haiku', 'url_malformed'],
    ])('a target that is not asked: %s is %s', async (url, code) => {
      const report = await verify(url);
      expect(codesOf(report.errors)).toEqual([code]);
      expect(report.method).toBeNull();
    });

    it('a server that is down', async () => {
      const { url, stop } = await endpoint(hanging);
      await stop();
      expect(new Set(codesOf((await verify(url)).errors))).toEqual(new Set(['unreachable']));
    });
  });

  describe('advises', () => {
    it('when GET and POST differ in price', async () => {
      const report = await verifyServer(
        byMethod(demanding({}, challengeV2()), demanding({}, challengeV2({ amount: '60000' }))),
      );
      expect(report).toMatchObject({ valid: true, method: 'GET' });
      expect(codesOf(report.warnings)).toContain('methods_disagree');
    });

    it('when one of them answers without a payment', async () => {
      const report = await verifyServer(byMethod(free, demanding({}, challengeV2())));
      expect(report).toMatchObject({ valid: true, method: 'POST' });
      expect(codesOf(report.warnings)).toContain('other_method_free');
    });

    it('when the price is more than stock buyers pay, or the challenge is about another URL', async () => {
      const report = await verifyServer(demanding({}, challengeV2({ amount: '1000001' })));
      expect(report.valid).toBe(true);
      expect(codesOf(report.warnings)).toEqual(
        expect.arrayContaining(['price_above_buyers_limit', 'resource_url_differs']),
      );
    });
  });

  it('asks each method once, without a payment', async () => {
    const heard: unknown[] = [];
    await verifyServer((request, response) => {
      const { method, headers } = request;
      heard.push([method, headers['x-payment'], headers['payment-signature'], headers.cookie]);
      demanding({}, challengeV2())(request, response);
    });
    const nothing = [undefined, undefined, undefined];
    expect(heard.sort()).toEqual([
      ['GET', ...nothing],
      ['POST', ...nothing],
    ]);
  });

  it('wants one URL of bounded length', async () => {
    for (const url of [
      undefined,
      7,
      ['http://127.0.0.1/'],
      `https://${'a'.repeat(2_048)}.example/`,
    ]) {
      const answer = await post(url);
      expect([url, answer.status]).toEqual([url, 422]);
    }
  });

  it('is limited to ten a minute for one caller', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => post('http://10.0.0.1/', '10.2.0.1')),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(2);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers.get('ratelimit-policy')).toBe('"verify";q=10;w=60');
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
