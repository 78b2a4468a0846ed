import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReceivedWebhooksJob } from '../../src/modules/integrations/provider-webhooks/received-webhooks.job.js';
import { ProviderServer } from '../../src/sandbox/providers/provider-server.js';
import { startServer } from '../e2e/server-process.js';
import { openShop, type Shop } from '../e2e/shop.js';
import { openMerchant, shopifySettings, until } from './shopify-shop.js';

let services: ProviderServer;
let server: Shop;

beforeAll(async () => {
  services = await ProviderServer.start();
  server = await openShop(shopifySettings(services));
});
afterAll(async () => {
  await server.stop();
  await services.stop();
});

describe('a server that dies once it has answered a webhook', () => {
  it('leaves the work to another, which does it', async () => {
    const ada = await openMerchant(server);
    const doomed = await startServer({
      ...server.environment,
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://shop.example',
    });
    const holder = server.owner.createQueryRunner();
    await holder.connect();
    await holder.startTransaction();
    await holder.query(`SELECT FROM connections WHERE user_id = $1 FOR UPDATE`, [ada.id]);

    const webhookId = randomUUID();
    const url = `${doomed.origin}/api/v1/integrations/shopify/webhooks`;
    expect(await services.webhooks.post(url, ada.shop, 'app/uninstalled', { webhookId })).toBe(200);
    const stateOf = async () => {
      const [row] = await server.owner.query<{ attempts: number; outcome: string | null }[]>(
        `SELECT attempts, outcome FROM received_webhooks WHERE webhook_id = $1`,
        [webhookId],
      );
      return row;
    };
    await until(async () => (await stateOf())?.attempts === 1);
    await doomed.end('SIGKILL');
    await holder.rollbackTransaction();
    await holder.release();
    const secretsOf = (): Promise<object[]> =>
      server.owner.query(`SELECT FROM credentials WHERE user_id = $1`, [ada.id]);
    expect(await stateOf()).toEqual({ attempts: 1, outcome: null });
    expect(await secretsOf()).toHaveLength(2);

    // The minute passes that it had for its work.
    await server.owner.query(`UPDATE received_webhooks SET due_at = now() WHERE webhook_id = $1`, [
      webhookId,
    ]);
    await server.app.get(ReceivedWebhooksJob, { strict: false }).run();
    await until(async () => (await stateOf())?.outcome === 'disconnected');
    expect(await secretsOf()).toEqual([]);
    const ends: object[] = await server.owner.query(
      `SELECT FROM outbox WHERE user_id = $1 AND type = 'connection.disconnected'`,
      [ada.id],
    );
    expect(ends).toHaveLength(1);
  });
});
