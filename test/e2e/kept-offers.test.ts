import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { decodePaymentRequiredHeader } from '@x402/core/http';
import { createApp } from '../../src/app.js';
import { parseConfig } from '../../src/common/config/index.js';
import { createLogger } from '../../src/common/observability/index.js';
import { Storefront } from '../../src/modules/resources/index.js';
import { post } from './buyer.js';
import { CREATOR_KEY, type Listing, openShop, type Shop } from './shop.js';

const PAYOUT = '0x00000000000000000000000000000000000000AA';

describe('what is for sale is kept in memory', () => {
  let shop: Shop;
  let other: NestFastifyApplication;
  let listing: Listing;
  let reads: jest.SpiedFunction<Storefront['findForSale']>;

  beforeAll(async () => {
    shop = await openShop();
    const silent = createLogger('fatal', { write: () => undefined });
    other = await createApp(parseConfig(shop.environment), silent);
    await other.listen(0, '127.0.0.1');
    reads = jest.spyOn(shop.app.get(Storefront, { strict: false }), 'findForSale');
  });
  beforeEach(async () => {
    listing = await shop.publish();
    reads.mockClear();
  });
  afterAll(async () => {
    await other.close();
    await shop.stop();
  });

  it('read once, however often the price is asked', async () => {
    for (let asked = 0; asked < 5; asked += 1) expect(await priceAt(listing.url)).toBe('50000');
    expect(reads).toHaveBeenCalledTimes(1);
  });

  it('shows what its owner changed as soon as the change is confirmed', async () => {
    const { creator, id, url } = listing;
    await priceAt(url);
    await creator.send('PATCH', `/resources/${id}`, { price: '0.07' });
    await creator.send('POST', `/resources/${id}/publish`);
    expect(await priceAt(url)).toBe('70000');

    await creator.send('PUT', '/me/payout-wallets/eip155:84532', { address: PAYOUT });
    expect((await offerAt(url)).payTo).toBe(PAYOUT);

    await creator.send('DELETE', '/integrations/claude/config');
    expect((await fetch(url, post({}))).status).toBe(503);
    await creator.send('PUT', '/integrations/claude/config', { apiKey: CREATOR_KEY });
    expect((await fetch(url, post({}))).status).toBe(402);

    await creator.send('POST', `/resources/${id}/unpublish`);
    expect((await fetch(url, post({}))).status).toBe(410);
  });

  it('forgets at once what its owner changed at another replica', async () => {
    const url = (await other.getUrl()) + new URL(listing.url).pathname;
    expect(await priceAt(url)).toBe('50000');
    await listing.creator.send('PATCH', `/resources/${listing.id}`, { price: '0.07' });
    await listing.creator.send('POST', `/resources/${listing.id}/publish`);
    while ((await priceAt(url)) === '50000') await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await priceAt(url)).toBe('70000');
  });

  it('keeps others’ when one owner changes something', async () => {
    await priceAt(listing.url);
    await shop.publish();
    await priceAt(listing.url);
    expect(reads).toHaveBeenCalledTimes(1);
  });

  it('trusts nothing that it kept when it could not hear of changes', async () => {
    await priceAt(listing.url);
    await shop.owner.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND usename <> current_user`,
    );
    await shop.owner.query(
      'UPDATE resource_versions SET price_usdc = 90000 WHERE resource_id = $1',
      [listing.id],
    );
    // As soon as it has heard that nobody tells it any more; in between it may have no connection at all.
    while ((await priceAt(listing.url).catch(() => undefined)) !== '90000') await sleep(5);
  });
});

async function offerAt(url: string) {
  const { headers } = await fetch(url, post({}));
  const [offer] = decodePaymentRequiredHeader(headers.get('payment-required') ?? '').accepts;
  if (offer === undefined) throw new Error('nothing is offered');
  return offer;
}

async function priceAt(url: string): Promise<string> {
  return (await offerAt(url)).amount;
}
