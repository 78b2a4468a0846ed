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
});
