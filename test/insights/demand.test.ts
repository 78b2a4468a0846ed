import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import { Client } from 'pg';
import { generatePrivateKey } from 'viem/accounts';
import type { Environment } from '../../src/common/config/index.js';
import { FunnelSource } from '../../src/modules/insights/funnel/funnel-source.service.js';
import { addDays, dayIn } from '../../src/modules/insights/series/period.js';
import { Buyer, post, send, sendWith } from '../e2e/buyer.js';
import { answering, answeringAfter, Gate } from '../e2e/claude.js';
import { type ServerProcess, startServer } from '../e2e/server-process.js';
import { type Listing, openReplica, openShop, publish, type Shop } from '../e2e/shop.js';
import { SilentProxy } from '../setup/silent-proxy.js';
import { countsAtRest, countsOf, countsOnce } from './demand.js';

const INPUT = { topic: 'coins' };
const GOOGLE = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

describe('the demand for a resource', () => {
  let directory: string;
  let shop: Shop;
  let buyer: Buyer;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'demand-'));
    shop = await openShop({ DEMAND_DIRECTORY: directory });
    buyer = await Buyer.with(shop.chain, 10_000_000n);
  });
  afterAll(async () => {
    await shop.stop();
    await rm(directory, { recursive: true });
  });

  const settled = (listing: Listing, key: string, count: number) =>
    countsOnce(shop.owner, listing.id, (counts) => (counts[key] ?? 0) >= count);

  it('tells bots apart from whom they take for one: the programs that buy', async () => {
    const listing = await shop.publish();
    for (const agent of ['node', 'python-requests/2.32.5', 'x402-agent/1.0', GOOGLE, GOOGLE]) {
      expect((await ask(listing.url, agent)).status).toBe(402);
    }
    const hostile = await ask(listing.url, '( '.repeat(4_000));
    expect(hostile.status).toBe(402);
    expect(await settled(listing, 'challenged bots', 3)).toEqual({
      'challenged buyers': 3,
      'challenged bots': 3,
    });
  });

  it('counts every payment that is refused with its reason, and none that is sent again', async () => {
    const listing = await shop.publish();
    const payment = await buyer.sign(listing.url, INPUT);
    expect(await send(listing.url, payment, INPUT)).toMatchObject({ status: 200 });
    expect(await send(listing.url, payment, INPUT)).toMatchObject({ status: 200 });
    expect(await send(listing.url, payment, { topic: 'tides' })).toMatchObject({ status: 409 });
    expect(await send(listing.url, 'no payment', INPUT)).toMatchObject({ status: 400 });
    const little = (accepted: typeof payment.accepted) => ({ ...accepted, amount: '1' });
    const cheap = await buyer.sign(listing.url, INPUT, little);
    expect(await send(listing.url, cheap, INPUT)).toMatchObject({ status: 402 });
    const poor = await Buyer.with(shop.chain, 0n);
    const bad = await poor.sign(listing.url, INPUT);
    expect(await send(listing.url, bad, INPUT)).toMatchObject({ status: 402 });
    expect(await settled(listing, 'refused insufficient_funds buyers', 1)).toEqual({
      'challenged buyers': 3,
      'refused amount_mismatch buyers': 1,
      'refused insufficient_funds buyers': 1,
      'refused malformed_payment_header buyers': 1,
      'refused payment_already_used buyers': 1,
      'tried buyers': 5,
    });
  });

  it('counts what was refused though nobody waited to hear of it', async () => {
    const listing = await shop.publish();
    const leaver = await Buyer.with(shop.chain);
    const payment = await leaver.sign(listing.url, INPUT);
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'Too late'));
    const header = encodePaymentSignatureHeader(payment);
    const paid = { prefer: 'respond-async', 'payment-signature': header };
    expect(await sendWith(listing.url, paid, INPUT)).toMatchObject({ status: 202 });
    await leaver.emptyWallet();
    gate.open();
    const counts = await settled(listing, 'refused insufficient_funds buyers', 1);
    shop.claude.answer(answering('A haiku about coins'));
    expect(counts).toEqual({
      'challenged buyers': 1,
      'refused insufficient_funds buyers': 1,
      'tried buyers': 1,
    });
  });

  it('sets apart what the owner pays with a wallet of theirs', async () => {
    const key = generatePrivateKey();
    const owner = await Buyer.with(shop.chain, 1_000_000n, key);
    const listing = await publish(shop.origin, {}, key);
    expect(await owner.buy(listing.url, INPUT)).toMatchObject({ status: 200 });
    expect(await settled(listing, 'tried own', 1)).toEqual({
      'challenged buyers': 1,
      'tried own': 1,
    });
  });

  it('counts nothing of what is not there, and keeps no row for it', async () => {
    const rows = async () =>
      (await shop.owner.query<object[]>('SELECT 1 FROM demand_figures')).length;
    const listing = await shop.publish();
    const before = await rows();
    for (let n = 0; n < 20; n += 1) {
      expect((await ask(`${shop.origin}/@nobody/thing-${n}`)).status).toBe(404);
      await send(`${shop.origin}/@nobody/thing-${n}`, 'nothing', INPUT);
    }
    await ask(listing.url);
    await settled(listing, 'challenged buyers', 1);
    expect(await rows()).toBe(before + 1);
  });

  it('asks the database nothing for a challenge', async () => {
    const listing = await shop.publish();
    expect((await ask(listing.url)).status).toBe(402);
    const query = jestSpy(Client.prototype);
    const challenges = 1_000;
    for (let n = 0; n < challenges; n += 20) {
      await Promise.all(Array.from({ length: 20 }, () => ask(listing.url)));
    }
    const statements = query.restore();
    const counts = await settled(listing, 'challenged buyers', challenges + 1);
    expect(counts).toEqual({ 'challenged buyers': challenges + 1 });
    // Only what runs in the background each second, however long this took: far from one for each.
    expect(statements.length).toBeLessThan(challenges / 2);
  });

  it('is a funnel from the price to the result, by day and stage, as the ledger has it', async () => {
    const listing = await shop.publish();
    const { id: userId } = await listing.creator.send<{ id: string }>('GET', '/me');
    for (let n = 0; n < 3; n += 1) await ask(listing.url);
    await ask(listing.url, GOOGLE);
    await buyer.buy(listing.url, INPUT);
    await buyer.buy(listing.url, INPUT);
    await send(listing.url, 'no payment', INPUT);
    await settled(listing, 'refused malformed_payment_header buyers', 1);
    const source = shop.app.get(FunnelSource, { strict: false });
    for (const tz of ['UTC', 'Asia/Kathmandu', 'Pacific/Chatham', 'America/St_Johns']) {
      const now = new Date();
      const period = { from: addDays(dayIn(tz, now), -3), to: addDays(dayIn(tz, now), 2), tz };
      const { funnel } = await source.funnel(userId, { period, hasPrior: true, filters: {} });
      const counts = { challenges: 5, tried: 3, refused: 1, paid: 2, delivered: 2 };
      expect(funnel).toMatchObject({
        counts,
        rates: { tried: '0.6', refused: '0.333333', paid: '0.666667', delivered: '1' },
        reasons: [{ reason: 'malformed_payment_header', count: 1 }],
        prior: { counts: { challenges: 0, paid: 0 }, rates: { tried: null, delivered: null } },
      });
      const ofDays = funnel.days.reduce((sum, day) => sum + day.counts.challenges, 0);
      expect(ofDays).toBe(5);
      const query = { period, hasPrior: false, top: 5, filters: { resource: listing.id } };
      for (const [measure, count] of Object.entries(counts)) {
        const { series, asOf } = await source.read(userId, { ...query, measure, by: null });
        expect([measure, Number(series.total.value)]).toEqual([measure, count]);
        // What is sold is in an answer at once, what is asked is counted some seconds later.
        const isAsked = measure !== 'paid' && measure !== 'delivered';
        expect(Date.now() - Number(asOf) >= 15_000).toBe(isAsked);
      }
      const asked = await source.read(userId, { ...query, measure: 'challenges', by: 'audience' });
      expect(asked.series.dimensions).toMatchObject([
        { dimension: 'buyers', value: '5', certainty: 'exact' },
        { dimension: 'bots', value: '1', certainty: 'exact' },
      ]);
    }
  });

  it('has every quarter of an hour in one day of any zone, whatever its daylight saving', async () => {
    const listing = await shop.publish();
    const { id: userId } = await listing.creator.send<{ id: string }>('GET', '/me');
    const source = shop.app.get(FunnelSource, { strict: false });
    // One challenge in each quarter of ten days, with the changes of the clocks of all these zones.
    await shop.owner.query(
      `INSERT INTO demand_totals (owner_id, day, stage, audience, until)
       SELECT $1, d, 'challenged', 'buyers', ARRAY(SELECT generate_series(1, 96))
         FROM (SELECT date '2026-03-05' + n AS d FROM generate_series(0, 29) n
               UNION ALL SELECT date '2026-10-20' + n FROM generate_series(0, 19) n) days`,
      [userId],
    );
    // On the Azores and in Havana midnight itself is skipped in spring, and comes twice in autumn.
    const changes = {
      'Europe/London': ['2026-03-29', '2026-10-25'],
      'America/New_York': ['2026-03-08', '2026-11-01'],
      'Atlantic/Azores': ['2026-03-29', '2026-10-25'],
      'America/Havana': ['2026-03-08', '2026-11-01'],
      UTC: ['2026-03-29', '2026-10-25'],
    };
    for (const [tz, days] of Object.entries(changes)) {
      const lengths: number[] = [];
      for (const day of days) {
        const period = { from: addDays(day, -1), to: addDays(day, 2), tz };
        const { funnel } = await source.funnel(userId, { period, hasPrior: false, filters: {} });
        expect(funnel.days.map(({ date }) => date)).toEqual([
          addDays(day, -1),
          day,
          addDays(day, 1),
        ]);
        expect(funnel.days[0]?.counts.challenges).toBe(96);
        expect(funnel.days[2]?.counts.challenges).toBe(96);
        lengths.push((funnel.days[1]?.counts.challenges ?? 0) / 4);
      }
      expect([tz, lengths]).toEqual([tz, tz === 'UTC' ? [24, 24] : [23, 25]]);
    }
  });

  it('counts together, for each owner, what it counts for each resource', async () => {
    const sums = (table: string) =>
      shop.owner.query<object[]>(
        `SELECT owner_id, day, stage, reason, audience, at, sum(n)::int AS n
           FROM ${table}, unnest(until) WITH ORDINALITY AS u (n, at)
          WHERE day > current_date - 2 GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6`,
      );
    const key = generatePrivateKey();
    const { url } = await publish(shop.origin, {}, key);
    const second = await publish(shop.origin, { slug: 'second' }, key);
    for (const one of [url, second.url, second.url]) await ask(one);
    await settled(second, 'challenged buyers', 2);
    const together = await sums('demand_totals');
    expect(together).toEqual(await sums('demand_figures'));
    expect(together.length).toBeGreaterThan(96);
  });

  it('is counted in memory where no file can be written, and nobody is kept waiting', async () => {
    const place = { ...shop.environment, DEMAND_DIRECTORY: '/proc/none' };
    const replica = await openReplica({ environment: place });
    const listing = await shop.publish();
    const url = replica.origin + new URL(listing.url).pathname;
    for (let n = 0; n < 5; n += 1) expect((await ask(url)).status).toBe(402);
    expect(await settled(listing, 'challenged buyers', 5)).toEqual({ 'challenged buyers': 5 });
    const told = replica.log.filter((line) => line.includes('demand is counted in memory'));
    expect(told).toHaveLength(1);
    await replica.app.close();
  });

  it('leaves no file behind when a server ends', async () => {
    const place = await mkdtemp(join(directory, 'ending-'));
    const replica = await openReplica({
      environment: { ...shop.environment, DEMAND_DIRECTORY: place },
    });
    const listing = await shop.publish();
    await ask(replica.origin + new URL(listing.url).pathname);
    await replica.app.close();
    expect(await countsOf(shop.owner, listing.id)).toEqual({ 'challenged buyers': 1 });
    const [only = ''] = await readdir(place);
    expect(await readdir(join(place, only))).toEqual([]);
  });

  describe('counted by two replicas, of which one is killed and the database goes away', () => {
    /** Answers of both kinds, by all servers, that make a phase. */
    const PHASE = 40;
    let proxy: SilentProxy;
    let environment: Environment;

    beforeAll(async () => {
      proxy = await SilentProxy.start(shop.environment['DATABASE_URL'] ?? '');
      const production = { NODE_ENV: 'production', PUBLIC_URL: 'https://shop.example' };
      environment = { ...shop.environment, ...production, DATABASE_TIMEOUT_MS: '1000' };
    });
    afterAll(() => proxy.stop());

    interface Tally {
      /** By whether a payment came along. */
      readonly sent: { asked: number; paid: number };
      readonly got: { asked: number; paid: number };
    }

    const answers = { asked: 0, paid: 0 };
    async function nextAnswers() {
      const before = { ...answers };
      const isShort = (kind: 'asked' | 'paid') => answers[kind] - before[kind] < PHASE;
      while (isShort('asked') || isShort('paid')) await new Promise((go) => setTimeout(go, 10));
    }

    /** Asks and pays over and over until told to stop; payments are of no use. */
    async function traffic(server: ServerProcess, path: string, isOver: () => boolean) {
      const tally: Tally = { sent: { asked: 0, paid: 0 }, got: { asked: 0, paid: 0 } };
      const visit = async (kind: 'asked' | 'paid') => {
        const call = post(INPUT);
        const signal = AbortSignal.timeout(10_000);
        const init = { ...call, signal, headers: new Headers(call.headers) };
        if (kind === 'paid') init.headers.set('payment-signature', 'nothing');
        tally.sent[kind] += 1;
        const answer = await fetch(server.origin + path, init).catch(() => undefined);
        await answer?.arrayBuffer().catch(() => undefined);
        const isCounted = answer?.status === (kind === 'asked' ? 402 : 400);
        if (isCounted) tally.got[kind] += 1;
        if (isCounted) answers[kind] += 1;
        return isCounted;
      };
      const visitor = async (kind: 'asked' | 'paid') => {
        const end = Date.now() + 60_000;
        while (!isOver() && Date.now() < end)
          if (!(await visit(kind))) await new Promise((go) => setTimeout(go, 20));
      };
      await Promise.all([...Array(8).keys()].map((n) => visitor(n % 4 === 0 ? 'paid' : 'asked')));
      return tally;
    }

    it('every answer that somebody got is counted once, and nothing that nobody asked', async () => {
      const listing = await shop.publish();
      const path = new URL(listing.url).pathname;
      const [first, second] = await Promise.all([
        startServer({ ...environment, DATABASE_URL: proxy.url }),
        startServer(environment),
      ]);
      let isOver = false;
      const tallies = [first, second].map((server) => traffic(server, path, () => isOver));
      await nextAnswers();
      proxy.silence('silent');
      await nextAnswers();
      await second.end('SIGKILL');
      isOver = true;
      const [living, killed] = await Promise.all(tallies);
      proxy.lift();
      // What the dead one left is added up by the living, or by its successor.
      const successor = await startServer(environment);
      const sum = (kind: 'asked' | 'paid', of: 'sent' | 'got') =>
        (living?.[of][kind] ?? 0) + (killed?.[of][kind] ?? 0);
      const enough = await countsOnce(
        shop.owner,
        listing.id,
        (counts) =>
          (counts['challenged buyers'] ?? 0) >= sum('asked', 'got') &&
          (counts['tried buyers'] ?? 0) >= sum('paid', 'got'),
      );
      expect(enough).toBeDefined();
      const counts = await countsAtRest(shop.owner, listing.id);
      await Promise.all([first.end('SIGTERM'), successor.end('SIGTERM')]);

      const [challenged = 0, tried = 0] = [counts['challenged buyers'], counts['tried buyers']];
      expect(sum('asked', 'got')).toBeGreaterThanOrEqual(2 * PHASE);
      expect(sum('paid', 'got')).toBeGreaterThanOrEqual(2 * PHASE);
      // At most so many were under way when the one was killed: those may be counted or not.
      expect(challenged - sum('asked', 'got')).toBeGreaterThanOrEqual(0);
      expect(challenged - sum('asked', 'got')).toBeLessThanOrEqual(6);
      expect(tried - sum('paid', 'got')).toBeGreaterThanOrEqual(0);
      expect(tried - sum('paid', 'got')).toBeLessThanOrEqual(2);
      expect(counts['refused malformed_payment_header buyers']).toBe(tried);
    });
  });
});

/** Asks the price. */
function ask(url: string, agent = 'node'): Promise<Response> {
  const { headers, ...call } = post(INPUT);
  return fetch(url, { ...call, headers: { ...headers, 'user-agent': agent } });
}

/** Collects the statements of every connection of this process. */
function jestSpy(prototype: Client) {
  const original = prototype.query;
  const statements: unknown[] = [];
  prototype.query = function spy(this: Client, ...given: unknown[]) {
    statements.push(given[0]);
    return (original as (...all: unknown[]) => unknown).apply(this, given);
  } as typeof original;
  return {
    restore: () => {
      prototype.query = original;
      return statements;
    },
  };
}
