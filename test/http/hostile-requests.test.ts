import { encodePaymentSignatureHeader } from '@x402/core/http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Buyer, post, send } from '../e2e/buyer.js';
import { type Listing, openShop, type Shop } from '../e2e/shop.js';

const MIB = 1_048_576;
const names = (count: number, name: (index: number) => string) =>
  `{${Array.from({ length: count }, (_, index) => `"${name(index)}":0`).join(',')}}`;

const query = (count: number) => Array.from({ length: count }, (_, n) => n).join('&');

/** Bodies of about 1 MiB that would keep whoever makes objects of them busy for seconds. */
const BODIES: readonly (readonly [what: string, body: string, detail: RegExp])[] = [
  ['110,000 members', names(110_000, (index) => index.toString(36)), /members: at most 1000/],
  ['members named by numbers', names(80_000, (index) => String(index * 64)), /members/],
  ['one name many times', names(170_000, () => 'a'), /members/],
  ['members named __proto__', names(60_000, () => '__proto__'), /members/],
  ['340,000 entries', `{"message":[${'0,'.repeat(340_000)}0]}`, /entries: at most 1000/],
  ['many short lists', `[${`[${'0,'.repeat(500)}0],`.repeat(900)}0]`, /values: at most 20000/],
  ['open lists', '['.repeat(MIB - 1), /nested too deeply: at most 64/],
  ['open objects', '{"a":'.repeat(200_000), /nested too deeply/],
  ['a name of a megabyte', `{"${'n'.repeat(MIB - 10)}":0}`, /name of a member is too long/],
];

/** How much of a processor it takes, in milliseconds: a busy machine is slow with everything. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

function signIn(origin: string, body: string): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${origin}/api/v1/auth/verify`, { method: 'POST', headers, body });
}

/** What another client does at the same time. */
async function askTenTimes(url: string): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) expect((await fetch(url)).status).toBe(200);
}

/** How much it takes to answer all of them, and another client beside them. */
function duringAll(origin: string, bodies: readonly string[]): Promise<number> {
  const answers = bodies.map((body) => signIn(origin, body));
  return timed(() => Promise.all([...answers, askTenTimes(`${origin}/health/live`)]));
}

describe('a hostile request', () => {
  let shop: Shop;
  let listing: Listing;

  beforeAll(async () => {
    shop = await openShop();
    listing = await shop.publish();
  });
  afterAll(() => shop.stop());

  const verify = (body: string) => signIn(shop.origin, body);

  it.each(BODIES)('with %s is refused with the bound it exceeds', async (_, body, detail) => {
    const answer = await verify(body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      code: 'invalid_request',
      retryable: false,
      detail: expect.stringMatching(detail),
    });
  });

  it('keeps nobody waiting: it costs no more than a plain text of its size', async () => {
    const plain = BODIES.map(() => JSON.stringify({ message: 'x'.repeat(MIB - 20) }));
    await duringAll(shop.origin, plain);
    const harmless = await duringAll(shop.origin, plain);
    const hostile = await duringAll(
      shop.origin,
      BODIES.map(([, body]) => body),
    );
    // Without bounds it takes a hundred times as much.
    expect(hostile).toBeLessThan(10 * harmless + 2_000);
  });

  it('learns the price first at a paid address, and its bound once it pays', async () => {
    const [[, body]] = BODIES as [(typeof BODIES)[number]];
    const call = { ...post({}), body };
    expect((await fetch(listing.url, call)).status).toBe(402);
    const buyer = await Buyer.with(shop.chain);
    const payment = await buyer.sign(listing.url);
    const headers = {
      ...call.headers,
      'payment-signature': encodePaymentSignatureHeader(payment),
    };
    const refused = await fetch(listing.url, { ...call, headers });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      code: 'invalid_request',
      payment: 'not_charged',
      detail: expect.stringContaining('at most 1000'),
    });
    expect(await send(listing.url, payment, { topic: 'coins' })).toMatchObject({ status: 200 });
    const byId = await fetch(`${shop.origin}/api/v1/execute`, call);
    expect(await byId.json()).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('with a payment nested thousands of times is refused, before it is compared with anything', async () => {
    const buyer = await Buyer.with(shop.chain);
    const { accepted, ...payment } = await buyer.sign(listing.url);
    const nested = JSON.parse('['.repeat(2_000) + ']'.repeat(2_000)) as unknown;
    const hostile = { ...payment, accepted: { ...accepted, extra: { ...accepted.extra, nested } } };
    expect(await send(listing.url, hostile, { topic: 'coins' })).toMatchObject({
      status: 400,
      body: { code: 'invalid_payment', payment: 'not_charged' },
    });
  });

  it.each(['/@ada/%00', '/@%00/haiku', '/@ada/haiku%00', '/@ada/HAIKU', "/@a'b/haiku"])(
    'for %s, where nothing can be sold, finds nothing, with a payment or without',
    async (path) => {
      const buyer = await Buyer.with(shop.chain, 0n);
      const payment = await buyer.sign(listing.url);
      for (const sent of [undefined, payment]) {
        const answer = await send(shop.origin + path, sent);
        expect(answer.status).toBe(404);
        expect(answer.body).toMatchObject({ code: 'resource_not_found', payment: 'not_charged' });
      }
    },
  );

  it('with more parameters in its query than an object may have members is refused', async () => {
    const few = await fetch(`${shop.origin}/api/v1/resources?${query(1_000)}`);
    expect(few.status).toBe(422);
    const { errors } = (await few.json()) as { errors: unknown[] };
    expect(errors).toHaveLength(50);
    for (const path of ['/api/v1/resources', '/api/v1/nowhere', new URL(listing.url).pathname]) {
      const answer = await fetch(`${shop.origin}${path}?${query(1_001)}`);
      expect([path, answer.status]).toEqual([path, 400]);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(await answer.json()).toMatchObject({
        code: 'invalid_request',
        detail: 'The query has too many parameters: at most 1000.',
      });
    }
  });

  it('is told of 50 wrong fields and no more, in few words', async () => {
    const wrong = names(1_000, (index) => `${'n'.repeat(900)}${index}`);
    const answer = await verify(wrong);
    expect(answer.status).toBe(422);
    const text = await answer.text();
    expect((JSON.parse(text) as { errors: unknown[] }).errors).toHaveLength(50);
    expect(text.length).toBeLessThan(50_000);
  });

  it.each([
    ['of 15,000 characters', `resources/${'%61'.repeat(5_000)}`, 414, 'uri_too_long'],
    ['that is no text', 'resources/%E0%A4%A', 400, 'invalid_request'],
  ])(
    'with a path %s is answered with a problem that repeats nothing',
    async (_, path, status, code) => {
      const answer = await fetch(`${shop.origin}/api/v1/${path}`);
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      const text = await answer.text();
      expect(JSON.parse(text)).toMatchObject({ status, code });
      expect(text.length).toBeLessThan(500);
    },
  );
});
