import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ProviderServer } from '../../src/sandbox/providers/provider-server.js';
import { bodyOf, type Sending, SHOPIFY_APP } from '../../src/sandbox/providers/shopify-webhooks.js';
import { openReplica, openShop, type Replica, type Shop } from '../e2e/shop.js';
import { type Merchant, openMerchant, permit, shopifySettings, until } from './shopify-shop.js';

const PREVIOUS = 'shpss_planted_previous_secret';
const PATH = '/api/v1/integrations/shopify/webhooks';

let services: ProviderServer;
let server: Shop;
let replica: Replica;
let ada: Merchant;

beforeAll(async () => {
  services = await ProviderServer.start();
  server = await openShop({
    ...shopifySettings(services),
    SHOPIFY_CLIENT_SECRET_PREVIOUS: PREVIOUS,
    SHOPIFY_CLIENT_SECRET_PREVIOUS_UNTIL: new Date(Date.now() + 3_600_000).toISOString(),
  });
  replica = await openReplica(server);
});
beforeEach(async () => {
  await server.owner.query(`DELETE FROM rate_limits`);
  ada = await openMerchant(server);
});
afterAll(async () => {
  await replica.app.close();
  await server.stop();
  await services.stop();
});

const send = (topic: string, sending: Sending = {}, { origin }: Replica = server, path = PATH) =>
  services.webhooks.post(`${origin}${path}`, ada.shop, topic, sending);

interface Row {
  readonly topic: string;
  readonly account: string | null;
  readonly outcome: string | null;
}
const rowsOf = (webhookId: string): Promise<Row[]> =>
  server.owner.query(
    `SELECT topic, account, outcome FROM received_webhooks WHERE webhook_id = $1`,
    [webhookId],
  );
const outcomeOf = async (webhookId: string) => {
  await until(async () => (await rowsOf(webhookId))[0]?.outcome != null);
  return (await rowsOf(webhookId))[0]?.outcome;
};
const statusOf = async ({ api }: Merchant) =>
  (await api.send<{ connection: { status: string } }>('GET', '/integrations/shopify')).connection
    .status;
const eventsOf = async ({ id }: Merchant): Promise<{ type: string; data: object }[]> =>
  server.owner.query(`SELECT type, data FROM outbox WHERE user_id = $1 ORDER BY id`, [id]);

/** Tables that have a text anywhere. */
async function tablesWith(text: string): Promise<string[]> {
  const tables: { name: string }[] = await server.owner.query(
    `SELECT relname AS name FROM pg_class
      WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace`,
  );
  const found = await Promise.all(
    tables.map(async ({ name }) => {
      const rows: unknown[] = await server.owner.query(
        `SELECT 1 FROM ${name} t WHERE t::text LIKE '%' || $1 || '%' LIMIT 1`,
        [text],
      );
      return rows.length > 0 ? [name] : [];
    }),
  );
  return found.flat();
}

const isRefused = async (sending: Sending, topic = 'app/uninstalled') => {
  const webhookId = randomUUID();
  expect(await send(topic, { webhookId, ...sending })).toBe(401);
  expect(await rowsOf(webhookId)).toEqual([]);
  expect(await statusOf(ada)).toBe('connected');
};
const hmac = (signature: string) => ({ headers: { 'x-shopify-hmac-sha256': signature } });

describe('a webhook that Shopify did not sign', () => {
  it('is refused when another secret signed it', () => isRefused({ secret: 'shpss_wrong' }));
  it.each(['', '=', 'AAAA', 'x'.repeat(10_000)])('is refused with the signature %#', (signature) =>
    isRefused(hmac(signature)),
  );
  it('is refused when the signature is written otherwise', async () => {
    const digest = createHmac('sha256', SHOPIFY_APP.clientSecret).update(
      bodyOf(ada.shop, 'app/uninstalled'),
    );
    await isRefused(hmac(digest.digest('hex')));
  });
  it('is refused when one byte of the body changed', async () => {
    const body = bodyOf(ada.shop, 'app/uninstalled');
    const signature = createHmac('sha256', SHOPIFY_APP.clientSecret).update(body).digest('base64');
    await isRefused({ ...hmac(signature), body: `${body} ` });
    await isRefused({ ...hmac(signature), body: body.replace('548380009', '548380008') });
  });
  it('is refused before anybody reads its JSON', async () => {
    await isRefused({ secret: 'shpss_wrong', body: '{"a":' });
    await isRefused({ secret: 'shpss_wrong', body: '['.repeat(100_000) });
  });
  it('is refused when the header names another shop than the body', async () => {
    const body = bodyOf('eve.myshopify.com', 'app/uninstalled');
    await isRefused({ body });
    await isRefused({ body: bodyOf(ada.shop, 'shop/redact') });
    await isRefused({ body: bodyOf(ada.shop, 'app/uninstalled') }, 'shop/redact');
  });
  it('is not taken for what Shopify signed of a callback, which the user has seen', async () => {
    const webhookId = randomUUID();
    const body = `code=0907a61c&shop=${ada.shop}&state=0.6784241&timestamp=1337178173`;
    for (const topic of ['app/uninstalled', 'products/update']) {
      expect(await send(topic, { webhookId, body })).toBe(400);
    }
    expect(await rowsOf(webhookId)).toEqual([]);
  });
  it('is told nothing of why', async () => {
    const answer = await fetch(`${server.origin}${PATH}`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(401);
    expect(await answer.json()).not.toHaveProperty('detail');
  });
});

describe('a webhook that Shopify signed', () => {
  it('may be signed with the client secret before, for an hour', async () => {
    expect(await send('customers/redact', { secret: PREVIOUS })).toBe(200);
  });

  it('is not taken any more with the client secret before, once that time is over', async () => {
    const late = await openReplica({
      environment: {
        ...server.environment,
        SHOPIFY_CLIENT_SECRET_PREVIOUS_UNTIL: new Date(Date.now() - 1_000).toISOString(),
      },
    });
    const before = await send('customers/redact', { secret: PREVIOUS }, late);
    const now = await send('customers/redact', {}, late);
    await late.app.close();
    expect([before, now]).toEqual([401, 200]);
  });

  it.each(['', 'x-'] as const)('is read with headers that begin with %j', async (prefix) => {
    const webhookId = randomUUID();
    expect(await send('customers/redact', { prefix, webhookId })).toBe(200);
    expect(await outcomeOf(webhookId)).toBe('nothing_kept');
  });

  it.each(['/webhooks/shopify', '/api/webhooks/shopify', '/integrations/shopify/webhooks'])(
    'may come to %s as well',
    async (path) => {
      expect(await send('customers/redact', {}, server, path)).toBe(200);
    },
  );

  it.each(['x-shopify-webhook-id', 'x-shopify-topic', 'x-shopify-shop-domain'])(
    'is refused without %s',
    async (name) => {
      expect(await send('app/uninstalled', { headers: { [name]: '' } })).toBe(400);
      expect(await statusOf(ada)).toBe('connected');
    },
  );

  it('is refused when it is no JSON', async () => {
    for (const body of ['', '{"a":', 'null', '['.repeat(900_000), '"\u0000"']) {
      expect(await send('app/uninstalled', { body })).toBeGreaterThanOrEqual(400);
    }
    expect(await statusOf(ada)).toBe('connected');
  });

  it('is taken whatever it says when nothing is done about it, up to 1 MiB', async () => {
    const webhookId = randomUUID();
    const body = `"${'x'.repeat(1_000_000)}"`;
    expect(await send('products/update', { body, webhookId })).toBe(200);
    expect(await rowsOf(webhookId)).toMatchObject([{ outcome: 'ignored' }]);
    expect(await send('products/update', { body: 'x'.repeat(1_100_000) })).toBe(413);
    expect(await send('constructor', {})).toBe(200);
  });

  it('is done once, however often and wherever it comes', async () => {
    const webhookId = randomUUID();
    const replicas = [server, replica, server, replica, server, replica];
    const answers = await Promise.all(
      replicas.map((each) => send('app/uninstalled', { webhookId }, each)),
    );
    expect(answers).toEqual(replicas.map(() => 200));
    expect(await outcomeOf(webhookId)).toBe('disconnected');
    expect(await rowsOf(webhookId)).toHaveLength(1);
    const ends = (await eventsOf(ada)).filter(({ type }) => type === 'connection.disconnected');
    expect(ends).toHaveLength(1);
  });

  it('is not taken by providers that send none', async () => {
    const other = PATH.replace('shopify', 'klaviyo');
    expect(await send('app/uninstalled', {}, server, other)).toBe(404);
    expect(await send('app/uninstalled', {}, server, PATH.replace('shopify', 'x'))).toBe(404);
  });
});

describe('a shop that took the permission back', () => {
  it('is disconnected for everybody who had connected it, and no secret of it is left', async () => {
    const ben = await openMerchant(server, ada.shop);
    const eve = await openMerchant(server);
    await send('app/uninstalled');
    for (const user of [ada, ben]) {
      await until(async () => (await statusOf(user)) === 'disconnected');
      expect((await eventsOf(user)).at(-1)).toEqual({
        type: 'connection.disconnected',
        data: { provider: 'shopify', reason: 'ended_by_provider' },
      });
    }
    const secrets: unknown[] = await server.owner.query(
      `SELECT 1 FROM credentials WHERE user_id = ANY ($1)`,
      [[ada.id, ben.id]],
    );
    expect(secrets).toEqual([]);
    expect(await tablesWith(ada.shop)).toEqual(['received_webhooks']);
    expect(await statusOf(eve)).toBe('connected');
  });

  it('stays connected when the user has permitted it again since', async () => {
    const triggeredAt = new Date();
    await permit(server.app, ada.id, ada.shop);
    const webhookId = randomUUID();
    await send('app/uninstalled', { triggeredAt, webhookId });
    expect(await outcomeOf(webhookId)).toBe('disconnected');
    expect(await statusOf(ada)).toBe('connected');
  });

  it('stays connected when the user permits it again while the server is at it', async () => {
    const triggeredAt = new Date();
    const webhookId = randomUUID();
    const holder = server.owner.createQueryRunner();
    await holder.connect();
    await holder.startTransaction();
    await holder.query(`SELECT FROM connections WHERE user_id = $1 FOR UPDATE`, [ada.id]);
    await send('app/uninstalled', { triggeredAt, webhookId });
    const waiting = async () => {
      const [row] = await server.owner.query<{ count: number }[]>(
        `SELECT count(*)::int AS count FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return row?.count === 1;
    };
    await until(waiting);
    // What connecting again does, in the transaction that holds the lock.
    await holder.query(
      `UPDATE credentials SET created_at = now() + interval '1 hour' WHERE user_id = $1`,
      [ada.id],
    );
    await holder.commitTransaction();
    await holder.release();
    expect(await outcomeOf(webhookId)).toBe('disconnected');
    expect(await statusOf(ada)).toBe('connected');
  });

  it('cannot be ended ahead of time', async () => {
    const webhookId = randomUUID();
    await send('app/uninstalled', { triggeredAt: new Date('2999-01-01'), webhookId });
    expect(await outcomeOf(webhookId)).toBe('disconnected');
    const [row] = await server.owner.query<{ isNow: boolean }[]>(
      `SELECT triggered_at <= now() AS "isNow" FROM received_webhooks WHERE webhook_id = $1`,
      [webhookId],
    );
    expect(row?.isNow).toBe(true);
  });
});

describe('compliance webhooks', () => {
  it('of customers are recorded, and nothing of the customer is kept', async () => {
    for (const topic of ['customers/data_request', 'customers/redact']) {
      const webhookId = randomUUID();
      expect(await send(topic, { webhookId })).toBe(200);
      expect(await outcomeOf(webhookId)).toBe('nothing_kept');
    }
    expect(await tablesWith('john@example.com')).toEqual([]);
  });

  it('of a shop erase all that is known of it', async () => {
    await send('customers/redact');
    const webhookId = randomUUID();
    expect(await send('shop/redact', { webhookId })).toBe(200);
    expect(await outcomeOf(webhookId)).toBe('erased');
    expect(await statusOf(ada)).toBe('disconnected');
    expect(await tablesWith(ada.shop)).toEqual([]);
    expect(await send('shop/redact', { webhookId })).toBe(200);
    expect(await rowsOf(webhookId)).toHaveLength(1);
  });
});

describe('a database that is too slow', () => {
  it('lets Shopify know within its time, and loses nothing', async () => {
    const webhookId = randomUUID();
    const holder = server.owner.createQueryRunner();
    await holder.connect();
    await holder.startTransaction();
    await holder.query(`LOCK TABLE received_webhooks IN EXCLUSIVE MODE`);
    const begun = performance.now();
    // The stand-in gives up after five seconds, as Shopify does.
    expect(await send('app/uninstalled', { webhookId })).toBe(503);
    expect(performance.now() - begun).toBeLessThan(5_000);
    await holder.rollbackTransaction();
    await holder.release();
    expect(await send('app/uninstalled', { webhookId })).toBe(200);
    expect(await outcomeOf(webhookId)).toBe('disconnected');
    expect(await rowsOf(webhookId)).toHaveLength(1);
  });
});
