import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Environment } from '../../src/common/config/index.js';
import { Secret } from '../../src/common/crypto/index.js';
import { open, seal } from '../../src/modules/integrations/vault/envelope.js';
import { ProviderServer } from '../../src/sandbox/providers/provider-server.js';
import { type ServerProcess, startServer } from '../e2e/server-process.js';
import { type Ground, prepareGround } from '../e2e/shop.js';
import { Traffic } from './rotation-traffic.js';

const K1 = Buffer.alloc(32, 7);
const K2 = Buffer.alloc(32, 9);
const k1 = `k1:${K1.toString('base64')}`;
const k2 = `k2:${K2.toString('base64')}`;
const ROWS = 500;

let services: ProviderServer;
let ground: Ground;

beforeAll(async () => {
  services = await ProviderServer.start();
  // Production mode: the sandbox is not even loaded.
  ground = await prepareGround({
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://shop.example',
    EGRESS_ALLOW: services.host,
    DYNAMIC_MOCKUPS_BASE_URL: services.urls.dynamicMockups,
  });
});
afterAll(async () => {
  await ground.clear();
  await services.stop();
});

const keyed = (keys: string, active: string): Environment => ({
  ...ground.environment,
  VAULT_KEYS: keys,
  VAULT_ACTIVE_KEY: active,
});
const start = (keys: string, active: string) => () => startServer(keyed(keys, active));

/** Keys of so many users, sealed with the old master key. */
async function keepKeys(): Promise<Map<string, string>> {
  const keyring = { keys: new Map([['k1', K1]]), activeKid: 'k1' };
  const secrets = new Map<string, string>();
  for (let n = 0; n < ROWS; n += 1) {
    const userId = randomUUID();
    const secret = `sk-ant-planted-${userId}`;
    const context = { userId, provider: 'claude', type: 'api_key', version: 1_000_001 };
    const sealed = seal(new Secret(secret), context, keyring);
    await ground.owner.query(`INSERT INTO users (id) VALUES ($1)`, [userId]);
    await ground.owner.query(
      `WITH c AS (INSERT INTO connections (user_id, provider, status, verification, is_enabled)
         VALUES ($1, 'claude', 'connected', 'valid', true) RETURNING id)
       INSERT INTO credentials (connection_id, user_id, provider, type, kid, wrapped_key, ciphertext,
           hint, version)
         SELECT id, $1, 'claude', 'api_key', 'k1', $2, $3, 'last', $4 FROM c`,
      [userId, sealed.wrappedKey, sealed.ciphertext, context.version],
    );
    secrets.set(userId, secret);
    if (n > 0) continue;
    await ground.owner.query(
      `INSERT INTO token_revocations
           (user_id, provider, type, kid, wrapped_key, ciphertext, version, inputs, due_at)
         VALUES ($1, 'klaviyo', 'refresh_token', 'k1', $2, $3, 1, '{}', now() + interval '1 hour')`,
      [userId, sealed.wrappedKey, sealed.ciphertext],
    );
    await ground.owner.query(
      `INSERT INTO oauth_states (state_hash, user_id, provider, mode, cookie_hash, kid, wrapped_key,
           ciphertext, inputs, expires_at)
         VALUES (sha256('state'), $1, 'klaviyo', 'oauth2', sha256('cookie'), 'k1', $2, $3, '{}',
           now() + interval '1 hour')`,
      [userId, sealed.wrappedKey, sealed.ciphertext],
    );
  }
  return secrets;
}

interface Row {
  readonly userId: string;
  readonly kid: string;
  readonly provider: string;
  readonly type: string;
  readonly version: number;
  readonly wrappedKey: Buffer;
  readonly ciphertext: Buffer;
}
const rows = () =>
  ground.owner.query<Row[]>(
    `SELECT user_id AS "userId", kid, provider, type, version, wrapped_key AS "wrappedKey", ciphertext
       FROM credentials`,
  );
/** Under which master keys everything is that is sealed, in whatever table. */
async function kids(): Promise<Set<string>> {
  const tables = await ground.owner.query<{ name: string }[]>(
    `SELECT table_name AS name FROM information_schema.columns
      WHERE table_schema = 'public' AND column_name = 'wrapped_key'`,
  );
  const found = new Set<string>();
  for (const { name } of tables) {
    const used = await ground.owner.query<{ kid: string }[]>(`SELECT DISTINCT kid FROM ${name}`);
    expect([name, used]).not.toEqual([name, []]);
    for (const { kid } of used) found.add(kid);
  }
  return found;
}

function rotate(): ChildProcess {
  const env = Object.fromEntries(
    Object.entries({ ...keyed(`${k1},${k2}`, 'k2'), LOG_LEVEL: 'warn' }).filter(
      ([, value]) => value,
    ),
  );
  return spawn(process.execPath, ['dist/src/commands/rotate-vault.js'], { env });
}

/** Runs a rotation to its end; what it says of itself. */
async function rotateToTheEnd() {
  const command = rotate();
  const [said, [code]] = await Promise.all([
    command.stdout ? text(command.stdout) : '',
    once(command, 'close') as Promise<[number]>,
  ]);
  const result = said.trim().split('\n').at(-1) ?? '';
  return { code, ...(JSON.parse(result) as { rewrapped: number; remaining: number }) };
}

/** How many secrets are under the old key. */
const old = async () => (await rows()).filter(({ kid }) => kid === 'k1').length;

/** Kills a rotation with some of its work kept, and some not begun. */
async function killOneMidway(): Promise<void> {
  // Each row takes a while, as it does on a busy database.
  await ground.owner.query(`
    CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_sleep(0.01); RETURN NEW; END $$;
    CREATE TRIGGER linger BEFORE UPDATE OF kid ON credentials
      FOR EACH ROW WHEN (NEW.kid = 'k2' AND OLD.kid = 'k1' AND NEW.ciphertext = OLD.ciphertext)
      EXECUTE FUNCTION linger()`);
  const before = await old();
  const command = rotate();
  while ((await old()) > before - 100) await sleep(20);
  const killed = once(command, 'close');
  command.kill('SIGKILL');
  await killed;
  await ground.owner.query(`DROP TRIGGER linger ON credentials; DROP FUNCTION linger`);
}

describe('the master key of the vault', () => {
  const replicas: ServerProcess[] = [];
  let traffic: Traffic;
  afterAll(async () => {
    await traffic.end();
    await Promise.all(replicas.map((server) => server.end('SIGKILL')));
  });

  it('is changed while two replicas go on selling, connecting and testing', async () => {
    const secrets = await keepKeys();
    // As README.md says: every replica knows the new key before the first one seals with it.
    replicas.push(await start(k1, 'k1')(), await start(`${k1},${k2}`, 'k1')());
    traffic = await Traffic.begin(ground, replicas);
    await traffic.goOn();
    const restart = async (keys: string, active: string) => {
      for (const [at, replica] of replicas.entries()) {
        replicas[at] = await traffic.replace(replica, start(keys, active));
        await traffic.goOn();
      }
    };

    await restart(`${k1},${k2}`, 'k2');
    await killOneMidway();
    expect(await kids()).toEqual(new Set(['k1', 'k2']));
    await traffic.goOn();
    expect(await rotateToTheEnd()).toMatchObject({ code: 0, remaining: 0 });
    expect(await kids()).toEqual(new Set(['k2']));
    await restart(k2, 'k2');

    await traffic.end();
    expect(traffic.failures).toEqual([]);
    const keyring = { keys: new Map([['k2', K2]]), activeKid: 'k2' };
    for (const row of await rows()) {
      const secret = open(row, row, keyring).reveal();
      if (secrets.has(row.userId)) expect(secret).toBe(secrets.get(row.userId));
    }
  }, 300_000);
});
