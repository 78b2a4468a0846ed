import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { Secret } from '../../src/common/crypto/index.js';
import { Database } from '../../src/common/database/index.js';
import { ConnectionStates } from '../../src/modules/integrations/connections/connection-states.service.js';
import type { DueConnection } from '../../src/modules/integrations/connections/renewals.repository.js';
import { RenewalsRepository } from '../../src/modules/integrations/connections/renewals.repository.js';
import {
  Renewals,
  type Renewal,
} from '../../src/modules/integrations/connections/renewals.service.js';
import { ConnectionProviders } from '../../src/modules/integrations/index.js';
import type { TokenSet } from '../../src/modules/integrations/providers/issued-tokens.js';
import { openShop, type Shop } from '../e2e/shop.js';
import { createDataSource } from '../setup/database.js';
import { enter } from '../setup/enter.js';

const DAY = 86_400;

let shop: Shop;
let application: DataSource;
let database: Database;
let states: ConnectionStates;
let renewals: Renewals;
let repository: RenewalsRepository;
let userId: string;

beforeAll(async () => {
  shop = await openShop();
  application = await createDataSource(shop.database.appUrl);
  database = shop.app.get(Database);
  states = shop.app.get(ConnectionStates);
  renewals = shop.app.get(Renewals);
  repository = shop.app.get(RenewalsRepository);
});
beforeEach(async () => {
  await shop.owner.query(`DELETE FROM connections`);
  userId = await newUser();
});
afterAll(async () => {
  await application.destroy();
  await shop.stop();
});

async function newUser(): Promise<string> {
  const id = randomUUID();
  await shop.owner.query(`INSERT INTO users (id) VALUES ($1)`, [id]);
  return id;
}

const pinterest = () => {
  const definition = shop.app.get(ConnectionProviders).find('pinterest')?.definition;
  if (definition?.auth[0].mode !== 'oauth2') throw new Error('Pinterest is connected otherwise');
  return { definition, refresh: definition.auth[0].refresh };
};

const tokens = (name: string, more: Partial<TokenSet> = {}): TokenSet => ({
  accessToken: new Secret(`planted-access-${name}`),
  refreshToken: new Secret(`planted-refresh-${name}`),
  expiresInSeconds: 30 * DAY,
  refreshExpiresInSeconds: 60 * DAY,
  ...more,
});

function connect(issued: TokenSet, of = userId): Promise<void> {
  return database.asUser(of, (tx) =>
    states.connect(tx, of, 'pinterest', {
      verification: 'valid',
      problem: null,
      isEnabled: true,
      metadata: { username: 'ada' },
      secrets: new Map(),
      tokens: { issued, refresh: pinterest().refresh },
    }),
  );
}

/** As the service that looks for what is due. */
const takeDue = () => database.asService('refresh', (tx) => repository.takeDue(tx, ['pinterest']));
/** The next time to renew has come. */
const passTime = () =>
  shop.owner.query(
    `UPDATE connections SET refresh_due_at = now() WHERE refresh_due_at IS NOT NULL`,
  );
/** Whoever is at a renewal has taken too long. */
const passLease = () => shop.owner.query(`UPDATE connections SET refresh_lease_until = now()`);

async function begin(): Promise<Renewal> {
  await passTime();
  const due = await takeDue();
  if (due === undefined) throw new Error('nothing is due');
  return renewalOf(due);
}

async function renewalOf(due: DueConnection): Promise<Renewal> {
  const { definition } = pinterest();
  const renewal = await database.asUser(due.userId, (tx) => renewals.ofDue(tx, definition, due));
  if (renewal === undefined) throw new Error('the lease is gone');
  return renewal;
}

const renew = (renewal: Renewal, issued: TokenSet) =>
  database.asUser(userId, (tx) => renewals.renew(tx, renewal, issued));
const postpone = (renewal: Renewal, retryAfter?: number) =>
  database.asUser(userId, (tx) =>
    renewals.postpone(tx, renewal, 'Pinterest cannot be reached', retryAfter),
  );
const expire = (renewal: Renewal) =>
  database.asUser(userId, (tx) => renewals.expire(tx, renewal, 'Pinterest ended it'));

async function stored(): Promise<Record<string, string>> {
  const { definition } = pinterest();
  const found = await database.asUser(userId, (tx) => states.read(tx, userId, definition));
  if (found === undefined) return {};
  const { secrets } = states.accessOf(definition, found);
  return Object.fromEntries([...secrets].map(([name, secret]) => [name, secret.reveal()]));
}

interface Row {
  readonly status: string;
  readonly lastError: string | null;
  readonly lastRefreshedAt: Date | null;
  readonly accessEnds: number | null;
  readonly refreshEnds: number | null;
  readonly due: number | null;
  readonly attempts: number;
  readonly lease: string | null;
  readonly metadata: object;
}

const left = (column: string) => `extract(epoch FROM ${column} - now())::float`;

/** How the connection stands; times are seconds from now on. */
async function row(): Promise<Row> {
  const [found] = await shop.owner.query<Row[]>(
    `SELECT status, last_error AS "lastError", last_refreshed_at AS "lastRefreshedAt", metadata,
         ${left('token_expires_at')} AS "accessEnds", ${left('refresh_due_at')} AS due,
         ${left('refresh_token_expires_at')} AS "refreshEnds", refresh_attempts AS attempts,
         refresh_lease AS lease FROM connections WHERE user_id = $1`,
    [userId],
  );
  if (found === undefined) throw new Error('there is no connection');
  return found;
}

async function events(): Promise<[string, object][]> {
  const rows: { type: string; data: object }[] = await shop.owner.query(
    `SELECT type, data FROM outbox WHERE user_id = $1 ORDER BY id`,
    [userId],
  );
  return rows.map(({ type, data }) => [type, data]);
}

describe('tokens', () => {
  it('are stored with their times when a user connects', async () => {
    await connect(tokens('1'));
    expect(await stored()).toEqual({
      access_token: 'planted-access-1',
      refresh_token: 'planted-refresh-1',
    });
    const { status, accessEnds, refreshEnds, due, lastRefreshedAt } = await row();
    expect([status, lastRefreshedAt]).toEqual(['connected', null]);
    expect(Math.round((accessEnds ?? 0) / DAY)).toBe(30);
    expect(Math.round((refreshEnds ?? 0) / DAY)).toBe(60);
    expect(due).toBeGreaterThan(28.7 * DAY);
    expect(due).toBeLessThanOrEqual(29 * DAY);
  });

  it('stand in no column, and in no event', async () => {
    await connect(tokens('1'));
    await expire(await begin());
    const text = await shop.owner.query(
      `SELECT (SELECT string_agg(c::text, '') FROM connections c)
        || (SELECT string_agg(o::text, '') FROM outbox o) AS text`,
    );
    expect(JSON.stringify(text)).not.toContain('planted-');
  });

  it('that do not end are never due', async () => {
    await connect({ accessToken: new Secret('planted-access-1') });
    expect(await row()).toMatchObject({ accessEnds: null, due: null });
  });

  it('that cannot be renewed are due when they end', async () => {
    await connect({ accessToken: new Secret('planted-access-1'), expiresInSeconds: DAY });
    expect(Math.round((await row()).due ?? 0)).toBe(DAY);
  });
});

describe('a renewal', () => {
  beforeEach(() => connect(tokens('1')));

  it('replaces the tokens and their times, and leaves all else', async () => {
    await shop.owner.query(`UPDATE connections SET last_error = 'planted', last_error_at = now()`);
    expect(await renew(await begin(), tokens('2', { expiresInSeconds: 40 * DAY }))).toBe('kept');
    expect(await stored()).toEqual({
      access_token: 'planted-access-2',
      refresh_token: 'planted-refresh-2',
    });
    const { accessEnds, ...rest } = await row();
    expect(Math.round((accessEnds ?? 0) / DAY)).toBe(40);
    expect(rest).toMatchObject({
      status: 'connected',
      lastError: null,
      lastRefreshedAt: expect.any(Date),
      lease: null,
      attempts: 0,
      metadata: { username: 'ada' },
    });
    expect((await events()).map(([type]) => type)).toEqual(['connection.connected']);
  });

  it('keeps the refresh token, and its end, where the provider gives none', async () => {
    const renewal = await begin();
    const issued = { accessToken: new Secret('planted-access-2'), expiresInSeconds: 30 * DAY };
    expect(await renew(renewal, issued)).toBe('kept');
    expect(await stored()).toEqual({
      access_token: 'planted-access-2',
      refresh_token: 'planted-refresh-1',
    });
    const { refreshEnds, due } = await row();
    expect(Math.round((refreshEnds ?? 0) / DAY)).toBe(60);
    expect(due).toBeLessThanOrEqual(29 * DAY);
  });

  it('is done by one process, until its lease has ended', async () => {
    const first = await begin();
    await passTime();
    expect(await takeDue()).toBeUndefined();
    await passLease();
    const due = await takeDue();
    if (due === undefined) throw new Error('the lease did not end');
    const second = await renewalOf(due);
    expect([first.wasInterrupted, second.wasInterrupted]).toEqual([false, true]);
    expect(await renew(first, tokens('late'))).toBe('replaced');
    expect(await expire(first)).toBe('replaced');
    expect(await postpone(first)).toBe('replaced');
    expect(await renew(second, tokens('2'))).toBe('kept');
    expect(await stored()).toMatchObject({ access_token: 'planted-access-2' });
  });

  it('is taken over although the clock of the database was set back', async () => {
    await begin();
    await shop.owner.query(
      `UPDATE connections SET refresh_lease_until = now() + interval '1 day', refresh_due_at = now()`,
    );
    expect(await takeDue()).toBeDefined();
  });

  it('is begun once for each connection, however many look for what is due', async () => {
    const others = await Promise.all(Array.from({ length: 9 }, newUser));
    await Promise.all(others.map((other) => connect(tokens(other), other)));
    await passTime();
    const taken = await Promise.all(Array.from({ length: 25 }, takeDue));
    const ids = taken.flatMap((due) => due?.id ?? []);
    expect([ids.length, new Set(ids).size]).toEqual([10, 10]);
  });

  it.each([
    [
      'disconnected',
      'ended',
      () => database.asUser(userId, (tx) => states.disconnect(tx, userId, 'pinterest')),
    ],
    [
      'deleted with its account',
      'ended',
      () => shop.owner.query(`DELETE FROM users WHERE id = $1`, [userId]),
    ],
    ['made anew', 'replaced', () => connect(tokens('anew'))],
  ])('stores nothing once the connection was %s', async (_how, kept, change) => {
    const renewal = await begin();
    await change();
    const before = await stored();
    expect(await renew(renewal, tokens('late'))).toBe(kept);
    expect(await expire(renewal)).toBe(kept);
    expect(await postpone(renewal)).toBe(kept);
    expect(await stored()).toEqual(before);
    const told = await events();
    expect(told.map(([type]) => type)).not.toContain('connection.expired');
  });

  it('stores nothing over other secrets than those that it began with', async () => {
    const renewal = await begin();
    await shop.owner.query(
      `UPDATE credentials SET version = version + 1 WHERE type = 'refresh_token'`,
    );
    expect(await renew(renewal, tokens('late'))).toBe('replaced');
  });

  it('is not begun for what the user has to connect again or is not connected', async () => {
    for (const status of ['error', 'expired', 'connecting', 'disconnected']) {
      await passTime();
      await shop.owner.query(`UPDATE connections SET status = $1`, [status]);
      expect(await takeDue()).toBeUndefined();
    }
  });
});

describe('access that cannot be renewed', () => {
  beforeEach(() => connect(tokens('1')));

  it('expires: its secrets are erased, and the user is told why', async () => {
    expect(await expire(await begin())).toBe('kept');
    expect(await stored()).toEqual({});
    const { accessEnds, ...rest } = await row();
    expect(accessEnds).toBeLessThanOrEqual(0);
    expect(rest).toMatchObject({
      status: 'expired',
      lastError: 'Pinterest ended it',
      refreshEnds: null,
      due: null,
      lease: null,
      metadata: { username: 'ada' },
    });
    expect(await events()).toEqual([
      ['connection.connected', { provider: 'pinterest' }],
      ['connection.expired', { provider: 'pinterest', reason: 'Pinterest ended it' }],
    ]);
    const credentials = await shop.owner.query(`SELECT id FROM credentials WHERE user_id = $1`, [
      userId,
    ]);
    expect(credentials).toEqual([]);
  });

  it.each(['expired', 'error'])('is connected again in place when it is %s', async (status) => {
    await expire(await begin());
    await shop.owner.query(`UPDATE connections SET status = $1`, [status]);
    await connect(tokens('2'));
    expect(await stored()).toMatchObject({ access_token: 'planted-access-2' });
    expect(await row()).toMatchObject({ status: 'connected', lastError: null });
    const rows = await shop.owner.query(`SELECT id FROM connections WHERE user_id = $1`, [userId]);
    expect(rows).toHaveLength(1);
    await renew(await begin(), tokens('3'));
    expect(await stored()).toMatchObject({ access_token: 'planted-access-3' });
  });
});

/** Renewals have failed for so long, and the access ends in so many seconds. */
const fail = async (failingFor: number, accessEnds: number, retryAfter?: number) => {
  const renewal = await begin();
  await shop.owner.query(
    `UPDATE connections SET refresh_failing_since = now() - make_interval(secs => $1),
       token_expires_at = now() + make_interval(secs => $2)`,
    [failingFor, accessEnds],
  );
  return postpone(renewal, retryAfter);
};

describe('a provider that cannot be asked', () => {
  beforeEach(() => connect(tokens('1')));

  it('leaves the connection as it is, says why, and is asked again later', async () => {
    expect(await postpone(await begin())).toBe('kept');
    const { due, ...rest } = await row();
    expect(due).toBeGreaterThan(20);
    expect(due).toBeLessThanOrEqual(60);
    expect(rest).toMatchObject({
      status: 'connected',
      lastError:
        'The access could not be renewed yet: Pinterest cannot be reached. The server tries again',
      attempts: 1,
      lease: null,
    });
    await postpone(await begin());
    const second = await row();
    expect(second).toMatchObject({ attempts: 2 });
    expect(second.due).toBeGreaterThan(50);
    expect((await events()).map(([type]) => type)).toEqual(['connection.connected']);
  });

  it('is asked when it wants to be', async () => {
    await postpone(await begin(), 7_200);
    expect(Math.round((await row()).due ?? 0)).toBe(7_200);
  });

  it('leaves access that has run out connected, which nobody has to permit again, and says so', async () => {
    expect(await fail(DAY, -60)).toBe('kept');
    expect(await row()).toMatchObject({
      status: 'connected',
      lastError: expect.stringMatching(/^The access has ended and could not be renewed yet: /),
    });
  });

  it('is given up when the patience of its definition and the access have ended', async () => {
    expect(await fail(4 * DAY + 1, 60)).toBe('kept');
    expect(await row()).toMatchObject({ status: 'connected' });
    expect(await fail(4 * DAY + 1, -1)).toBe('expired');
    expect(await row()).toMatchObject({ status: 'expired', due: null });
    const [, told] = await events();
    const reason = 'Pinterest cannot be reached. The server has given up: connect again';
    expect(told).toEqual(['connection.expired', { provider: 'pinterest', reason }]);
    expect(await stored()).toEqual({});
  });
});

const as = (sql: string) =>
  application.transaction(async (tx) => {
    await enter(tx, { service: 'refresh' });
    return tx.query<unknown>(sql);
  });

describe('the service that looks for what is due', () => {
  beforeEach(() => connect(tokens('1')));

  it.each([
    `SELECT metadata FROM connections`,
    `SELECT last_error FROM connections`,
    `SELECT ciphertext FROM credentials`,
    `SELECT version FROM credential_versions`,
    `UPDATE connections SET status = 'connected'`,
    `UPDATE connections SET refresh_due_at = now()`,
    `DELETE FROM connections`,
    `INSERT INTO outbox (user_id, type, data) VALUES (gen_random_uuid(), 'planted.event', '{}')`,
  ])('may not: %s', async (sql) => {
    await expect(as(sql)).rejects.toThrow('permission denied');
  });

  it('sees only what is renewed at all', async () => {
    const other = await newUser();
    await connect({ accessToken: new Secret('planted-endless') }, other);
    expect(await as(`SELECT user_id FROM connections`)).toEqual([{ user_id: userId }]);
  });
});
