import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import { TidyEventsJob } from '../../src/common/events/tidy-events.job.js';
import { Database } from '../../src/common/database/index.js';
import { QueueRepository } from '../../src/modules/integrations/webhooks/queue.repository.js';
import { TidyWebhooksJob } from '../../src/modules/integrations/webhooks/tidy-webhooks.job.js';
import { openShop, type Shop } from '../e2e/shop.js';
import { accepting, failing, Receiver } from './webhook-receiver.js';
import { forgetAll, HookUser, miscounted, until } from './webhook-shop.js';

let shop: Shop;
let ada: HookUser;
let bob: HookUser;
let receivers: Receiver[];

beforeAll(async () => {
  shop = await openShop({
    EGRESS_ALLOW: '127.0.0.0/8',
    WEBHOOK_TIMEOUT_MS: '60000',
    SHUTDOWN_TIMEOUT_MS: '2000',
  });
});
beforeEach(async () => {
  receivers = [];
  ada = await HookUser.signIn(shop.origin, shop.owner);
  bob = await HookUser.signIn(shop.origin, shop.owner);
});
afterEach(async () => {
  for (const each of receivers) each.stop();
  expect(await miscounted(shop.owner)).toEqual([]);
  await forgetAll(shop.owner);
});
afterAll(() => shop.stop());

async function receiver(answering = accepting): Promise<Receiver> {
  const started = await Receiver.start(answering);
  receivers.push(started);
  return started;
}

/** A receiver that answers nothing until it is told to. */
async function holding(): Promise<{ readonly held: ServerResponse[]; readonly url: string }> {
  const held: ServerResponse[] = [];
  const { url } = await receiver((_received, response) => void held.push(response));
  return { held, url };
}

/** As if another server were at it. */
const lease = (id: string) =>
  shop.owner.query(
    `UPDATE webhook_endpoints SET leased_until = now() + interval '1 day' WHERE id = $1`,
    [id],
  );

/** Nothing is on its way into a queue. */
const isHandedOn = async () =>
  (
    await shop.owner.query<unknown[]>(
      `SELECT FROM outbox WHERE handed_at IS NULL UNION ALL SELECT FROM event_deliveries`,
    )
  ).length === 0;

describe('the places of a server', () => {
  it.each([
    ['receivers that fail or are slow', true],
    ['receivers that work', false],
  ])('are 32 for %s, which leave the others theirs', async (_what, isSlow) => {
    const [hang, good] = [await holding(), await receiver()];
    const users = [ada];
    for (let n = 1; n < 4; n += 1) users.push(await HookUser.signIn(shop.origin, shop.owner));
    for (const user of users) {
      await Promise.all(Array.from({ length: 10 }, () => user.hook(hang.url)));
    }
    await shop.owner.query(`UPDATE webhook_endpoints SET is_slow = $1`, [isSlow]);
    const other = await bob.hook(good.url);
    await shop.owner.query(`UPDATE webhook_endpoints SET is_slow = NOT $1 WHERE id = $2`, [
      isSlow,
      other.id,
    ]);
    for (const user of users) await user.happen(1);
    await until(() => hang.held.length === 32);
    await bob.happen(1);
    await until(() => good.received.length === 1);
    expect(hang.held).toHaveLength(32);
    for (let at = 0; at < 40; at += 1) {
      await until(() => hang.held.length > at);
      hang.held[at]?.writeHead(204).end();
    }
  });

  it('are changed by a receiver that takes long, or is quick again', async () => {
    const slow = await receiver(
      (_received, response, count) =>
        void setTimeout(() => response.writeHead(204).end(), count === 1 ? 2_100 : 0),
    );
    const { id } = await ada.hook(slow.url);
    const isSlow = async () => {
      const [row] = await shop.owner.query<{ isSlow: boolean }[]>(
        `SELECT is_slow AS "isSlow" FROM webhook_endpoints WHERE id = $1`,
        [id],
      );
      return row?.isSlow;
    };
    const isDelivered = async (count: number) =>
      (await ada.letters(id, '?status=delivered')).length === count;
    await ada.happen(1);
    await until(() => isDelivered(1));
    expect(await isSlow()).toBe(true);
    await ada.happen(2);
    await until(() => isDelivered(2));
    expect(await isSlow()).toBe(false);
  });
});

/** Rows of events that a connection has read and not told of yet. */
async function rowsRead(tx: EntityManager): Promise<number> {
  const [{ reads } = { reads: 0 }] = await tx.query<{ reads: number }[]>(
    `SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int AS reads
       FROM pg_stat_xact_user_tables WHERE relname IN ('outbox', 'event_deliveries')`,
  );
  return reads;
}

const isOpen = async (user: HookUser, id: string) =>
  (await user.letters(id, '?status=open')).length === 1;

describe('the queue of a webhook', () => {
  it('takes 10,000 events; what comes beyond is a dead letter at once, and waits for room', async () => {
    const good = await receiver();
    const { id } = await ada.hook(good.url);
    await lease(id);
    await shop.owner.query(
      `INSERT INTO webhook_deliveries (webhook_id, user_id, event_id, type, data, happened_at)
         SELECT $1, $2, -n, 'x_test.happened', '{}', now() FROM generate_series(1, 9999) n`,
      [id, ada.id],
    );
    await shop.owner.query(`UPDATE webhook_endpoints SET open_count = 9999 WHERE id = $1`, [id]);
    await ada.happen(1, 2);
    await until(async () => (await ada.letters(id, '?status=dead')).length === 1);
    expect(await ada.letters(id, '?status=dead')).toMatchObject([
      { error: 'queue_full', attempts: 0 },
    ]);
    const resend = () =>
      ada.api.send<{ resent: number }>('POST', `/webhooks/${id}/deliveries/resend`);
    expect(await resend()).toEqual({ resent: 0 });
    await shop.owner.query(`DELETE FROM webhook_deliveries WHERE event_id < 0`);
    await shop.owner.query(`UPDATE webhook_endpoints SET open_count = open_count - 9999`);
    expect(await resend()).toEqual({ resent: 1 });
    await shop.owner.query(`UPDATE webhook_endpoints SET leased_until = NULL, next_at = now()`);
    await until(() => good.received.length === 2);
    expect(good.numbers).toEqual([1, 2]);
  });

  it('is read alike however many events wait, of its user or of others', async () => {
    const good = await receiver();
    const [own, foreign] = [await ada.hook(good.url), await bob.hook(good.url)];
    for (const { id } of [own, foreign]) await lease(id);
    for (const each of [ada.id, bob.id]) {
      await shop.owner.query(
        `WITH events AS (
             INSERT INTO outbox (user_id, type, data, handed_at)
               SELECT $1, 'x_test.waits', '{}', now() FROM generate_series(1, 25000) RETURNING id)
         INSERT INTO event_deliveries (event_id, handler, user_id, due_at)
           SELECT id, 'webhooks', $1, now() + interval '1 hour' FROM events
            WHERE $1 <> $2`,
        [each, bob.id],
      );
    }
    await ada.happen(1);
    await bob.happen(1);
    await until(async () => (await isOpen(ada, own.id)) && (await isOpen(bob, foreign.id)));
    const queue = shop.app.get(QueueRepository, { strict: false });
    const { taken, reads } = await shop.app
      .get(Database, { strict: false })
      .asService('webhooks', async (tx) => {
        const ids = [own.id, foreign.id];
        // The connection may not have told yet what it read before.
        const before = await rowsRead(tx);
        const taken = await queue.take(tx, ids, new Date(), 60);
        return { taken, reads: (await rowsRead(tx)) - before };
      });
    expect(taken.map(({ webhookId }) => webhookId)).toEqual([foreign.id]);
    expect(reads).toBeLessThan(100);
  });
});

describe('what a webhook needs no more', () => {
  it('keeps no event in the outbox: neither what waits, nor that it is disabled', async () => {
    const bad = await receiver(failing);
    const [open, disabled] = [await ada.hook(bad.url), await ada.hook(bad.url)];
    await ada.api.send('PATCH', `/webhooks/${disabled.id}`, { enabled: false });
    await ada.happen(1);
    await until(async () => (await ada.letters(open.id))[0]?.error === 'status');
    await until(isHandedOn);
    await shop.owner.query(
      `UPDATE outbox SET created_at = created_at - interval '31 days' WHERE user_id = $1`,
      [ada.id],
    );
    await shop.app.get(TidyEventsJob, { strict: false }).run();
    const kept = await shop.owner.query(`SELECT FROM outbox WHERE user_id = $1`, [ada.id]);
    expect(kept).toEqual([]);
    expect(await ada.letters(open.id)).toMatchObject([{ status: 'open', type: 'x_test.happened' }]);
    expect(await ada.letters(disabled.id)).toEqual([]);
  });

  it('is the secret before a rotation, once that signs no more', async () => {
    const { id } = await ada.hook((await receiver()).url);
    const tidy = shop.app.get(TidyWebhooksJob, { strict: false });
    const types = async () => {
      const rows = await shop.owner.query<{ type: string }[]>(
        `SELECT type FROM credentials WHERE webhook_id = $1 ORDER BY type`,
        [id],
      );
      return rows.map(({ type }) => type);
    };
    await ada.api.send('POST', `/webhooks/${id}/secret`);
    await tidy.run();
    expect(await types()).toEqual(['webhook_previous_secret', 'webhook_secret']);
    await shop.owner.query(
      `UPDATE webhook_endpoints SET previous_secret_until = now() - interval '1 s'`,
    );
    await tidy.run();
    expect(await types()).toEqual(['webhook_secret']);
    expect(await ada.read(id)).toMatchObject({ previousSecretUntil: null });
    await ada.api.send('POST', `/webhooks/${id}/secret`);
    expect(await types()).toEqual(['webhook_previous_secret', 'webhook_secret']);
  });

  it('is how its former address fared', async () => {
    const [bad, hang] = [await receiver(failing), await holding()];
    const { id } = await ada.hook(bad.url);
    await ada.happen(1);
    await until(async () => (await ada.letters(id))[0]?.error === 'status');
    const description = await ada.api.send('PATCH', `/webhooks/${id}`, { description: 'Books' });
    expect(description).toMatchObject({ failingSince: expect.any(String) });
    const moved = await ada.api.send('PATCH', `/webhooks/${id}`, { url: hang.url });
    expect(moved).toMatchObject({ failingSince: null });
  });
});
