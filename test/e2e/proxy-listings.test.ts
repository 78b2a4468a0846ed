import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Buyer, post } from './buyer.js';
import { type Endpoint, startEndpoint } from './endpoint.js';
import { openShop, type Shop } from './shop.js';

const GOOD = { url: 'https://api.example.com/v1/forecast' };
const SECRET = 'planted-endpoint-secret';

describe('an endpoint that a creator wants to sell', () => {
  let shop: Shop;
  let endpoint: Endpoint;

  beforeAll(async () => {
    endpoint = await startEndpoint();
    endpoint.answer((response) => response.end('{"temperature":7}'));
    shop = await openShop({ EGRESS_ALLOW: endpoint.host });
  });
  afterAll(async () => {
    endpoint.stop();
    await shop.stop();
  });

  it('is tried out for free, what was sold is seen by its owner, and where it is by nobody', async () => {
    const config = { url: `${endpoint.origin}/v1/forecast`, secretHeader: 'x-api-key' };
    const listing = await shop.publish({ type: 'proxy', slug: 'weather', config });
    const { id, creator, url } = listing;
    await creator.send('PUT', `/resources/${id}/secret`, { value: SECRET });
    const base64 = Buffer.from('{"temperature":7}').toString('base64');
    const tried = await creator.send('POST', `/resources/${id}/test`, {});
    expect(tried).toMatchObject({ content: { base64, length: 17, url: null } });

    const buyer = await Buyer.with(shop.chain);
    const sold = await buyer.fetch(url, post({}));
    const sub = sold.headers.get('payment-id');
    const view = await creator.send<{ content: object }>('GET', `/executions/${sub}`);
    expect(view.content).toMatchObject({ base64, length: 17 });
    expect(await creator.send('GET', `/executions/${sub}/content`)).toEqual({ temperature: 7 });
    const { creator: stranger } = await shop.publish();
    await expect(stranger.send('GET', `/executions/${sub}/content`)).rejects.toThrow('404');

    expect(endpoint.seen.map(({ headers }) => headers['x-api-key'])).toEqual([SECRET, SECRET]);
    const catalogue = `${shop.origin}/api/v1/resources`;
    const shown = await Promise.all(
      [url, `${catalogue}/${id}`, catalogue].map(async (one) => (await fetch(one)).text()),
    );
    const told = [...shown, ...shop.log, JSON.stringify(view), ...sold.headers.values()].join('');
    expect(told).not.toMatch(/planted-endpoint-secret|v1\/forecast/);
  });

  it.each<[string, object, string]>([
    ['of another scheme', { url: 'ftp://a.example/' }, 'config.url'],
    ['with a password', { url: 'https://a:b@a.example/' }, 'config.url'],
    ['with a fragment', { url: 'https://a.example/#x' }, 'config.url'],
    ['without methods', { methods: [] }, 'config.methods'],
    ['with a method of its own', { methods: ['CONNECT'] }, 'config.methods'],
    ['that overwrites the payment', { secretHeader: 'X-Payment' }, 'config.secretHeader'],
    ['named like a member of every object', { secretHeader: '__proto__' }, 'config.secretHeader'],
    ['that overwrites the host', { secretHeader: 'Host' }, 'config.secretHeader'],
    ['that overwrites what a buyer wishes', { secretHeader: 'Accept' }, 'config.secretHeader'],
    ['with two headers in one', { secretHeader: 'a: b\r\nc' }, 'config.secretHeader'],
    ['with endless patience', { timeoutMs: 3_600_000 }, 'config.timeoutMs'],
  ])('is refused %s', async (_, config, field) => {
    await expect(
      shop.publish({ type: 'proxy', slug: 'weather', config: { ...GOOD, ...config } }),
    ).rejects.toThrow(`"field":"${field}"`);
  });

  const ADVICE = /EGRESS_ALLOW/;
  const sell = async (url: string) => {
    const slug = `s${randomUUID().slice(0, 8)}`;
    const listing = await shop.publish({ type: 'proxy', slug, config: { url } });
    const { id, creator } = listing;
    await creator.send('POST', `/resources/${id}/unpublish`);
    const { warnings } = await creator.send<{ warnings: Warning[] }>(
      'POST',
      `/resources/${id}/publish`,
    );
    const tested = (await (await creator.ask('POST', `/resources/${id}/test`, {})).json()) as Told;
    const buyer = await Buyer.with(shop.chain);
    const called = (await (await buyer.fetch(listing.url, post({}))).json()) as Told;
    return { warnings, tested, called };
  };

  describe('and that nobody gets to', () => {
    it.each([
      ['a private address', 'http://10.0.0.7/', 'address'],
      ['this machine', 'http://127.0.0.1:9/', 'address'],
      ['a port of no web server', 'http://1.1.1.1:25/', 'port'],
    ])(
      'because it leads to %s is told why, and its owner the setting that helps',
      async (_, url, refusal) => {
        const { warnings, tested, called } = await sell(url);
        const setting = 'EGRESS_ALLOW';
        expect(warnings).toEqual([
          {
            code: 'endpoint_unreachable',
            message: expect.stringMatching(ADVICE),
            reason: refusal,
            setting,
          },
        ]);
        expect(tested).toMatchObject({
          code: 'upstream_failed',
          reason: 'refused',
          refusal,
          setting,
        });
        expect(tested.detail).toMatch(ADVICE);
        expect(called).toMatchObject({
          code: 'upstream_failed',
          reason: 'refused',
          payment: 'not_charged',
        });
        expect(JSON.stringify(called)).not.toMatch(/EGRESS_ALLOW|10\.0\.0\.7|127\.0\.0\.1/);
      },
    );

    it('because nothing listens there is told so when it is published, tested and called', async () => {
      const gone = await startEndpoint();
      gone.stop();
      const open = await openShop({ EGRESS_ALLOW: gone.host });
      const listing = await open.publish({
        type: 'proxy',
        slug: 'gone',
        config: { url: gone.origin },
      });
      const { id, creator } = listing;
      await creator.send('POST', `/resources/${id}/unpublish`);
      expect(await creator.send('POST', `/resources/${id}/publish`)).toMatchObject({
        warnings: [{ code: 'endpoint_unreachable', reason: 'unreachable' }],
      });
      const tested = await creator.ask('POST', `/resources/${id}/test`, {});
      expect(await tested.json()).toMatchObject({ code: 'upstream_failed', reason: 'unreachable' });
      await open.stop();
    });
  });

  describe('whose secret is not stored', () => {
    let config: object;
    beforeAll(() => {
      config = { url: `${endpoint.origin}/closed`, secretHeader: 'x-api-key' };
    });
    const published = async () => {
      const slug = `s${randomUUID().slice(0, 8)}`;
      const listing = await shop.publish({ type: 'proxy', slug, config });
      await listing.creator.send('POST', `/resources/${listing.id}/unpublish`);
      const publish = () =>
        listing.creator.send<{ warnings: Warning[] }>('POST', `/resources/${listing.id}/publish`);
      return { ...listing, publish };
    };

    it('tells its owner when it is published and tested, and buyers that nothing is sold', async () => {
      const { id, creator, url, publish } = await published();
      const missing = {
        code: 'secret_missing',
        message: expect.stringContaining(`PUT /api/v1/resources/${id}/secret`),
      };
      expect((await publish()).warnings).toEqual([missing]);
      const title = 'The creator has stored no secret for their endpoint';
      const tested = await creator.ask('POST', `/resources/${id}/test`, {});
      expect(await tested.json()).toMatchObject({
        code: 'creator_key_missing',
        title,
        detail: expect.stringContaining(`PUT /api/v1/resources/${id}/secret`),
      });
      const called = await fetch(url);
      expect(called.status).toBe(503);
      const told = (await called.json()) as Told;
      expect(told).toMatchObject({ code: 'creator_key_missing', title });
      expect(JSON.stringify(told)).not.toContain('/secret');

      await creator.send('PUT', `/resources/${id}/secret`, { value: SECRET });
      await creator.send('POST', `/resources/${id}/unpublish`);
      expect((await publish()).warnings).toEqual([]);
    });

    it('tells so when it is rehearsed, as far as there is a resource', async () => {
      const { id, creator } = await published();
      const rehearse = (scope: object) =>
        creator.send('POST', '/resources/validate', {
          type: 'proxy',
          config,
          step: 'config',
          ...scope,
        });
      expect(await rehearse({ resourceId: id })).toMatchObject({
        warnings: [{ code: 'secret_missing' }],
      });
      expect(await rehearse({})).toMatchObject({ valid: true, warnings: [] });
      const { creator: stranger } = await shop.publish();
      await creator.send('PUT', `/resources/${id}/secret`, { value: SECRET });
      expect(await rehearse({ resourceId: id })).toMatchObject({ warnings: [] });
      const body = { type: 'proxy', config, step: 'config', resourceId: id };
      expect(await stranger.send('POST', '/resources/validate', body)).toMatchObject({
        warnings: [{ code: 'secret_missing' }],
      });
    });
  });

  it('is rehearsed with the warnings that its publication gives', async () => {
    const { creator } = await shop.publish();
    const rehearse = (body: object) => creator.send('POST', '/resources/validate', body);
    const dead = { type: 'proxy', config: { url: 'http://127.0.0.1:9/' } };
    expect(await rehearse({ ...dead, step: 'config' })).toMatchObject({
      valid: true,
      warnings: [{ code: 'endpoint_unreachable', reason: 'address', setting: 'EGRESS_ALLOW' }],
    });
    expect(await rehearse({ ...dead, step: 'basics' })).toMatchObject({ warnings: [] });
    const prompt = {
      systemPrompt: 'Write three lines of {{topic}}, and nothing else.',
      parameters: [{ name: 'topic', description: 'About what' }],
      model: 'claude:claude-of-tomorrow-9',
      maxTokens: 100,
    };
    const body = { type: 'prompt_template', config: prompt, step: 'config' };
    expect(await rehearse(body)).toMatchObject({
      warnings: expect.arrayContaining([expect.objectContaining({ code: 'model_unknown' })]),
    });
  });

  it('names the inputs that it takes to whoever sends another one', async () => {
    const { id, creator } = await shop.publish({
      type: 'proxy',
      slug: 'named',
      config: { url: `${endpoint.origin}/named`, methods: ['GET'] },
    });
    const test = async (input: object) =>
      (await creator.ask('POST', `/resources/${id}/test`, { input })).json();
    expect(await test({ city: 'Paris' })).toMatchObject({
      errors: [
        { field: 'input.city', message: expect.stringMatching(/Its inputs: method, query, body/) },
      ],
    });
    expect(await test({ method: 'GET', query: 'city=Paris' })).toMatchObject({ content: {} });
    expect(endpoint.seen.at(-1)).toMatchObject({ url: '/named?city=Paris' });
  });

  it('is said to be there by nothing that reaches it before a call', async () => {
    const before = endpoint.seen.length;
    const config = { url: `${endpoint.origin}/quiet` };
    const { id, creator } = await shop.publish({ type: 'proxy', slug: 'quiet', config });
    await creator.send('POST', `/resources/${id}/unpublish`);
    expect(await creator.send('POST', `/resources/${id}/publish`)).toMatchObject({ warnings: [] });
    expect(endpoint.seen).toHaveLength(before);
  });
});

interface Warning {
  readonly code: string;
}

interface Told {
  readonly detail?: string;
}

describe('a model that the server does not know', () => {
  it('is a warning when a resource is published, and no refusal', async () => {
    const shop = await openShop();
    const config = {
      systemPrompt: 'Write of {{topic}}.',
      parameters: [{ name: 'topic', description: 'About what' }],
      model: 'claude:claude-of-tomorrow-9',
      maxTokens: 100,
    };
    const { id, creator } = await shop.publish({ config });
    await creator.send('POST', `/resources/${id}/unpublish`);
    const { warnings } = await creator.send<{ warnings: Warning[] }>(
      'POST',
      `/resources/${id}/publish`,
    );
    expect(warnings.map(({ code }) => code)).toEqual(['no_instructions', 'model_unknown']);
    await shop.stop();
  });
});
