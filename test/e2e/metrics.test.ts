import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { type Figure, FIGURES } from '../../src/modules/operations/metrics/operating-figures.js';
import { OperatingFiguresRepository } from '../../src/modules/operations/metrics/operating-figures.repository.js';
import { Buyer, post, readAnswer, send } from './buyer.js';
import { CREATOR_KEY, type Listing, NETWORK, openShop, type Shop } from './shop.js';

const TOKEN = 'planted-metrics-token-of-the-operator';
const INPUT = { topic: 'coins' };

const valuesIn = (figures: readonly Figure[]) =>
  new Map(figures.filter(({ of }) => of === null).map(({ name, value }) => [name, value]));
const unlabelled = () =>
  Object.entries(FIGURES)
    .flatMap(([name, { by }]) => (by === undefined ? [name] : []))
    .sort();

/** An event that waits: nobody wants its type, so it would be done with when it is written. */
async function plantWaitingEvent(owner: DataSource): Promise<void> {
  await owner.transaction(async (tx) => {
    await tx.query(`
      INSERT INTO outbox (user_id, type, data, created_at)
        SELECT id, 'planted.event', '{}', now() - interval '2 hours' FROM users LIMIT 1`);
    await tx.query(`UPDATE outbox SET handed_at = NULL WHERE type = 'planted.event'`);
  });
}

describe('the metrics of a server that sold something', () => {
  let shop: Shop;
  let listing: Listing;
  let buyer: Buyer;
  let text = '';

  beforeAll(async () => {
    shop = await openShop({ METRICS_TOKEN: TOKEN });
    listing = await shop.publish();
    buyer = await Buyer.with(shop.chain, 1_000_000n);
    for (let at = 0; at < 4; at += 1) await fetch(listing.url, post(INPUT));
    expect((await send(listing.url, await buyer.sign(listing.url), INPUT)).status).toBe(200);
    await fetch(`${shop.origin}/nothing/planted-address`);
    const answer = await scrape(`Bearer ${TOKEN}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    text = await answer.text();
  });
  afterAll(() => shop.stop());

  const scrape = (authorization?: string) =>
    fetch(`${shop.origin}/metrics`, { headers: authorization ? { authorization } : {} });
  const valueOf = (sample: string) => {
    const line = text.split('\n').find((each) => each.startsWith(`${sample} `));
    return line === undefined ? undefined : Number(line.slice(sample.length + 1));
  };

  it('tell of the run, by type, provider and outcome', () => {
    const way = '{type="prompt_template",provider="claude",outcome="succeeded"}';
    expect(valueOf(`coinslot_executions_total${way}`)).toBe(1);
  });

  it('name the pattern of a route, told early or not, and never an address', () => {
    const count = 'coinslot_http_request_duration_seconds_count';
    const route = 'route="/@:username/:slug"';
    // Signing asks for the price once more.
    expect(valueOf(`${count}{method="POST",${route},status="4xx"}`)).toBe(5);
    expect(valueOf(`${count}{method="POST",${route},status="2xx"}`)).toBe(1);
    expect(valueOf(`${count}{method="GET",route="none",status="4xx"}`)).toBe(1);
  });

  it('tell what waits, and of the database, the hot wallet and the process', () => {
    expect(valueOf('coinslot_database_up')).toBe(1);
    expect(valueOf('coinslot_open_claims{status="unknown"}')).toBe(0);
    expect(valueOf('coinslot_claims_settling_over_a_minute')).toBe(0);
    expect(valueOf('coinslot_database_pool_connections{state="waiting"}')).toBe(0);
    expect(valueOf('coinslot_facilitators_left_alone')).toBe(0);
    const gas = valueOf(`coinslot_hot_wallet_settlements_left{network="${NETWORK}"}`);
    expect(gas).toBeGreaterThan(0);
    for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes']) {
      expect(valueOf(name)).toBeGreaterThan(0);
    }
  });

  it('name no wallet, user, key, address or id', () => {
    const secrets = [TOKEN, CREATOR_KEY, 'planted', listing.id, new URL(listing.url).pathname];
    for (const secret of [...secrets, buyer.wallet.address, listing.payTo]) {
      expect(text.toLowerCase()).not.toContain(secret.toLowerCase());
    }
    expect(text).not.toMatch(/0x[0-9a-f]{40}/i);
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-/i);
  });

  it('are for whoever sends the token', async () => {
    for (const wrong of [undefined, 'Bearer ', `Bearer ${TOKEN}x`, `Basic ${TOKEN}`, TOKEN]) {
      const refused = await readAnswer(await scrape(wrong));
      expect([refused.status, refused.body]).toEqual([
        401,
        expect.objectContaining({ code: 'unauthenticated' }),
      ]);
      expect(refused.headers.get('www-authenticate')).toContain('Bearer');
    }
  });

  it('count what waits in the database', async () => {
    const figures = shop.app.get(OperatingFiguresRepository, { strict: false });
    let after = new Map<string, number>();
    // Events are handed on while we look: one that waits is planted until it is seen.
    while ((after.get('oldest_waiting_event_age_seconds') ?? 0) < 7_200) {
      await plantWaitingEvent(shop.owner);
      after = valuesIn(await figures.read());
    }
    expect(after.get('events_waiting')).toBeGreaterThanOrEqual(1);
    expect([...after.keys()].sort()).toEqual(unlabelled());
  });
});

describe('a server without METRICS_TOKEN', () => {
  it('has no metrics', async () => {
    const shop = await openShop();
    const answer = await fetch(`${shop.origin}/metrics`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    await shop.stop();
    expect(answer.status).toBe(404);
  });
});
