import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import { Buyer } from '../e2e/buyer.js';
import { type Listing, openShop, type Shop } from '../e2e/shop.js';
import {
  fullKey,
  mistakesIn,
  type Operation,
  operationsOf,
  type WrongRequest,
  UNKNOWN_ID,
  wrongRequests,
} from './wrong-input.js';

const ADMIN_KEY = 'an-admin-key-for-tests-only-0123456789';
/** Asking them wrongly ends what the others need, or asks somebody else's server each time. */
const TOGETHER = 8;

describe('wrong input', () => {
  let shop: Shop;
  let listing: Listing;
  let operations: readonly Operation[];
  let key: string;

  beforeAll(async () => {
    shop = await openShop({ ADMIN_API_KEY: ADMIN_KEY });
    listing = await shop.publish();
    operations = await operationsOf(shop.origin);
    key = await fullKey(listing.creator);
  });
  afterAll(() => shop.stop());

  const ask = ({ method, path, body, type }: WrongRequest) =>
    fetch(shop.origin + path, {
      method,
      redirect: 'manual',
      headers: {
        'x-api-key': key,
        'x-admin-key': ADMIN_KEY,
        ...(type !== undefined && { 'content-type': type }),
      },
      ...(body !== undefined && { body }),
    });

  /** Every answer that is not as it must be. */
  async function mistakesOf(
    operation: Operation,
    requests: readonly WrongRequest[],
  ): Promise<string[]> {
    const found: string[] = [];
    for (let at = 0; at < requests.length; at += TOGETHER) {
      // What is counted here is not the number of requests.
      await shop.owner.query('DELETE FROM rate_limits');
      const some = requests.slice(at, at + TOGETHER).map(async (request) => {
        const mistakes = await mistakesIn(await ask(request), operation);
        const { method, path } = operation;
        found.push(...mistakes.map((mistake) => `${method} ${path} ${request.what}: ${mistake}`));
      });
      await Promise.all(some);
    }
    return found;
  }

  const send = (method: string, path: string, body?: string) =>
    ask({ what: '', method, path, ...(body !== undefined && { body, type: 'application/json' }) });
  const say = async (...lines: readonly string[]) => {
    const { hostname, port } = new URL(shop.origin);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(lines.join('\r\n'));
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    const id = /^x-request-id: (\S+)$/im.exec(head)?.[1];
    const json = body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1);
    const problem = JSON.parse(json) as { readonly instance?: string };
    expect(head).toMatch(/^content-type: application\/problem\+json/im);
    expect([id, problem.instance]).toEqual([expect.any(String), `urn:coinslot:request:${id}`]);
    return { status: Number(head.split(' ')[1]), problem };
  };
  const change = ({ id }: Listing, body: object) =>
    send('PATCH', `/api/v1/resources/${id}`, JSON.stringify(body));
  const pathname = () => new URL(listing.url).pathname;

  describe('in the body', () => {
    it.each([
      ['{"name": "CI", "scopes": ["read"', 'line 1, column 33, there should be a comma or ]'],
      [
        `{\n  "apiKey": "${'sk-ant-planted'}"\n  "x": 1}`,
        'line 3, column 3, there should be a comma or }',
      ],
      ['undefined', 'line 1, column 1, there should be a value'],
    ])('that is no JSON is told with its place, and none of its text: %j', async (body, where) => {
      const answer = await send('POST', '/api/v1/api-keys', body);
      expect(answer.status).toBe(400);
      const { detail } = await problemOf(answer);
      expect(detail).toContain(where);
      expect(detail).not.toContain('planted');
    });

    it.each(['[]', '"x"', '5', 'null', 'true'])('%s is told to be no object', async (body) => {
      for (const path of ['/api/v1/api-keys', '/api/v1/resources', '/api/v1/auth/verify']) {
        expect(await problemOf(await send('POST', path, body))).toMatchObject({
          errors: [{ field: '', message: 'must be an object' }],
        });
      }
    });

    it('is told of all that is wrong with a resource at once, its configuration included', async () => {
      const body = {
        type: 'proxy',
        name: 5,
        networks: ['eip155:1'],
        config: { methods: [], odd: 1 },
      };
      const answer = await send('POST', '/api/v1/resources', JSON.stringify(body));
      const { errors } = (await problemOf(answer)) as { errors?: object[] };
      expect(errors).toEqual(
        expect.arrayContaining([
          { field: 'name', message: 'must be text' },
          { field: 'slug', message: 'is required' },
          { field: 'price', message: 'is required' },
          { field: 'networks[0]', message: `must be one of eip155:84532` },
          { field: 'config.url', message: 'is required' },
          { field: 'config.methods', message: 'must not be empty' },
          { field: 'config.odd', message: 'is not known here' },
        ]),
      );
    });

    it('is told of all that is wrong with changes of a resource at once, its configuration included', async () => {
      const answer = await change(listing, {
        type: 'proxy',
        name: 5,
        networks: ['eip155:1'],
        price: '0',
        config: { systemPrompt: '', maxTokens: 'many', odd: 1 },
      });
      expect(answer.status).toBe(422);
      const { errors } = (await problemOf(answer)) as { errors?: readonly { field: string }[] };
      expect(errors).toEqual(
        expect.arrayContaining([
          { field: 'type', message: 'is not known here' },
          { field: 'name', message: 'must be text' },
          { field: 'networks[0]', message: `must be one of eip155:84532` },
          { field: 'config.odd', message: 'is not known here' },
        ]),
      );
      const fields = errors?.map(({ field }) => field).toSorted();
      expect(fields).toEqual([
        'config.maxTokens',
        'config.odd',
        'config.systemPrompt',
        'name',
        'networks[0]',
        'price',
        'type',
      ]);
      const whole = await change(listing, { name: 5, config: 'all of it' });
      expect(await problemOf(whole)).toMatchObject({
        errors: [
          { field: 'name', message: 'must be text' },
          { field: 'config', message: 'must be an object' },
        ],
      });
    });
  });

  describe('in the address', () => {
    it.each([
      ['GET', '/nowhere', 404, 'route_not_found'],
      ['GET', '/api/v1/nowhere', 404, 'route_not_found'],
      ['POST', '/api/v1/resources/mine/a/b', 404, 'route_not_found'],
      ['GET', `/api/v1/resources/${UNKNOWN_ID}`, 404, 'not_found'],
      ['GET', '/api/v1/resources/mine/x', 404, 'not_found'],
      ['DELETE', '/api/v1/api-keys/%00', 404, 'not_found'],
      ['GET', '/@nobody/nothing', 404, 'resource_not_found'],
      ['GET', '/@a%00/x', 404, 'resource_not_found'],
      ['GET', `/api/v1/resources/${'a'.repeat(101)}`, 414, 'uri_too_long'],
    ])('of %s %s is told as what it is', async (method, path, status, code) => {
      const answer = await send(method, path);
      expect(answer.status).toBe(status);
      expect(await problemOf(answer)).toMatchObject({ status, code });
    });

    it.each([
      ['PUT', '/api/v1/resources', 'GET, HEAD, POST, OPTIONS'],
      ['DELETE', '/api/v1/models', 'GET, HEAD, OPTIONS'],
      ['GET', '/api/v1/execute', 'POST, OPTIONS'],
      ['PATCH', `/API/v1/api-keys/${UNKNOWN_ID}/`, 'DELETE, OPTIONS'],
      ['POST', '/health/live', 'GET, HEAD, OPTIONS'],
    ])(
      'a method that it does not have gets 405 and those that it has: %s %s',
      async (method, path, allow) => {
        const answer = await send(method, path);
        expect(answer.status).toBe(405);
        expect(answer.headers.get('allow')).toBe(allow);
        expect(await problemOf(answer)).toMatchObject({ code: 'method_not_allowed' });
        const asked = await send('OPTIONS', path);
        expect([asked.status, asked.headers.get('allow')]).toEqual([204, allow]);
      },
    );

    it('OPTIONS of an unknown route is as unknown', async () => {
      expect((await send('OPTIONS', '/api/v1/nowhere')).status).toBe(404);
    });

    it('HEAD is answered as GET is, without a body, and buys nothing', async () => {
      for (const path of [
        '/health/live',
        '/api/v1/resources',
        '/api/v1/me',
        pathname(),
        '/nowhere',
      ]) {
        const [get, head] = [await send('GET', path), await send('HEAD', path)];
        expect([path, head.status]).toEqual([path, get.status]);
        expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
        expect(await head.text()).toBe('');
      }
      const buyer = await Buyer.with(shop.chain);
      const payment = encodePaymentSignatureHeader(await buyer.sign(listing.url));
      const paid = await fetch(listing.url, {
        method: 'HEAD',
        headers: { 'payment-signature': payment },
      });
      expect([paid.status, paid.headers.get('allow')]).toEqual([405, 'GET, POST, HEAD, OPTIONS']);
    });

    it('a method that a resource does not sell by gets 405 from who pays, uncharged', async () => {
      const buyer = await Buyer.with(shop.chain);
      const payment = encodePaymentSignatureHeader(await buyer.sign(listing.url));
      for (const method of ['PUT', 'PATCH', 'DELETE']) {
        const headers = { 'payment-signature': payment };
        const answer = await fetch(listing.url, { method, headers });
        const allow = answer.headers.get('allow');
        expect([answer.status, allow]).toEqual([405, 'GET, POST, HEAD, OPTIONS']);
        expect(await problemOf(answer)).toMatchObject({ payment: 'not_charged' });
      }
    });

    it('in another spelling opens the API of accounts to no other origin', async () => {
      for (const path of ['/api/v1/me', '/API/v1/me', '/%61pi/v1/me', '/a%50I/V1/me/']) {
        for (const method of ['OPTIONS', 'GET']) {
          const headers = {
            origin: 'https://evil.example',
            'access-control-request-method': 'GET',
          };
          const answer = await fetch(shop.origin + path, { method, headers });
          const allowed = answer.headers.get('access-control-allow-origin');
          expect([path, method, allowed]).toEqual([path, method, null]);
        }
      }
    });

    it('in another spelling leads to the resource', async () => {
      const path = pathname();
      const spellings = [
        `${path}/`,
        path.toUpperCase(),
        path.replace('@', '%40'),
        `${path.replace('@', '%40')}/?a=b`,
        `/api/v1/resources/by-slug/${path.slice(2)}/`,
        `/Api/V1/Resources/By-Slug/${path.slice(2).toUpperCase()}`,
        `/api/v1/resources/${listing.id.toUpperCase()}`,
      ];
      for (const spelling of spellings) {
        const answer = await send('GET', spelling);
        expect([spelling, answer.status]).toEqual([
          spelling,
          spelling.includes('esources') || spelling.includes('resources') ? 200 : 402,
        ]);
      }
    });
  });

  describe('that is answered before it is a request', () => {
    const HOST = ['Host: shop.example', 'Connection: close', '', ''];

    it.each([
      ['no HTTP', ['BREW / HTTP/1.1', ...HOST], 400, 'invalid_request'],
      [
        'no Host',
        ['GET /health/live HTTP/1.1', 'Connection: close', '', ''],
        400,
        'invalid_request',
      ],
      ['a target that is none', ['GET health HTTP/1.1', ...HOST], 400, 'invalid_request'],
      ['a tunnel', ['CONNECT example.com:443 HTTP/1.1', ...HOST], 400, 'invalid_request'],
      ['half a character', ['GET /%E0%A4%A HTTP/1.1', ...HOST], 400, 'invalid_request'],
      ['a miracle', ['GET / HTTP/1.1', 'Expect: a-miracle', ...HOST], 417, 'expectation_failed'],
      [
        'large headers',
        ['GET / HTTP/1.1', `X: ${'x'.repeat(20_000)}`, ...HOST],
        431,
        'headers_too_large',
      ],
      ['a long address', [`GET /${'a'.repeat(20_000)} HTTP/1.1`, ...HOST], 414, 'uri_too_long'],
      ['a long query', [`GET /?${'a'.repeat(20_000)} HTTP/1.1`, ...HOST], 414, 'uri_too_long'],
    ])('has a problem with the id of the request too: %s', async (_, lines, status, code) => {
      expect(await say(...lines)).toMatchObject({ status, problem: { status, code } });
    });
  });

  it('of any kind, to any operation, is refused in words that help, and never with 500', async () => {
    expect(operations.length).toBeGreaterThan(60);
    const found: string[] = [];
    for (const [operation, requests] of wrongRequests(operations)) {
      found.push(...(await mistakesOf(operation, requests)));
    }
    expect(found).toEqual([]);
  });
});

/** The problem that an answer is, with the id that its header has too. */
async function problemOf(answer: Response) {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json(;|$)/);
  const problem = (await answer.json()) as { readonly instance?: string; readonly detail?: string };
  expect(problem.instance).toBe(`urn:coinslot:request:${answer.headers.get('x-request-id')}`);
  return problem;
}
