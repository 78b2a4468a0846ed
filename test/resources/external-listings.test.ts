import type { RequestListener } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { call } from '../accounts/client.js';
import {
  asking,
  type Changeable,
  changeable,
  gone,
  type Owned,
  seller,
  stopEndpoints,
} from './external.js';
import {
  creator,
  NETWORK,
  OTHER_NETWORK,
  type ResourcesServer,
  startResources,
} from './resources-server.js';
import { challengeV1, challengeV2, demanding, USDC } from './x402-servers.js';

const USDC_ON_BASE = '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913';

const on = (network: string, amount: string, asset = USDC) =>
  challengeV2({ network, amount, asset }).accepts;
const priceless: RequestListener = (_request, response) => void response.end('{}');
const inside: RequestListener = (_request, response) =>
  void response.writeHead(302, { location: 'http://169.254.169.254/' }).end();

describe('an external endpoint', () => {
  let server: ResourcesServer;
  let endpoint: Changeable;
  let ada: ReturnType<typeof seller>;

  beforeAll(async () => (server = await startResources()));
  beforeEach(async () => {
    endpoint = await changeable();
    const name = `u${Math.random().toString(36).slice(2, 12)}`;
    ada = seller(server, await creator(server, name));
  });
  afterEach(stopEndpoints);
  afterAll(() => server.stop());

  const config = (changes: object = {}) => ({ url: endpoint.url, ...changes });
  const shown = async (id: string) => (await call<Owned>(server, `GET /resources/${id}`)).body;

  it('is saved as a draft without being asked, with or without a price', async () => {
    endpoint.answer = gone;
    expect(await ada.create(config())).toMatchObject({
      status: 201,
      body: { status: 'draft', price: null, networks: [], config: config({ method: null }) },
    });
    const priced = await ada.create(config({ method: 'GET' }), { price: '0.07' });
    expect(priced.body).toMatchObject({ price: '0.07', config: { method: 'GET' } });
    expect(endpoint.heard).toBe(0);
  });

  it('is listed with what it asks for, and shows no address but in its redirect', async () => {
    endpoint.answer = demanding(challengeV1());
    const { body } = await ada.publish(config());
    expect(body).toMatchObject({
      status: 'published',
      version: 1,
      price: '0.05',
      networks: [OTHER_NETWORK],
      supportsRefunds: true,
      warnings: [],
      endpoint: { method: 'POST', x402Versions: [1], failedChecks: 0, problem: null },
    });
    const detail = await shown(body.id);
    expect(detail).toMatchObject({
      type: 'external',
      price: '0.05',
      networks: [OTHER_NETWORK],
      supportsRefunds: true,
      endpoint: {
        method: 'POST',
        x402Versions: [1],
        inputSchema: { bodyFields: { topic: {} } },
        outputSchema: { haiku: 'string' },
        verifiedAt: server.clock.now().toISOString(),
      },
    });
    const list = await call(server, `GET /resources?type=external&network=${OTHER_NETWORK}`);
    expect(JSON.stringify(list.body)).toContain(body.id);
    expect(JSON.stringify([detail, list.body])).not.toContain(new URL(endpoint.url).host);
  });

  it('has the lowest price that buyers here can pay, and the networks it is asked on', async () => {
    const accepts = [
      ...on('eip155:137', '10000', '0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359'),
      ...on(OTHER_NETWORK, '60000'),
      ...on(NETWORK, '70000', USDC_ON_BASE),
      ...on(NETWORK, '60000', USDC_ON_BASE),
    ];
    endpoint.answer = demanding({}, challengeV2({}, { accepts }));
    const { body } = await ada.publish(config());
    expect(body).toMatchObject({ price: '0.06', networks: [NETWORK, OTHER_NETWORK] });
  });

  it('grants refunds as it says itself, and as its creator says where it does not', async () => {
    endpoint.answer = asking('50000', { supportsRefunds: false });
    const { body } = await ada.publish(config(), { supportsRefunds: true });
    expect(await shown(body.id)).toMatchObject({ supportsRefunds: false });
    endpoint.answer = asking('50000');
    await ada.send(`POST /resources/${body.id}/publish`);
    expect(await shown(body.id)).toMatchObject({ supportsRefunds: true });
    await ada.send(`PATCH /resources/${body.id}`, { supportsRefunds: false });
    expect(await shown(body.id)).toMatchObject({ supportsRefunds: false });
  });

  it('keeps no schema that is too deep or cannot be stored', async () => {
    const deep = JSON.parse(`${'{"a":'.repeat(60)}1${'}'.repeat(60)}`) as object;
    for (const input of [deep, { title: '\u0000' }, { title: '\ud800' }]) {
      endpoint.answer = demanding(challengeV1({ outputSchema: { input } }));
      const { body } = await ada.publish(config());
      expect(body).toMatchObject({ status: 'published', endpoint: { inputSchema: null } });
    }
  });

  describe('is not listed', () => {
    const garbage = demanding({}, '%%%');
    const elsewhere = demanding(
      {},
      challengeV2({
        network: 'eip155:137',
        asset: '0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359',
      }),
    );

    it.each<[string, RequestListener, RegExp]>([
      ['when it is not there', gone, /^The answer is not 402: 404\. Answer requests without/],
      ['when it wants no payment', priceless, /^The answer is not 402: 200\. Answer/],
      ['when it leads to a private address', inside, /^The answer is a redirect: 302\. Give/],
      [
        'when nobody can read its price',
        garbage,
        /^The server cannot read the challenge\. Send JSON/,
      ],
      [
        'when it wants less than a cent',
        asking('9999'),
        /^No entry of `accepts` takes USDC on a network/,
      ],
      ['when it wants a fortune', asking('10000000001'), /asks for more than 10000\.00 USDC/],
      ['when it wants no number', asking('9'.repeat(30)), /asks for more than 10000\.00 USDC/],
      [
        'when it is paid elsewhere only',
        elsewhere,
        /paid on eip155:137\. Offer one of eip155:8453/,
      ],
    ])('%s', async (_name, answer, message) => {
      endpoint.answer = answer;
      const errors = expect.arrayContaining([
        { field: 'config.url', message: expect.stringMatching(message) },
      ]);
      const refused = await ada.publish(config());
      expect(refused).toMatchObject({ status: 422, body: { code: 'invalid_input', errors } });
    });

    it('when it is down, or its address is private', async () => {
      const down = await changeable();
      await down.stop();
      for (const url of [down.url, 'http://10.0.0.1/', 'http://[::1]:8080/']) {
        const refused = await ada.publish({ url });
        expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'config.url' }] } });
        expect(refused.body.errors?.[0]?.message).toMatch(/\. Check /);
      }
    });

    it('when a price below the minimum is all it offers: the reason is told as well', async () => {
      endpoint.answer = asking('9999');
      const { body } = await ada.publish(config());
      const [, hint] = body.errors ?? [];
      expect(hint?.message).toBe(
        'A price is below 0.01 USDC: 0.009999. Ask for at least 0.01 USDC.',
      );
    });

    it('when its creator says another price, other networks or another method', async () => {
      expect(await ada.publish(config(), { price: '0.06', networks: [NETWORK] })).toMatchObject({
        status: 422,
        body: {
          errors: [
            { field: 'price', message: expect.stringContaining('asks for 0.05 USDC') },
            { field: 'networks', message: expect.stringContaining(`paid on ${OTHER_NETWORK}`) },
          ],
        },
      });
      const same = { price: '0.05', networks: [OTHER_NETWORK] };
      expect((await ada.publish(config(), same)).status).toBe(200);
      endpoint.answer = (request, response) =>
        (request.method === 'GET' ? asking('50000') : gone)(request, response);
      expect(await ada.publish(config({ method: 'POST' }))).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'config.method', message: expect.stringContaining('GET') }] },
      });
    });
  });

  it('that answers both methods is listed with the one that its creator names', async () => {
    for (const method of ['GET', 'POST']) {
      const { body } = await ada.publish(config({ method }));
      expect(body.endpoint).toMatchObject({ method });
    }
  });

  it('on sale is asked about every change, and keeps its offer where that is refused', async () => {
    const { body } = await ada.publish(config());
    endpoint.answer = asking('60000');
    const renamed = await ada.send(`PATCH /resources/${body.id}`, { name: 'Ocean' });
    expect(renamed.body).toMatchObject({ name: 'Ocean', price: '0.06', version: 2 });
    endpoint.answer = gone;
    const refused = await ada.send(`PATCH /resources/${body.id}`, { name: 'Lake' });
    expect(refused.status).toBe(422);
    expect(await shown(body.id)).toMatchObject({ name: 'Ocean', price: '0.06' });
  });

  it('that is changed off sale is known anew only when it is published again', async () => {
    const { id } = (await ada.publish(config())).body;
    await ada.send(`POST /resources/${id}/unpublish`);
    const changed = await ada.send(`PATCH /resources/${id}`, { name: 'Ocean' });
    expect(changed.body).toMatchObject({ price: null, networks: [] });
    expect(changed.body.endpoint).toBeUndefined();
    endpoint.answer = asking('80000');
    expect((await ada.send(`POST /resources/${id}/publish`)).body).toMatchObject({
      price: '0.08',
      version: 2,
    });
  });

  it.each(['PATCH', 'POST'])('is not listed as another one was found: %s', async (method) => {
    const second = await changeable();
    const { id } = (await ada.create(config())).body;
    if (method === 'PATCH') await ada.send(`POST /resources/${id}/publish`);
    let isSwapped = false;
    endpoint.answer = async (request, response) => {
      if (!isSwapped) await ada.send(`PATCH /resources/${id}`, { config: { url: second.url } });
      isSwapped = true;
      asking('50000')(request, response);
    };
    const answer =
      method === 'PATCH'
        ? await ada.send(`PATCH /resources/${id}`, { name: 'Ocean' })
        : await ada.send(`POST /resources/${id}/publish`);
    expect(answer).toMatchObject({ status: 409, body: { code: 'changed_meanwhile' } });
  });

  it('is tried out by a validation, which stores nothing', async () => {
    const body = { type: 'external', config: config(), price: '0.06', networks: [OTHER_NETWORK] };
    expect((await ada.send('POST /resources/validate', { ...body, step: 'pricing' })).body).toEqual(
      {
        valid: false,
        errors: [{ field: 'price', message: expect.stringContaining('0.05 USDC') }],
        warnings: [],
      },
    );
    const good = { ...body, price: undefined, step: 'config' };
    expect((await ada.send('POST /resources/validate', good)).body.valid).toBe(true);
    const { heard } = endpoint;
    await ada.send('POST /resources/validate', { ...body, step: 'basics' });
    expect(endpoint.heard).toBe(heard);
  });

  it.each<[string, object, string]>([
    ['of another scheme', { url: 'ftp://a.example/' }, 'config.url'],
    ['with a password', { url: 'https://a:b@a.example/' }, 'config.url'],
    ['with a fragment', { url: 'https://a.example/#x' }, 'config.url'],
    ['that is too long', { url: `https://a.example/${'x'.repeat(2_000)}` }, 'config.url'],
    ['by a method that nobody sells by', { method: 'PUT' }, 'config.method'],
    ['with a secret', { secretHeader: 'authorization' }, 'config.secretHeader'],
  ])('is not saved %s', async (_name, changes, field) => {
    const refused = await ada.create(config(changes));
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field }] } });
  });

  it('is asked twenty times a minute for one creator, and no more', async () => {
    const body = { type: 'external', config: { url: 'http://10.0.0.1/' } };
    const answers = await Promise.all(
      Array.from({ length: 22 }, () => ada.send('POST /resources/validate', body)),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(2);
  });

  it('needs no price, while everything else does', async () => {
    const body = { type: 'static', config: { content: 'x', mimeType: 'text/plain' } };
    const { errors } = (await ada.send('POST /resources/validate', body)).body;
    expect(errors?.map(({ field }) => field)).toContain('price');
  });
});
