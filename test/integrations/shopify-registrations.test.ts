import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CheckRegistrationsJob } from '../../src/modules/integrations/provider-webhooks/check-registrations.job.js';
import { ProviderServer } from '../../src/sandbox/providers/provider-server.js';
import { openReplica, openShop, type Replica, type Shop } from '../e2e/shop.js';
import { type Merchant, openMerchant, permit, shopifySettings, until } from './shopify-shop.js';

const ORIGIN = 'https://shop.example';
const ADDRESS = `${ORIGIN}/api/v1/integrations/shopify/webhooks`;

let services: ProviderServer;
let server: Shop;
let replica: Replica;
let ada: Merchant;

beforeAll(async () => {
  services = await ProviderServer.start();
  server = await openShop({ ...shopifySettings(services), PUBLIC_URL: ORIGIN });
  replica = await openReplica(server);
});
beforeEach(async () => {
  await server.owner.query(`DELETE FROM rate_limits`);
  services.down.clear();
  ada = await openMerchant(server);
});
afterAll(async () => {
  await replica.app.close();
  await server.stop();
  await services.stop();
});

interface Row {
  readonly topic: string;
  readonly address: string;
  readonly status: string;
  readonly subscription: string | null;
}
const rowsOf = ({ id }: Merchant): Promise<Row[]> =>
  server.owner.query(
    `SELECT topic, address, status, subscription_id AS subscription FROM shopify_webhooks
      WHERE user_id = $1`,
    [id],
  );
const registered = async (merchant: Merchant) => {
  await until(async () => (await rowsOf(merchant))[0]?.status === 'registered');
  return rowsOf(merchant);
};
const listed = ({ shop }: Merchant) =>
  services.webhooks.of(shop).map(({ id, topic, uri }) => ({ id, topic, uri }));
const makeDue = () => server.owner.query(`UPDATE shopify_webhooks SET due_at = now()`);
const check = ({ app }: Replica = server) =>
  app.get(CheckRegistrationsJob, { strict: false }).run();

describe('the webhooks of a connected shop', () => {
  it('are registered once it is connected, and written down', async () => {
    const [row] = await registered(ada);
    expect(listed(ada)).toEqual([
      { id: row?.subscription, topic: 'APP_UNINSTALLED', uri: ADDRESS },
    ]);
  });

  it('are made again when Shopify deleted them', async () => {
    const [row] = await registered(ada);
    services.webhooks.remove(ada.shop, row?.subscription ?? '');
    await makeDue();
    await check();
    const [again] = await rowsOf(ada);
    expect(again?.subscription).not.toBe(row?.subscription);
    expect(listed(ada)).toEqual([
      { id: again?.subscription, topic: 'APP_UNINSTALLED', uri: ADDRESS },
    ]);
  });

  it('are deleted by Shopify after eight failures in a row, and made again', async () => {
    await registered(ada);
    const begin = services.webhooks.of(ada.shop)[0];
    if (begin !== undefined) begin.failures = 7;
    // Nobody answers at the server's public address.
    await services.webhooks.send(ada.shop, 'app/uninstalled');
    expect(listed(ada)).toEqual([]);
    await makeDue();
    await check();
    expect(listed(ada)).toHaveLength(1);
  });

  it('go elsewhere when the server does, and others of the same app stay', async () => {
    const [row] = await registered(ada);
    const old = 'https://old.example/hooks';
    services.webhooks.remove(ada.shop, row?.subscription ?? '');
    const own = services.webhooks.add(ada.shop, 'APP_UNINSTALLED', old);
    services.webhooks.add(ada.shop, 'APP_UNINSTALLED', 'https://staging.example/hooks');
    services.webhooks.add(ada.shop, 'PRODUCTS_UPDATE', ADDRESS);
    await server.owner.query(
      `UPDATE shopify_webhooks SET subscription_id = $2, address = $3 WHERE user_id = $1`,
      [ada.id, own.webhookSubscription?.id, old],
    );
    await makeDue();
    await check();
    expect(listed(ada).map(({ topic, uri }) => [topic, uri])).toEqual([
      ['APP_UNINSTALLED', 'https://staging.example/hooks'],
      ['APP_UNINSTALLED', ADDRESS],
    ]);
    expect(await rowsOf(ada)).toMatchObject([{ address: ADDRESS, status: 'registered' }]);
  });

  it('are found on whatever page of Shopify’s list', async () => {
    const [row] = await registered(ada);
    services.webhooks.remove(ada.shop, row?.subscription ?? '');
    for (let at = 0; at < 230; at += 1) {
      services.webhooks.add(ada.shop, 'APP_UNINSTALLED', `https://other.example/${at}`);
    }
    const made = services.webhooks.add(ada.shop, 'APP_UNINSTALLED', ADDRESS);
    await makeDue();
    await check();
    expect(await rowsOf(ada)).toMatchObject([
      { subscription: made.webhookSubscription?.id, status: 'registered' },
    ]);
    expect(listed(ada)).toHaveLength(231);
  });

  it('are compared once, whichever replica does it', async () => {
    const merchants = await Promise.all([openMerchant(server), openMerchant(replica)]);
    for (const each of [ada, ...merchants]) await registered(each);
    await makeDue();
    services.webhooks.asked.clear();
    await Promise.all([check(server), check(replica)]);
    for (const { shop } of [ada, ...merchants]) expect(services.webhooks.asked.get(shop)).toBe(1);
    await check(server);
    for (const { shop } of [ada, ...merchants]) expect(services.webhooks.asked.get(shop)).toBe(1);
  });

  it('wait while Shopify is out of order, and end neither the connection nor the job', async () => {
    await registered(ada);
    services.down.add('shopify');
    await makeDue();
    await check();
    const [row] = await server.owner.query<{ error: string | null; isLater: boolean }[]>(
      `SELECT last_error AS error, due_at > now() + interval '50 minutes' AS "isLater"
         FROM shopify_webhooks WHERE user_id = $1`,
      [ada.id],
    );
    expect(row).toEqual({ error: expect.stringContaining('Shopify'), isLater: true });
    const { connection } = await ada.api.send<{ connection: { status: string } }>(
      'GET',
      '/integrations/shopify',
    );
    expect(connection.status).toBe('connected');
  });

  it('of a user are one for all who connected the same shop', async () => {
    const [mine] = await registered(ada);
    const ben = await openMerchant(server, ada.shop);
    const [his] = await registered(ben);
    expect(his?.subscription).toBe(mine?.subscription);
    expect(listed(ada)).toHaveLength(1);
  });

  it('are forgotten when the user disconnects, and made anew later', async () => {
    await registered(ada);
    await ada.api.send('POST', '/integrations/shopify/disconnect');
    expect(await rowsOf(ada)).toEqual([]);
    await permit(server.app, ada.id, ada.shop);
    expect(await registered(ada)).toHaveLength(1);
  });

  it('are seen by nobody else', async () => {
    await registered(ada);
    const seen = await ada.api.send('GET', '/integrations/shopify');
    expect(JSON.stringify(seen)).not.toContain('gid://');
  });
});
