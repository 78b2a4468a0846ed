import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ormOptions } from '../../ormconfig.js';
import { migrate } from '../../src/common/database/index.js';
import { migrations } from '../../src/migrations/index.js';
import { Buyer } from './buyer.js';
import { buyEach, Endpoint, sellEveryType } from './every-type.js';
import { Refunding } from './refunding.js';
import { openReplica, openShop, type Shop } from './shop.js';

describe('the migrations, in a shop that has sold something of everything', () => {
  let endpoint: Endpoint;
  let shop: Shop;

  beforeAll(async () => {
    endpoint = await Endpoint.open();
    shop = await openShop({ EGRESS_ALLOW: '127.0.0.1/32' });
    const sold = await sellEveryType(shop, endpoint);
    const buyer = await Buyer.with(shop.chain);
    for (const { status } of await buyEach(buyer, sold)) expect(status).toBe(200);
    await askForRefund(shop, buyer);
    const limited = await shop.publish({ slug: 'limited', limits: { dailySpendUsd: '1' } });
    expect(await buyer.buy(limited.url, { topic: 'limits' })).toMatchObject({ status: 200 });
    const elsewhere = { slug: 'elsewhere', price: undefined, config: { url: limited.url } };
    await shop.publish({ type: 'external', ...elsewhere });
    await shop.app.close();
  });
  afterAll(async () => {
    endpoint.close();
    await shop.clear();
  });

  const options = () => ormOptions(shop.database.ownerUrl, 2);

  it('go down and up again, each with what the ones before it hold', async () => {
    for (let made = migrations.length; made > 0; made -= 1) {
      const upTo = migrations.slice(0, made);
      const owner = await new DataSource({ ...options(), migrations: upTo }).initialize();
      await owner.undoLastMigration();
      const [redone, ...others] = await owner.runMigrations();
      expect(redone?.instance).toBeInstanceOf(upTo.at(-1));
      expect(others).toEqual([]);
      await owner.undoLastMigration();
      await owner.destroy();
    }
  });

  it('let the server work with what is left', async () => {
    await migrate(shop.database.ownerUrl, shop.database.appUrl);
    const replica = await openReplica(shop);
    const answer = await fetch(`${replica.origin}/health/ready`);
    expect(answer.status).toBe(200);
    await replica.app.close();
  });
});

async function askForRefund(shop: Shop, buyer: Buyer): Promise<void> {
  const refunding = new Refunding(shop);
  const receiptId = await refunding.buy(await shop.publish({ slug: 'refund' }), buyer);
  expect(await refunding.request(buyer, receiptId)).toMatchObject({ status: 201 });
}
