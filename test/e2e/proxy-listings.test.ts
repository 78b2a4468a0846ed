import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openShop, type Shop } from './shop.js';

const GOOD = { url: 'https://api.example.com/v1/forecast' };

describe('an endpoint that a creator wants to sell', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.stop());

  it.each<[string, object, string]>([
    ['of another scheme', { url: 'ftp://a.example/' }, 'config.url'],
    ['with a password', { url: 'https://a:b@a.example/' }, 'config.url'],
    ['with a fragment', { url: 'https://a.example/#x' }, 'config.url'],
    ['without methods', { methods: [] }, 'config.methods'],
    ['with a method of its own', { methods: ['CONNECT'] }, 'config.methods'],
    ['that overwrites the payment', { secretHeader: 'X-Payment' }, 'config.secretHeader'],
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
