import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import type { DataSource } from 'typeorm';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { SystemClock } from '../../src/common/clock/index.js';
import type { ApiClient } from '../../src/sandbox/api-client.js';
import { ForgetRefundWalletsJob } from '../../src/modules/accounts/deletion/forget-refund-wallets.job.js';
import { SweepContentsJob } from '../../src/modules/execution/results/sweep-contents.job.js';
import { ResultRetentionJob } from '../../src/modules/payments/calls/result-retention.job.js';
import { RefundSearchJob } from '../../src/modules/payments/refunds/refund-search.job.js';
import { type Answer, Buyer, outcomeOf, post, readAnswer, sendWith } from './buyer.js';
import { answering, answeringAfter, Gate, whenAsked } from './claude.js';
import { buyEach, type EveryType, openEveryType } from './every-type.js';
import { Refunding } from './refunding.js';
import { type ServerProcess, startServer } from './server-process.js';
import {
  type Ground,
  type Listing,
  NETWORK,
  openShop,
  prepareGround,
  PRICE,
  publish,
  type Shop,
} from './shop.js';
import { encodePaymentSignatureHeader } from '@x402/core/http';

const INPUT = { topic: 'coins' };

interface Deleted {
  readonly openCalls: number;
  readonly keptResults: number;
  readonly openRefunds: number;
}

interface Me {
  readonly id: string;
  readonly username: string;
}

async function remove(creator: ApiClient): Promise<Deleted> {
  const { username } = await creator.send<Me>('GET', '/me');
  return creator.send<Deleted>('DELETE', `/me?confirm=${username}`);
}

/** Every row of every table, as the owner reads it: `table.column: value`. */
async function everythingIn(owner: DataSource): Promise<string[]> {
  const tables: { name: string }[] = await owner.query(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const rows = await Promise.all(
    tables.map(({ name }) =>
      owner.query<{ line: string }[]>(
        `SELECT '${name}.' || its.field || ': ' || its.text AS line
          FROM ${name} t, jsonb_each_text(to_jsonb(t)) its (field, text) WHERE its.text IS NOT NULL`,
      ),
    ),
  );
  return rows.flat().map(({ line }) => line);
}

/** Types of the events in the database. */
function typesIn(lines: readonly string[]): Set<string> {
  const column = 'public.outbox.type: ';
  const found = lines.filter((line) => line.startsWith(column));
  return new Set(found.map((line) => line.slice(column.length)));
}

/** Where in the database a text stands, as it is or as bytes. */
function placesOf(lines: readonly string[], text: string): string[] {
  const forms = [text, Buffer.from(text).toString('hex'), Buffer.from(text).toString('base64')];
  const found = lines.filter((line) => forms.some((form) => line.includes(form)));
  return [...new Set(found.map((line) => line.slice(0, line.indexOf(':'))))].sort();
}

describe('an account that sold something of every type, once it is deleted', () => {
  const PAYOUT = privateKeyToAccount(generatePrivateKey()).address;
  const RESULTS = ['public.payment_claims.result', 'public.result_chunks.bytes'];
  let everything: EveryType;
  let shop: Shop;
  let buyer: Buyer;
  let answers: Answer[];
  let before: string[];
  let after: string[];

  beforeAll(async () => {
    everything = await openEveryType();
    ({ shop } = everything);
    for (const { listing } of everything.sold) {
      const { creator } = listing;
      await creator.send('PATCH', '/me', { displayName: 'Planted Person' });
      await creator.send('PATCH', `/resources/${listing.id}`, { description: 'About plantedword' });
      await creator.send('POST', '/api-keys', { name: 'Planted key name', scopes: ['read'] });
    }
    buyer = await Buyer.with(shop.chain);
    answers = await buyEach(buyer, everything.sold);
    for (const { listing } of everything.sold) {
      await listing.creator.send('PUT', `/me/payout-wallets/${NETWORK}`, { address: PAYOUT });
    }
    before = await everythingIn(shop.owner);
    for (const { listing } of everything.sold) await remove(listing.creator);
    after = await everythingIn(shop.owner);
  });
  afterAll(async () => {
    await everything.stop();
    await shop.stop();
  });

  const PLANTED = [
    'Planted Person',
    'Planted key name',
    'plantedword',
    'planted-system-prompt',
    'planted-path',
    'x-planted',
    PAYOUT,
  ];

  it.each(PLANTED)('has left nothing of %s in the whole database', (text) => {
    expect(placesOf(before, text)).not.toEqual([]);
    expect(placesOf(after, text)).toEqual([]);
  });

  it('has left no row of a secret, encrypted or hashed, and no event but the last', async () => {
    expect(typesIn(before)).toContain('payment.settled');
    expect([...typesIn(after)]).toEqual(['account.deleted']);
    for (const table of ['credentials', 'connections', 'credential_versions', 'api_keys']) {
      expect(before.some((line) => line.startsWith(`public.${table}.`))).toBe(true);
      expect(after.filter((line) => line.startsWith(`public.${table}.`))).toEqual([]);
    }
  });

  it('has left what buyers paid for to them, for as long as they were told', async () => {
    for (const sold of ['{"planted":"forecast"}', '{"planted":"content"}']) {
      const places = placesOf(after, sold);
      expect(places).not.toEqual([]);
      expect(RESULTS).toEqual(expect.arrayContaining(places));
    }
    expect(placesOf(before, 'Haiku').length).toBeGreaterThan(1);
    expect(placesOf(after, 'Haiku')).toEqual([]);
    const [{ body, headers }] = answers as [Answer];
    const id = (body['receipt'] as { id: string }).id;
    const receipt = await readAnswer(await fetch(`${shop.origin}/api/v1/receipts/${id}`));
    expect(receipt).toMatchObject({ status: 200 });
    const proof = { 'payment-ticket': String(body['ticket']) };
    const found = await fetch(`${shop.origin}/api/v1/executions/${String(body['id'])}`, {
      headers: proof,
    });
    expect(await found.json()).toMatchObject({ response: body['response'], status: 'succeeded' });
    expect(headers.get('payment-response')).not.toBeNull();
  });

  it('answers 410 at its addresses and under the ids of what it sold, and stands in no list', async () => {
    for (const { listing, input } of everything.sold) {
      expect((await fetch(listing.url, post(input))).status).toBe(410);
      const body = { resourceId: listing.id, input };
      const byId = await fetch(`${shop.origin}/api/v1/execute`, post(body));
      expect(byId.status).toBe(410);
    }
    const list = await fetch(`${shop.origin}/api/v1/resources`);
    expect(await list.json()).toMatchObject({ items: [] });
  });

  it('has left its books, which still agree', async () => {
    const [{ sum, entries }] = await shop.owner.query<[{ sum: string; entries: string }]>(
      `SELECT sum(amount), count(*) AS entries FROM ledger_entries`,
    );
    expect([sum, Number(entries) > 0]).toEqual(['0', true]);
    const [{ lines }] = await shop.owner.query<[{ lines: string }]>(
      `SELECT count(*) AS lines FROM x402_prompt_template_usage_logs`,
    );
    expect(Number(lines)).toBeGreaterThan(0);
  });

  it('is forgotten by results as well, once they were kept for as long as promised', async () => {
    const later = new Date(Date.now() + 31 * 86_400_000);
    const clock = jest.spyOn(SystemClock.prototype, 'now').mockReturnValue(later);
    await shop.owner.query(`UPDATE result_contents SET check_at = now()`);
    await shop.app.get(ResultRetentionJob, { strict: false }).run();
    await shop.app.get(SweepContentsJob, { strict: false }).run();
    clock.mockRestore();
    const rest = await everythingIn(shop.owner);
    for (const text of ['planted', 'Haiku']) expect(placesOf(rest, text)).toEqual([]);
  });
});

describe('deleting an account', () => {
  let shop: Shop;
  let listing: Listing;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await openShop();
  });
  beforeEach(async () => {
    listing = await shop.publish();
    buyer = await Buyer.with(shop.chain);
  });
  afterEach(() => {
    shop.claude.answer(answering('A haiku about coins'));
    shop.claude.requests.length = 0;
  });
  afterAll(() => shop.stop());

  it('lets a call that runs come to its end: its buyer has the result, and pays for it', async () => {
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'Worth the wait'));
    const answer = buyer.buy(listing.url, INPUT);
    await whenAsked(shop.claude);
    expect(await remove(listing.creator)).toMatchObject({ openCalls: 1 });
    gate.open();
    expect(await answer).toMatchObject({ status: 200, body: { response: 'Worth the wait' } });
    expect(await shop.chain.usdcBalance(listing.payTo)).toBe(PRICE);
    const id = String((await answer).body['id']);
    const [row] = await shop.owner.query<[{ status: string; name: string }?]>(
      `SELECT status FROM executions WHERE claim_id = $1`,
      [id],
    );
    expect(row).toMatchObject({ status: 'succeeded' });
    expect((await fetch(listing.url, post(INPUT))).status).toBe(410);
  });

  it('leaves a refund owed, seen by its buyer and paid from a wallet that was shown before', async () => {
    const refunding = new Refunding(shop);
    const owed = await refunding.owe(listing, buyer);
    expect(await remove(listing.creator)).toMatchObject({ openRefunds: 1, keptResults: 1 });
    expect((await refunding.see(owed.id)).body).toMatchObject({ status: 'owed' });
    const run = () => shop.app.get(RefundSearchJob, { strict: false }).run();
    await run();
    expect((await refunding.see(owed.id)).body).toMatchObject({ status: 'owed' });
    const transaction = await refunding.transfer(listing.payTo, buyer.wallet.address);
    await run();
    expect((await refunding.see(owed.id)).body).toMatchObject({ status: 'paid', transaction });
    await shop.app.get(ForgetRefundWalletsJob, { strict: false }).run();
    expect(await shop.owner.query(`SELECT FROM refund_wallets`)).toEqual([]);
  });

  it('leaves no secret of a key that is being saved', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { creator } = await shop.publish();
      const { id } = await creator.send<Me>('GET', '/me');
      shop.claude.requests.length = 0;
      const apiKey = 'sk-ant-planted-late-key';
      const saving = creator.send('PUT', '/integrations/claude/config', { apiKey });
      const saved = saving.then(
        () => 'saved',
        (error: unknown) => String(error),
      );
      while (shop.claude.requests.length === 0)
        await new Promise((resolve) => setTimeout(resolve, 5));
      await remove(creator);
      expect(await saved).toMatch(/saved|answered 401/);
      const left = await shop.owner.query(`SELECT FROM connections WHERE user_id = $1`, [id]);
      expect(left).toEqual([]);
    }
  });

  it('erases an event too that is being handed on', async () => {
    const { creator } = await shop.publish();
    const { id } = await creator.send<Me>('GET', '/me');
    const handing = shop.owner.createQueryRunner();
    await handing.startTransaction();
    await handing.query(`INSERT INTO event_handlers (name) VALUES ('planted')`);
    await handing.query(
      `INSERT INTO outbox (user_id, type, data, handed_at)
         VALUES ($1, 'connection.connected', '{}', now())`,
      [id],
    );
    await handing.commitTransaction();
    await handing.startTransaction();
    await handing.query(
      `INSERT INTO event_deliveries (event_id, handler, user_id)
         SELECT id, 'planted', user_id FROM outbox WHERE user_id = $1 LIMIT 1`,
      [id],
    );
    const removed = remove(creator);
    const waiting = () =>
      shop.owner.query<object[]>(
        `SELECT FROM pg_stat_activity
          WHERE wait_event_type = 'Lock' AND query LIKE 'DELETE FROM users%'
            AND datname = current_database()`,
      );
    while ((await waiting()).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await handing.commitTransaction();
    await handing.release();
    await removed;
    const left = (table: string) =>
      shop.owner.query<object[]>(`SELECT FROM ${table} WHERE user_id = $1`, [id]);
    expect(await left('event_deliveries')).toEqual([]);
    await shop.owner.query(`DELETE FROM event_handlers WHERE name = 'planted'`);
  });
});

describe('a server that is killed while it deletes an account', () => {
  let ground: Ground;
  let server: ServerProcess;

  beforeAll(async () => {
    const real = await prepareGround();
    const environment = {
      ...real.environment,
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://shop.example',
    };
    ground = { ...real, environment };
    server = await startServer(ground.environment);
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    await ground.clear();
  });

  it('has deleted nothing, and deletes all of it when asked again', async () => {
    const listing = await publish(server.origin);
    const { id } = await listing.creator.send<Me>('GET', '/me');
    const count = async () => {
      const [row] = await ground.owner.query<[{ n: number }]>(
        `SELECT ((SELECT count(*) FROM users WHERE id = $1)
          + (SELECT count(*) FROM credentials WHERE user_id = $1)
          + (SELECT count(*) FROM x402_resources WHERE owner_id = $1)
          + (SELECT count(*) FROM resource_versions WHERE owner_id = $1 AND config IS NOT NULL)
          )::integer AS n`,
        [id],
      );
      return row.n;
    };
    const all = await count();
    const holder = ground.owner.createQueryRunner();
    await holder.query('BEGIN');
    await holder.query(`SELECT FROM credentials WHERE user_id = $1 FOR UPDATE`, [id]);
    const lost = remove(listing.creator).catch(() => 'lost');
    const waiting = `SELECT FROM pg_stat_activity WHERE query LIKE 'DELETE FROM users%'
      AND wait_event_type = 'Lock' AND datname = current_database()`;
    while ((await ground.owner.query<unknown[]>(waiting)).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await server.end('SIGKILL');
    expect(await lost).toBe('lost');
    await holder.query('ROLLBACK');
    await holder.release();
    while ((await ground.owner.query<unknown[]>(waiting)).length > 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    server = await startServer(ground.environment);
    expect(await count()).toBe(all);
    await ground.owner.query(`DELETE FROM users WHERE id = $1`, [id]);
    expect(await count()).toBe(0);
  });

  it('gives a call back that was accepted, once whoever worked on it is dead', async () => {
    const other = await startServer(ground.environment);
    try {
      const listing = await publish(other.origin);
      const buyer = await Buyer.with(ground.chain);
      ground.claude.answer(answeringAfter(new Promise(() => undefined), ''));
      const payment = encodePaymentSignatureHeader(await buyer.sign(listing.url));
      const headers = { 'payment-signature': payment, prefer: 'respond-async' };
      const url = server.origin + new URL(listing.url).pathname;
      const accepted = await sendWith(url, headers, INPUT);
      expect(accepted.status).toBe(202);
      await whenAsked(ground.claude);
      await server.end('SIGKILL');
      expect(await remove(listing.creator)).toMatchObject({ openCalls: 1 });
      await ground.owner.query(
        `UPDATE payment_claims SET lease_expires_at = now() - interval '1 minute' WHERE ended_at IS NULL`,
      );
      expect(await outcomeOf(other.origin, accepted)).toMatchObject({
        status: 'failed',
        payment: 'not_charged',
      });
      expect(await buyer.balance()).toBe(1_000_000n);
    } finally {
      await other.end('SIGTERM');
    }
  });
});
