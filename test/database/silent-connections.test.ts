import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { Buyer, send } from '../e2e/buyer.js';
import { answering, answeringAfter, Gate, generations, whenAsked } from '../e2e/claude.js';
import {
  type Ground,
  openReplica,
  prepareGround,
  PRICE,
  publish,
  type Replica,
} from '../e2e/shop.js';
import { SilentProxy } from '../setup/silent-proxy.js';

const INPUT = { topic: 'coins' };
const FUNDS = 1_000_000n;

describe('a server whose connections to the database go silent', () => {
  let ground: Ground;
  let proxy: SilentProxy;
  let replica: Replica;

  beforeAll(async () => {
    ground = await prepareGround();
  });
  beforeEach(async () => {
    ground.claude.requests.length = 0;
    proxy = await SilentProxy.start(ground.environment['DATABASE_URL'] ?? '');
    const own = {
      DATABASE_URL: proxy.url,
      DATABASE_TIMEOUT_MS: '2000',
      SHUTDOWN_TIMEOUT_MS: '2000',
    };
    replica = await openReplica({ environment: { ...ground.environment, ...own } });
  });
  afterEach(async () => {
    ground.claude.answer(answering('A haiku about coins'));
    proxy.lift();
    await replica.app.close();
    proxy.stop();
  });
  afterAll(() => ground.clear());

  const health = (which: string) => fetch(`${replica.origin}/health/${which}`);
  const known = () => fetch(`${replica.origin}/api/v1/resources`);

  /** Asks for a job and waits until it is done: a job that fails stays, and has an error. */
  async function expectToRun(name: string): Promise<void> {
    const [{ id }] = await ground.owner.query<[{ id: string }]>(
      `SELECT (graphile_worker.add_job($1, max_attempts => 1)).id`,
      [name],
    );
    for (;;) {
      const left = await ground.owner.query<{ last_error: string | null }[]>(
        `SELECT last_error FROM graphile_worker.jobs WHERE id = $1`,
        [id],
      );
      if (left.length === 0) return;
      expect(left).toEqual([{ last_error: null }]);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  it('closes them, all at once, and serves over new ones', async () => {
    expect((await known()).status).toBe(200);
    await Promise.all(Array.from({ length: 8 }, known));
    proxy.silence('working');
    // The first one finds out; whoever comes after it has a connection that works.
    expect((await known()).status).toBe(503);
    const after = await Promise.all(Array.from({ length: 8 }, known));
    expect(after.map(({ status }) => status)).toEqual(Array(8).fill(200));
  });

  it('runs jobs again over new ones', async () => {
    expect((await known()).status).toBe(200);
    proxy.silence('working');
    expect((await known()).status).toBe(503);
    await expectToRun('recover_claims');
  });

  it('is alive and says that it is not ready, both within bounds, until the database is back', async () => {
    proxy.silence('silent');
    expect((await health('ready')).status).toBe(503);
    expect((await health('live')).status).toBe(200);
    expect((await known()).status).toBe(503);
    proxy.lift();
    while (!(await health('ready')).ok) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await known()).status).toBe(200);
    await expectToRun('recover_claims');
  });

  it('stops working on a claim before anybody else may take it over', async () => {
    const { url } = await publish(replica.origin);
    const buyer = await Buyer.with(ground.chain, FUNDS);
    const gate = new Gate();
    ground.claude.answer(answeringAfter(gate.opened, 'too late'));
    const call = send(url, await buyer.sign(url), INPUT);
    await whenAsked(ground.claude);
    const asked = generations(ground.claude.requests).at(-1);
    proxy.silence('silent');
    const stopped = await asked?.closed.then(() => Date.now());
    const [claim] = await ground.owner.query(
      `SELECT lease_expires_at AS until FROM payment_claims WHERE payer = $1`,
      [buyer.wallet.address],
    );
    expect(stopped).toBeLessThan((claim as { until: Date }).until.getTime());
    proxy.lift();
    gate.open();
    const { status } = await call;
    expect(await buyer.balance()).toBe(status === 200 ? FUNDS - PRICE : FUNDS);
  });
});

describe('a server whose pool is used up', () => {
  it('keeps the leases of its calls all the same', async () => {
    const ground = await prepareGround({ DATABASE_POOL_SIZE: '2' });
    const replica = await openReplica(ground);
    const { url } = await publish(replica.origin);
    const buyer = await Buyer.with(ground.chain, FUNDS);
    const gate = new Gate();
    ground.claude.answer(answeringAfter(gate.opened, 'In time'));
    const call = send(url, await buyer.sign(url), INPUT);
    await whenAsked(ground.claude);
    const lease = async () => {
      const [claim] = await ground.owner.query(
        `SELECT lease_expires_at AS until FROM payment_claims WHERE payer = $1`,
        [buyer.wallet.address],
      );
      return (claim as { until: Date }).until.getTime();
    };
    const first = await lease();
    const runners = [1, 2].map(() => replica.app.get(DataSource).createQueryRunner());
    await Promise.all(runners.map((runner) => runner.connect()));
    while ((await lease()) === first) await new Promise((resolve) => setTimeout(resolve, 50));
    await Promise.all(runners.map((runner) => runner.release()));
    gate.open();
    expect(await call).toMatchObject({ status: 200, body: { response: 'In time' } });
    await replica.app.close();
    await ground.clear();
  });
});
