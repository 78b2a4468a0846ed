import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PaymentPayload } from '@x402/core/types';
import { migrate } from '../../src/common/database/index.js';
import { startPostgres } from '../../src/sandbox/postgres/index.js';
import { MovingAddress } from '../setup/moving-address.js';
import { type Answer, Buyer, send } from './buyer.js';
import { answering, answeringAfter, Gate, whenAsked } from './claude.js';
import {
  type Listing,
  openReplica,
  type Ground,
  prepareGround,
  PRICE,
  publish,
  type Replica,
} from './shop.js';
import { ask, caughtUp, kill, type Node, promote, set, startStandby } from './standby.js';

const INPUT = { topic: 'coins' };
const FUNDS = 10_000_000n;
const BUYERS = 4;
const NAME = 'shop';
const LOGIN = 'failover_app:of-no-use-elsewhere';

/** Nodes of PostgreSQL, one after the other the primary, behind one address. */
describe('a server whose database fails over to a standby', () => {
  let directory: string;
  let nodes: Node[];
  let address: MovingAddress;
  let ground: Ground;
  let replica: Replica;
  let listing: Listing;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'coinslot-failover-'));
    const first = join(directory, 'first');
    const { port, password, url } = await startPostgres({ directory: first });
    nodes = [{ directory: first, port, password }];
    address = await MovingAddress.leadingTo(port);
    const appUrl = address.of(`postgres://${LOGIN}@127.0.0.1:1/${NAME}`);
    await migrate(url(NAME), appUrl);
    const drop = async () => address.stop();
    ground = await prepareGround(
      {},
      Promise.resolve({ appUrl, ownerUrl: address.of(url(NAME)), drop }),
    );
    replica = await openReplica(ground);
    listing = await publish(replica.origin);
  });
  afterAll(async () => {
    await replica.app.close();
    await ground.clear();
    await Promise.all(nodes.map((node) => kill(node).catch(() => undefined)));
    await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  });

  async function addStandby(): Promise<{ primary: Node; standby: Node }> {
    const primary = nodes.at(-1) as Node;
    const standby = await startStandby(primary, join(directory, `standby-${nodes.length}`));
    nodes.push(standby);
    return { primary, standby };
  }

  async function failOver(primary: Node, standby: Node): Promise<void> {
    await kill(primary);
    await promote(standby);
    address.moveTo(standby.port);
  }

  /** Sends the same payment until it has its result, as a buyer does who paid. */
  async function insist(payment: PaymentPayload): Promise<Answer> {
    for (;;) {
      const answer = await send(listing.url, payment, INPUT).catch(() => undefined);
      if (answer?.status === 200) return answer;
      await sleep(100);
    }
  }

  async function signed(buyer: Buyer): Promise<PaymentPayload> {
    for (;;) {
      const payment = await buyer.sign(listing.url).catch(() => undefined);
      if (payment !== undefined) return payment;
      await sleep(100);
    }
  }

  const settled = async () => {
    const [row] = await ground.owner.query<{ settled: number; open: number }[]>(
      `SELECT count(*) FILTER (WHERE status = 'settled')::int AS settled,
              count(*) FILTER (WHERE ended_at IS NULL)::int AS open FROM payment_claims`,
    );
    return row;
  };

  it('loses nothing under load when the standby is synchronous', async () => {
    const { primary, standby } = await addStandby();
    await set(primary, `synchronous_standby_names = '*'`);
    const buyers = await Promise.all(
      Array.from({ length: BUYERS }, () => Buyer.with(ground.chain, FUNDS)),
    );
    const bought: { readonly payment: PaymentPayload; readonly answer: Answer }[] = [];
    const over = new AbortController();
    const shopping = buyers.map(async (buyer) => {
      let calls = 0;
      for (; !over.signal.aborted; calls += 1) {
        const payment = await signed(buyer);
        bought.push({ payment, answer: await insist(payment) });
      }
      return calls;
    });
    while (bought.length < 2 * BUYERS) await sleep(10);
    await failOver(primary, standby);
    const before = bought.length;
    while (bought.length < before + 2 * BUYERS) await sleep(10);
    over.abort();
    const calls = await Promise.all(shopping);
    for (const [at, buyer] of buyers.entries()) {
      expect(await buyer.balance()).toBe(FUNDS - BigInt(calls[at] ?? 0) * PRICE);
    }
    for (const { payment, answer } of bought) {
      expect((await send(listing.url, payment, INPUT)).body).toEqual(answer.body);
    }
    expect(await settled()).toEqual({ settled: bought.length, open: 0 });
  });

  it('charges nothing that the standby has not heard of, when it is asynchronous', async () => {
    const { primary, standby } = await addStandby();
    const [known, lost, open] = (await Promise.all(
      [1, 2, 3].map(() => Buyer.with(ground.chain, FUNDS)),
    )) as [Buyer, Buyer, Buyer];
    const first = await signed(known);
    const answer = await insist(first);
    await caughtUp(primary, standby);
    // From here on the standby hears of nothing, as one does that lags.
    await set(standby, `primary_conninfo = ''`);
    while ((await ask(standby, 'SELECT FROM pg_stat_wal_receiver')).length > 0) await sleep(20);
    const second = await signed(lost);
    expect((await send(listing.url, second, INPUT)).status).toBe(200);
    const third = await signed(open);
    const gate = new Gate();
    ground.claude.answer(answeringAfter(gate.opened, 'A haiku about coins'));
    ground.claude.requests.length = 0;
    const running = send(listing.url, third, INPUT);
    await whenAsked(ground.claude);
    await failOver(primary, standby);
    gate.open();

    // Under way: nobody was asked to charge, and the same payment buys once more.
    const broken = await running;
    expect(broken.status).toBe(503);
    expect(await open.balance()).toBe(FUNDS);
    ground.claude.answer(answering('A haiku about coins'));
    expect((await insist(third)).status).toBe(200);
    expect(await open.balance()).toBe(FUNDS - PRICE);
    // Known: it is answered from what the standby had.
    expect((await send(listing.url, first, INPUT)).body).toEqual(answer.body);
    // Paid, answered and forgotten: the chain still knows, so that nobody pays or works twice.
    const again = await send(listing.url, second, INPUT);
    expect(again).toMatchObject({ status: 402, body: { code: 'payment_required' } });
    expect(again.body['reason']).toMatch(/used|spent/);
    expect(await lost.balance()).toBe(FUNDS - PRICE);
  });
});
