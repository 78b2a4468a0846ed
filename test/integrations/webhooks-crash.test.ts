import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { migrate } from '../../src/common/database/index.js';
import { type PostgresServer, startPostgres } from '../../src/sandbox/postgres/index.js';
import { type ServerProcess, startServer } from '../e2e/server-process.js';
import { type Ground, prepareGround } from '../e2e/shop.js';
import { createDataSource } from '../setup/database.js';
import { isSignedBy, Receiver, type Received } from './webhook-receiver.js';
import { HookUser, passTime, until } from './webhook-shop.js';

const USERS = 10;
const WEBHOOKS_EACH = 5;
const EVENTS_EACH = 20;
const ALL = USERS * WEBHOOKS_EACH * EVENTS_EACH;

const SEED = 'a thousand webhooks';
/** No message fails so often that it becomes a dead letter, together with those that kills cost. */
const MOST_FAILURES = 4;

/** What was answered with 2xx, with who it was for. */
const accepted: Received[] = [];
/** How often each message came. */
const times = new Map<string, number>();
let [asked, refused] = [0, 0];

/** Whether the receiver fails this time: by chance, half of the time, and the same in each run. */
function isRefused(hook: string, n: number | undefined, nth: number): boolean {
  const [byte = 0] = createHash('sha256').update(`${SEED} ${hook} ${n} ${nth}`).digest();
  return nth <= MOST_FAILURES && byte < 128;
}

let ground: Ground;
let directory: string;
let postgres: PostgresServer;
let owner: DataSource;
let receiver: Receiver;
let servers: ServerProcess[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'coinslot-webhooks-'));
  [ground, postgres] = await Promise.all([
    prepareGround(),
    startPostgres({ directory, ephemeral: true }),
  ]);
  const url = `postgres://coinslot:secret@${postgres.host}:${postgres.port}/postgres`;
  await migrate(postgres.url(), url);
  owner = await createDataSource(postgres.url());
  receiver = await Receiver.start((received, response) => {
    const id = received.headers['webhook-id'] ?? '';
    const nth = (times.get(id) ?? 0) + 1;
    times.set(id, nth);
    const hook = hookOf(received.path);
    const fails = isRefused(hook, received.event.data.n, nth);
    asked += 1;
    if (fails) refused += 1;
    else accepted.push(received);
    response.writeHead(fails ? 500 : 204).end();
  });
  const settings = {
    // Production mode: the sandbox is not even loaded.
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://shop.example',
    DATABASE_URL: url,
    EGRESS_ALLOW: '127.0.0.0/8',
  };
  ground = { ...ground, environment: { ...ground.environment, ...settings } };
  servers = [await startServer(ground.environment), await startServer(ground.environment)];
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.end('SIGKILL')));
  receiver.stop();
  await owner.destroy();
  await postgres.stop();
  await ground.clear();
  await rm(directory, { recursive: true, force: true });
});

/** Does it again for as long as the database is away. */
async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Writes an event once, also when the answer to its commit is lost. */
const happen = (user: string, n: number) =>
  insist(() =>
    owner.query(
      `INSERT INTO outbox (user_id, type, data)
         SELECT $1::uuid, 'x_test.happened', jsonb_build_object('n', $2::int, 'user', $1::text)
          WHERE NOT EXISTS (SELECT FROM outbox WHERE user_id = $1::uuid AND data->>'n' = $2::text)`,
      [user, n],
    ),
  );

/** As if every pause were over. */
const pausesEnd = () => insist(() => passTime(owner));

const users: HookUser[] = [];
/** Which user's which webhook a path is for: the same in each run, as ids are not. */
function hookOf(path: string): string {
  const [, , user, nth] = path.split('/');
  return `${users.findIndex(({ id }) => id === user)} ${nth}`;
}

/** As if what dead processes had in hand had been theirs for long enough. */
const leasesEnd = async () => {
  await insist(() => owner.query(`UPDATE webhook_endpoints SET leased_until = NULL`));
  await insist(() => owner.query(`UPDATE event_deliveries SET due_at = now()`));
};

/** Ends one of the server's processes of PostgreSQL, so that all of it recovers as from a crash. */
async function killPostgres(): Promise<void> {
  const [backend] = await owner.query<{ pid: number }[]>(
    `SELECT pid FROM pg_stat_activity WHERE usename = 'coinslot' LIMIT 1`,
  );
  if (backend === undefined) throw new Error('nobody uses the database');
  process.kill(backend.pid, 'SIGKILL');
  await insist(() => owner.query('SELECT 1'));
}

const distinct = () => new Set(accepted.map(({ headers }) => headers['webhook-id'])).size;

describe('a thousand webhooks to a receiver that fails half of the time', () => {
  it('are delivered in order, and none is lost, while servers and the database are killed', async () => {
    const [first] = servers;
    if (first === undefined) throw new Error('there is no server');
    const secrets = new Map<string, string>();
    for (let at = 0; at < USERS; at += 1) {
      const user = await HookUser.signIn(first.origin, owner);
      users.push(user);
      for (let nth = 0; nth < WEBHOOKS_EACH; nth += 1) {
        const url = `${receiver.url}/${user.id}/${nth}`;
        secrets.set(new URL(url).pathname, (await user.hook(url)).secret);
      }
    }
    const writing = Promise.all(
      users.map(async ({ id }) => {
        for (let n = 0; n < EVENTS_EACH; n += 1) await happen(id, n);
      }),
    );
    const over = new AbortController();
    const passing = (async () => {
      while (!over.signal.aborted) {
        await pausesEnd();
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    })();

    await until(() => distinct() >= 150);
    await servers[0]?.end('SIGKILL');
    await leasesEnd();
    servers = [...servers.slice(1), await startServer(ground.environment)];
    await until(() => distinct() >= 400);
    await killPostgres();
    await leasesEnd();
    await until(() => distinct() >= 700);
    await servers[0]?.end('SIGKILL');
    servers = servers.slice(1);
    await leasesEnd();
    await writing;
    await until(() => distinct() === ALL);
    over.abort();
    await passing;

    for (const [path, secret] of secrets) {
      const own = accepted.filter((message) => message.path === path);
      const came = receiver.received.filter((message) => message.path === path);
      for (const messages of [own, came]) {
        const numbers = [...new Set(messages.map(({ event }) => event.data.n))];
        expect(numbers).toEqual(Array.from({ length: EVENTS_EACH }, (_, n) => n));
      }
      expect(new Set(own.map(({ headers }) => headers['webhook-id'])).size).toBe(EVENTS_EACH);
      expect(own.filter((message) => !isSignedBy(secret, message))).toEqual([]);
    }
    expect(refused / asked).toBeGreaterThan(0.4);
    expect(refused / asked).toBeLessThan(0.6);
    const dead = await owner.query(`SELECT FROM webhook_deliveries WHERE status = 'dead'`);
    expect(dead).toEqual([]);
  });
});
