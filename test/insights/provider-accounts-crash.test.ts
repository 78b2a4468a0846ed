import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { generatePrivateKey } from 'viem/accounts';
import { ProviderServer } from '../../src/sandbox/providers/provider-server.js';
import { type ServerProcess, startServer } from '../e2e/server-process.js';
import { type Ground, prepareGround } from '../e2e/shop.js';
import { standInSettings } from '../integrations/planted-keys.js';
import { AccountsGround, newKey, type Person, signIn, until } from './provider-accounts-ground.js';

const PROGRAM = 'test/integrations/plain-server-process.mjs';

let services: ProviderServer;
let ground: Ground;
let accounts: AccountsGround;
const servers: ServerProcess[] = [];

beforeAll(async () => {
  services = await ProviderServer.start({ size: { workspaces: 2, models: 2 } });
  ground = await prepareGround({ ...standInSettings(services), EGRESS_ALLOW: '127.0.0.0/8' });
  accounts = new AccountsGround(ground, services);
});
afterEach(() => services.faults.clear());
afterAll(async () => {
  await Promise.all(servers.map((server) => server.end('SIGKILL')));
  await ground.clear();
  await services.stop();
});

async function start(): Promise<ServerProcess> {
  const server = await startServer(ground.environment, '.', PROGRAM);
  servers.push(server);
  return server;
}

interface Kept {
  readonly from: string;
  readonly rows: number;
  readonly cost: string;
}

/** What is kept, of days that change no more, by the cut that all sums are made from. */
async function kept({ id }: Person): Promise<Kept> {
  const [row] = await ground.owner.query<Kept[]>(
    `SELECT (SELECT known_from::text FROM provider_coverage
         WHERE user_id = $1 AND report = 'usage') AS from,
        count(*)::int AS rows, coalesce(sum(cost), 0)::text AS cost
       FROM provider_usage WHERE user_id = $1 AND cut = 'fine'
        AND day < (now() AT TIME ZONE 'UTC')::date - 2`,
    [id],
  );
  if (row === undefined) throw new Error('a sum has a row');
  return row;
}

/** The windows that a key asked usage by workspace and model for, by their first days. */
function windows(key: string): string[] {
  return accounts
    .asked(key)
    .filter(
      ({ path, query }) =>
        path.endsWith('/analytics/usage') &&
        query.get('page') === null &&
        query.getAll('group_by[]').includes('workspace_id'),
    )
    .map(({ query }) => (query.get('starting_at') ?? '').slice(0, 10));
}

/** The same day is always the same there, and so is what the account of another key comes to. */
async function undisturbed(server: ServerProcess): Promise<Kept> {
  const person = await signIn(server.origin);
  await person.api.send('POST', '/integrations/anthropic/connect', { apiKey: newKey() });
  await accounts.collectAll(person);
  return kept(person);
}

/** The next run begins the window again that the questions of a run did not suffice for, and no other. */
function expectEachOnce(windowsAsked: readonly string[]): void {
  const begun = windowsAsked.filter((from, at) => from !== windowsAsked[at - 1]);
  expect(new Set(begun).size).toBe(begun.length);
}

const daysAgo = (days: number) =>
  new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

describe('a server that is killed between two windows', () => {
  it('is read on by another, from the window on that it was at', async () => {
    const doomed = await start();
    const key = newKey();
    const wallet = generatePrivateKey();
    const ada = await signIn(doomed.origin, wallet);
    await ada.api.send('POST', '/integrations/anthropic/connect', { apiKey: key });
    await until(() => accounts.isWaiting(ada));
    // A window of the past never gets its answer.
    services.faults.add({
      service: 'anthropic',
      path: /analytics\/usage.*starting_at=2026-0[1-8]/,
      delayMs: 600_000,
    });
    await accounts.makeDue(ada);
    await accounts.look();
    await until(() => windows(key).some((from) => from < '2026-09-01'));
    const before = await kept(ada);
    expect(before.rows).toBeGreaterThan(0);
    await doomed.end('SIGKILL');
    services.faults.clear();
    const asked = windows(key);

    const [one] = await Promise.all([start(), start()]);
    await accounts.look(2);
    expect((await accounts.collection(ada))?.lease).not.toBeNull();
    await accounts.passLease();
    expect((await accounts.collectAll(ada)).status).toBe('complete');

    // What was kept is not asked for again, but for what can still change.
    const again = windows(key)
      .slice(asked.length)
      .filter((from) => from < daysAgo(4));
    expect(again.filter((from) => from >= before.from)).toEqual([]);
    expectEachOnce(again);
    expect(await kept(ada)).toEqual(await undisturbed(one));
  });
});

describe('two servers at once', () => {
  it('read an account one at a time, each window once, in runs of 60 questions', async () => {
    const server = servers.at(-1)!;
    const key = newKey();
    const ada = await signIn(server.origin);
    await ada.api.send('POST', '/integrations/anthropic/connect', { apiKey: key });
    await until(() => accounts.isWaiting(ada));
    const before = accounts.asked(key).length;
    await ground.owner.query(
      `UPDATE provider_collections SET due_at = 'infinity' WHERE user_id <> $1`,
      [ada.id],
    );
    let runs = 0;
    while ((await accounts.collection(ada))?.status !== 'complete') {
      await accounts.makeDue(ada);
      await accounts.look(4);
      runs += 1;
      await until(async () => {
        const [row] = await ground.owner.query<{ isOver: boolean }[]>(
          `SELECT rest_until IS NOT NULL AND lease IS NULL AS "isOver"
             FROM provider_collections WHERE user_id = $1`,
          [ada.id],
        );
        return row?.isOver === true;
      });
    }
    expect(accounts.asked(key).length - before).toBeLessThanOrEqual(60 * runs);
    const past = windows(key).filter((from) => from < daysAgo(40));
    expect(past.length).toBeGreaterThan(5);
    expectEachOnce(past);
  });
});
