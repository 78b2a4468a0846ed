import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ormOptions } from '../../ormconfig.js';
import { migrate } from '../../src/common/database/index.js';
import { migrations } from '../../src/migrations/index.js';
import { Buyer } from './buyer.js';
import { buyEach, type EveryType, openEveryType } from './every-type.js';
import { Refunding } from './refunding.js';
import { openReplica, type Shop } from './shop.js';

describe('the migrations, in a shop that has sold something of everything', () => {
  let everything: EveryType;
  let shop: Shop;

  beforeAll(async () => {
    everything = await openEveryType();
    ({ shop } = everything);
    const buyer = await Buyer.with(shop.chain);
    for (const { status } of await buyEach(buyer, everything.sold)) expect(status).toBe(200);
    await askForRefund(shop, buyer);
    const limited = await shop.publish({ slug: 'limited', limits: { dailySpendUsd: '1' } });
    expect(await buyer.buy(limited.url, { topic: 'limits' })).toMatchObject({ status: 200 });
    await shop.app.close();
  });
  afterAll(async () => {
    await everything.stop();
    await shop.clear();
  });

  const options = () => ormOptions(shop.database.ownerUrl, 2);

  it('go down and up again, each with what the ones before it hold', async () => {
    for (let made = migrations.length; made > 0; made -= 1) {
      const upTo = migrations.slice(0, made);
      const owner = await new DataSource({ ...options(), migrations: upTo }).initialize();
      await owner.undoLastMigration();
      const [redone, ...others] = await owner.runMigrations({ transaction: 'each' });
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
