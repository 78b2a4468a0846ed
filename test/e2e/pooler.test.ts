import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodePaymentRequiredHeader } from '@x402/core/http';
import type { Environment } from '../../src/common/config/index.js';
import { Database } from '../../src/common/database/index.js';
import { parseUsdc } from '../../src/common/money/index.js';
import { type Pooler, startPooler } from '../setup/pooler.js';
import { withProgram } from '../setup/programs.js';
import { Buyer, post, send } from './buyer.js';
import { type Ground, openReplica, prepareGround, PRICE, publish, type Replica } from './shop.js';

const INPUT = { topic: 'coins' };
const FUNDS = 10_000_000n;
const SESSION_PARAMETERS = 'statement_timeout,idle_in_transaction_session_timeout';

withProgram('pgbouncer', 'two replicas behind PgBouncer in transaction mode', (program) => {
  let ground: Ground;
  let pooler: Pooler;
  let first: Replica;
  let second: Replica;

  beforeAll(async () => {
    ground = await prepareGround();
    const { appUrl } = ground.database;
    pooler = await startPooler(program, appUrl);
    await bound(`'10s'`);
    const own = { ...through(pooler), DATABASE_LISTEN_URL: appUrl, DATABASE_TIMEOUT_MS: '9000' };
    const environment = { ...ground.environment, ...own };
    [first, second] = await Promise.all([
      openReplica({ environment }),
      openReplica({ environment }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([first, second].map(({ app }) => app.close()));
    await pooler.stop();
    await ground.clear();
  });

  /** As the role's own, in this database alone: other tests use the same role. */
  async function bound(timeout: string): Promise<void> {
    const { pathname, username } = new URL(ground.database.appUrl);
    const place = `${username} IN DATABASE ${pathname.slice(1)}`;
    await ground.owner.query(`ALTER ROLE ${place} SET statement_timeout = ${timeout}`);
  }

  it('sell, many at a time over four connections, and answer a payment that comes again', async () => {
    const { url } = await publish(first.origin);
    const atSecond = second.origin + new URL(url).pathname;
    const buyer = await Buyer.with(ground.chain, FUNDS);
    const payments = await Promise.all(Array.from({ length: 24 }, () => buyer.sign(url)));
    const answers = await Promise.all(
      payments.map((payment, n) => send(n % 2 === 0 ? url : atSecond, payment, INPUT)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(24).fill(200));
    const again = await Promise.all(
      payments.map((payment, n) => send(n % 2 === 0 ? atSecond : url, payment, INPUT)),
    );
    expect(again.map(({ body }) => body)).toEqual(answers.map(({ body }) => body));
    expect(await buyer.balance()).toBe(FUNDS - 24n * PRICE);
  });

  it('forget at once what its owner changed, at the one that was told and at the other', async () => {
    const { id, url, creator } = await publish(first.origin);
    const atSecond = second.origin + new URL(url).pathname;
    for (const price of ['0.06', '0.07', '0.08']) {
      const before = await priceAt(atSecond);
      await creator.send('PATCH', `/resources/${id}`, { price });
      await creator.send('POST', `/resources/${id}/publish`);
      expect(await priceAt(url)).toBe(String(parseUsdc(price)));
      while ((await priceAt(atSecond)) === before) await sleep(5);
      expect(await priceAt(atSecond)).toBe(await priceAt(url));
    }
  });

  it('run jobs as soon as they are asked for', async () => {
    const [{ id }] = await ground.owner.query<[{ id: string }]>(
      `SELECT (graphile_worker.add_job('recover_claims', max_attempts => 1)).id`,
    );
    const job = () => ground.owner.query('SELECT FROM graphile_worker.jobs WHERE id = $1', [id]);
    const asked = Date.now();
    while ((await job()).length > 0) await sleep(5);
    // Without a notification, the queue is looked at every two seconds.
    expect(Date.now() - asked).toBeLessThan(1_500);
  });

  it('bound each transaction, which no session does for them', async () => {
    const [set] = await first.app.get(Database).asService('payments', (tx) =>
      tx.query(`SELECT current_setting('statement_timeout') AS statement,
                       current_setting('idle_in_transaction_session_timeout') AS idle`),
    );
    expect(set).toEqual({ statement: '9s', idle: '1min' });
  });

  /** Why no server starts behind another PgBouncer. */
  async function refusal(settings: Environment, ignored = ''): Promise<unknown> {
    const other = await startPooler(program, ground.database.appUrl, ignored);
    try {
      const environment = { ...ground.environment, ...through(other), ...settings };
      await (await openReplica({ environment })).app.close();
      return undefined;
    } catch (error) {
      return error;
    } finally {
      await other.stop();
    }
  }

  it('do not start when their statements have no bound', async () => {
    await bound('0');
    const why = await refusal({ DATABASE_LISTEN_URL: ground.database.appUrl });
    await bound(`'10s'`);
    expect(why).toMatchObject({
      message: expect.stringContaining(`ALTER ROLE "coinslot" SET statement_timeout = '10s'`),
    });
  });

  it.each([
    ['refuses what a session begins with', ''],
    ['takes what a session begins with, and loses notifications', SESSION_PARAMETERS],
  ])('are told what to set about a pooler that %s', async (_, ignored) => {
    expect(await refusal({}, ignored)).toMatchObject({
      message: expect.stringMatching(/DATABASE_URL: .+\. Set DATABASE_LISTEN_URL to the same/),
    });
  });
});

function through({ url }: Pooler): Environment {
  return { DATABASE_URL: url };
}

async function priceAt(url: string): Promise<string | undefined> {
  const { headers } = await fetch(url, post({}));
  return decodePaymentRequiredHeader(headers.get('payment-required') ?? '').accepts[0]?.amount;
}
