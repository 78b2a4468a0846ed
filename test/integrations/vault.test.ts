import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import { generatePrivateKey } from 'viem/accounts';
import { AppModule } from '../../src/app.module.js';
import { parseConfig } from '../../src/common/config/index.js';
import { createLogger } from '../../src/common/observability/index.js';
import { CredentialReader, VaultRotation } from '../../src/modules/integrations/index.js';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { openShop, type Shop } from '../e2e/shop.js';
import { createDataSource } from '../setup/database.js';
import { type Context, enter } from '../setup/enter.js';

const KEY = 'sk-ant-planted-vault-5678';
const NEW = `k2:${Buffer.alloc(32, 9).toString('base64')}`;

/** The keys of users, as the application reads them for calls. */
function revealAll(app: INestApplicationContext, ids: readonly string[]) {
  const reader = app.get(CredentialReader, { strict: false });
  const one = async (id: string) => (await reader.revealForExecution(id, 'claude'))?.reveal();
  return Promise.all(ids.map(one));
}

describe('the vault', () => {
  let shop: Shop;
  let application: DataSource;
  let ownerId: string;
  let creator: ApiClient;

  beforeAll(async () => {
    shop = await openShop();
    application = await createDataSource(shop.database.appUrl);
  });
  beforeEach(async () => {
    ({ id: ownerId, creator } = await creatorWithKey(KEY));
  });
  afterAll(async () => {
    await application.destroy();
    await shop.stop();
  });

  async function creatorWithKey(apiKey: string) {
    const signedIn = await ApiClient.signIn(shop.origin, generatePrivateKey());
    await signedIn.send('PUT', '/integrations/claude/config', { apiKey });
    const { id } = await signedIn.send<{ id: string }>('GET', '/me');
    return { id, creator: signedIn };
  }

  const save = (apiKey: string) => creator.send('PUT', '/integrations/claude/config', { apiKey });

  /** The master key that the shop has, and the next one. */
  const bothKeys = () => `${shop.environment['VAULT_KEYS']},${NEW}`;

  /** The application with other master keys. */
  async function openWith(keys: string) {
    const config = parseConfig({ ...shop.environment, VAULT_KEYS: keys, VAULT_ACTIVE_KEY: 'k2' });
    const module = AppModule.forRoot(config, createLogger('silent'));
    return NestFactory.createApplicationContext(module, { logger: false });
  }

  const reveal = async (id: string) => (await revealAll(shop.app, [id]))[0];

  /** Raw SQL as the application's role, in the context of a user or a service. */
  function as(context: Context, sql: string, values: unknown[] = []): Promise<unknown[]> {
    return application.transaction(async (tx) => {
      await enter(tx, context);
      const result: unknown = await tx.query(sql, values);
      return Array.isArray(result) && Array.isArray(result[0]) ? result[0] : (result as unknown[]);
    });
  }

  it('gives the execution service the key, and null when it is missing', async () => {
    expect(await reveal(ownerId)).toBe(KEY);
    expect(await reveal(randomUUID())).toBeUndefined();
  });

  it('keeps nothing readable in the table', async () => {
    const [row] = await shop.owner.query(
      `SELECT c::text AS text FROM credentials c WHERE user_id = $1`,
      [ownerId],
    );
    expect(row.text).not.toContain(KEY);
    expect(row.text).not.toContain(Buffer.from(KEY).toString('hex'));
    expect(row.text).toContain('5678');
  });

  it('opens no ciphertext that was swapped with another user’s', async () => {
    const { id: otherId } = await creatorWithKey(`${KEY}-other`);
    await shop.owner.query(
      `UPDATE credentials a SET ciphertext = b.ciphertext, wrapped_key = b.wrapped_key
         FROM credentials b WHERE a.user_id = $1 AND b.user_id = $2`,
      [ownerId, otherId],
    );
    await expect(reveal(ownerId)).rejects.toThrow();
    expect(await reveal(otherId)).toBe(`${KEY}-other`);
  });

  it('opens no ciphertext that was altered', async () => {
    await shop.owner.query(
      `UPDATE credentials SET ciphertext = set_byte(ciphertext, 30, get_byte(ciphertext, 30) # 1) WHERE user_id = $1`,
      [ownerId],
    );
    await expect(reveal(ownerId)).rejects.toThrow();
  });

  describe('that was put back', () => {
    const COPY = `SELECT to_jsonb(c) AS row FROM credentials c WHERE user_id = $1`;
    let stolen: Record<string, unknown>;

    beforeEach(async () => {
      const [found] = await shop.owner.query<{ row: Record<string, unknown> }[]>(COPY, [ownerId]);
      stolen = found?.row ?? {};
    });

    async function putBack(columns: readonly string[]): Promise<void> {
      const list = columns.join(', ');
      await shop.owner.query(
        `UPDATE credentials SET (${list}) = (SELECT ${list} FROM
           jsonb_populate_record(NULL::credentials, $2)) WHERE user_id = $1`,
        [ownerId, JSON.stringify(stolen)],
      );
    }
    const SECRET = ['kid', 'wrapped_key', 'ciphertext', 'version'] as const;

    it.each([
      ['another key', SECRET],
      ['another key, but for its version', SECRET.slice(0, 3)],
    ])('an older secret does not open in place of %s', async (_what, columns) => {
      await save('sk-ant-planted-second');
      await putBack(columns);
      await expect(reveal(ownerId)).rejects.toThrow('altered');
    });

    it.each([
      ['the secret alone', SECRET.slice(0, 3)],
      ['its version with it', SECRET],
    ])('a deleted secret does not open in place of the next: %s', async (_what, columns) => {
      await creator.send('DELETE', '/integrations/claude/config');
      expect(await reveal(ownerId)).toBeUndefined();
      await save('sk-ant-planted-second');
      await putBack(columns);
      await expect(reveal(ownerId)).rejects.toThrow('altered');
      await save('sk-ant-planted-third');
      expect(await reveal(ownerId)).toBe('sk-ant-planted-third');
    });

    it('a deleted row does not open as a whole, once another was saved', async () => {
      await creator.send('DELETE', '/integrations/claude/config');
      await save('sk-ant-planted-second');
      await shop.owner.query(`DELETE FROM credentials WHERE user_id = $1`, [ownerId]);
      await shop.owner.query(
        `INSERT INTO credentials SELECT * FROM jsonb_populate_record(NULL::credentials, $1)`,
        [JSON.stringify(stolen)],
      );
      await expect(reveal(ownerId)).rejects.toThrow('altered');
    });

    it('a rotation does not make it open', async () => {
      await save('sk-ant-planted-second');
      await putBack(SECRET);
      const rotated = await openWith(bothKeys());
      const { remaining } = await rotated.get(VaultRotation, { strict: false }).rotateVault();
      expect(remaining).toBe(0);
      const reader = rotated.get(CredentialReader, { strict: false });
      await expect(reader.revealForExecution(ownerId, 'claude')).rejects.toThrow('altered');
      await rotated.close();
    });

    it('the application cannot use a version twice', async () => {
      const { version } = stolen;
      await expect(
        as({ user: ownerId }, `UPDATE credentials SET version = $1`, [version]),
      ).rejects.toThrow('used before');
      const lower = `UPDATE credential_versions SET version = 1`;
      await expect(as({ user: ownerId }, lower)).rejects.toThrow('permission denied');
    });
  });

  it('opens whatever a rotation that was stopped in between has left, and after the next one', async () => {
    const others = [await creatorWithKey(`${KEY}-a`), await creatorWithKey(`${KEY}-b`)];
    const ids = [ownerId, ...others.map(({ id }) => id)];
    await shop.owner.query(`DELETE FROM credentials WHERE NOT (user_id = ANY ($1))`, [ids]);
    const both = await openWith(bothKeys());
    const rotation = both.get(VaultRotation, { strict: false });
    const stop = new AbortController();
    const stopped = rotation.rotateVault(1, stop.signal);
    stop.abort();
    expect((await stopped).remaining).toBeGreaterThan(0);
    expect(await revealAll(both, ids)).toEqual([KEY, `${KEY}-a`, `${KEY}-b`]);
    // Saved between the two runs, by a server that does not know of the new key.
    await others[0]?.creator.send('DELETE', '/integrations/claude/config');
    await others[0]?.creator.send('PUT', '/integrations/claude/config', { apiKey: `${KEY}-c` });
    expect((await rotation.rotateVault(1)).remaining).toBe(0);
    await both.close();
    const fresh = await openWith(NEW);
    expect(await revealAll(fresh, ids)).toEqual([KEY, `${KEY}-c`, `${KEY}-b`]);
    await fresh.close();
  });

  it.each(['credentials', 'connections', 'credential_versions'])(
    'shows %s to their owner and to nobody else, through raw SQL too',
    async (table) => {
      const read = `SELECT FROM ${table} WHERE user_id = $1`;
      expect(await as({ user: ownerId }, read, [ownerId])).toHaveLength(1);
      expect(await as({ user: randomUUID() }, read, [ownerId])).toEqual([]);
      for (const context of [{}, { service: 'payments' }, { service: 'storefront' }] as const) {
        await expect(as(context, read, [ownerId])).rejects.toThrow('permission denied');
      }
    },
  );

  it('shows the execution service what opens a secret, and the rotation what it wraps anew', async () => {
    const sealed = `SELECT ciphertext, wrapped_key FROM credentials`;
    expect((await as({ service: 'execution' }, sealed)).length).toBeGreaterThan(0);
    const maintenance = { service: 'maintenance' } as const;
    const wrapped = `SELECT kid, wrapped_key FROM credentials`;
    expect((await as(maintenance, wrapped)).length).toBeGreaterThan(0);
    await expect(as(maintenance, sealed)).rejects.toThrow('permission denied');
    const change = `UPDATE credentials SET ciphertext = ciphertext`;
    await expect(as(maintenance, change)).rejects.toThrow('permission denied');
  });

  it('lets nobody else change anything', async () => {
    const stranger = { user: randomUUID() };
    await as(stranger, `UPDATE credentials SET hint = 'hack' WHERE user_id = $1`, [ownerId]);
    await as(stranger, `UPDATE connections SET is_enabled = false WHERE user_id = $1`, [ownerId]);
    await as(stranger, `DELETE FROM credentials WHERE user_id = $1`, [ownerId]);
    expect(await reveal(ownerId)).toBe(KEY);
    await expect(
      as(stranger, `INSERT INTO connections (user_id, provider) VALUES ($1, 'openrouter')`, [
        ownerId,
      ]),
    ).rejects.toThrow('row-level security');
  });

  it('lets the execution service report a bad key, but not touch a secret or make a key good', async () => {
    const execution = { service: 'execution' } as const;
    for (const sql of [
      `UPDATE credentials SET hint = 'hack'`,
      `DELETE FROM credentials`,
      `UPDATE connections SET is_enabled = false`,
    ]) {
      await expect(as(execution, sql)).rejects.toThrow('permission denied');
    }
    const makeGood = `UPDATE connections SET status = 'connected', verification = 'valid'`;
    await expect(as(execution, makeGood)).rejects.toThrow('row-level security');
    expect(await reveal(ownerId)).toBe(KEY);
  });

  it('forgets everything with its user', async () => {
    await shop.owner.query(`DELETE FROM users WHERE id = $1`, [ownerId]);
    expect(
      await shop.owner.query(`SELECT 1 FROM connections WHERE user_id = $1`, [ownerId]),
    ).toEqual([]);
    expect(
      await shop.owner.query(`SELECT 1 FROM credentials WHERE user_id = $1`, [ownerId]),
    ).toEqual([]);
  });

  it('rotates to a new master key while it is in use, and then does without the old one', async () => {
    // Rows that the tests above have altered cannot be opened by anybody.
    await shop.owner.query(`DELETE FROM credentials WHERE user_id <> $1`, [ownerId]);
    const both = await openWith(bothKeys());
    const rotation = both.get(VaultRotation, { strict: false });
    const reader = both.get(CredentialReader, { strict: false });
    const results = await Promise.all([
      rotation.rotateVault(1),
      rotation.rotateVault(1),
      reader.revealForExecution(ownerId, 'claude'),
    ]);
    expect(results[0].rewrapped + results[1].rewrapped).toBe(1);
    expect(results[2]?.reveal()).toBe(KEY);
    expect(await rotation.rotateVault()).toEqual({ rewrapped: 0, remaining: 0 });
    await both.close();

    const fresh = await openWith(NEW);
    const revealed = await fresh
      .get(CredentialReader, { strict: false })
      .revealForExecution(ownerId, 'claude');
    expect(revealed?.reveal()).toBe(KEY);
    await fresh.close();
  });
});
