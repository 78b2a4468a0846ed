import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { migrate } from '../../src/common/database/index.js';
import { addOwner, stock } from '../resources/stock.js';
import { createDataSource, createTestDatabase, type TestDatabase } from '../setup/database.js';
import { undo } from './undo.js';

const SIGN_IN = `0x${'1'.repeat(40)}`;
const PAYOUT = `0x${'2'.repeat(40)}`;

describe('what accounts had before', () => {
  let database: TestDatabase;
  let owner: DataSource;
  let userId: string;

  beforeEach(async () => {
    database = await createTestDatabase();
    owner = await createDataSource(database.ownerUrl);
    userId = await addOwner(owner, 'ada');
  });
  afterEach(async () => {
    await owner.destroy();
    await database.drop();
  });

  const migrateAgain = () => migrate(database.ownerUrl, database.appUrl);

  it('wallets: those of sign-ins are proven since then, and others are not', async () => {
    await undo(owner, 'WalletProofs1764000026100');
    await owner.query(
      `INSERT INTO wallets (user_id, network, address, purpose, created_at) VALUES
         ($1, 'eip155:8453', $2, 'sign_in', '2026-01-01'), ($1, 'eip155:8453', $3, 'payout', '2026-01-01')`,
      [userId, SIGN_IN, PAYOUT],
    );
    await migrateAgain();
    expect(await owner.query(`SELECT address, method, proven_at FROM wallet_proofs`)).toEqual([
      { address: SIGN_IN, method: 'sign_in', proven_at: new Date('2026-01-01') },
    ]);
  });

  it('secrets: their versions are kept, and the next ones are higher', async () => {
    await undo(owner, 'CredentialVersions1764000026000');
    await owner.query(
      `WITH c AS (INSERT INTO connections (user_id, provider) VALUES ($1, 'claude') RETURNING id)
       INSERT INTO credentials
           (connection_id, user_id, provider, type, kid, wrapped_key, ciphertext, hint, version)
         SELECT id, $1, 'claude', 'api_key', 'k1', sha256('a') || substr(sha256('b'), 1, 28),
           sha256('c'), '', 7 FROM c`,
      [userId],
    );
    await migrateAgain();
    const kept = `SELECT provider, type, version FROM credential_versions`;
    const name = { provider: 'claude', type: 'api_key' };
    expect(await owner.query(kept)).toEqual([{ ...name, version: 7 }]);
    await owner.query(`UPDATE credentials SET version = 9`);
    await owner.query(`UPDATE credentials SET version = 8`);
    await owner.query(`DELETE FROM credentials`);
    expect(await owner.query(kept)).toEqual([{ ...name, version: 9 }]);
  });

  it('resources: they are as large as what they hold, and are not changed by being measured', async () => {
    const id = '8f14e45f-ceea-467f-a1d6-6d8f7b0a3c11';
    await stock(owner, userId, [
      { id, name: 'Häuser', price: 10_000, calls: 0, publishedAt: '2026-01-01T00:00:00.000Z' },
    ]);
    await undo(owner, 'ResourceSizes1764000026300');
    const changed = () => owner.query(`SELECT updated_at FROM x402_resources`);
    const before = await changed();
    await migrateAgain();
    expect(await changed()).toEqual(before);
    const size = async () => {
      const [row] = await owner.query<{ size: number }[]>(
        `SELECT size_bytes AS size FROM x402_resources`,
      );
      return row?.size ?? 0;
    };
    const measured = await size();
    expect(measured).toBeGreaterThan('Häuser'.length + 1);
    await owner.query(`UPDATE x402_resources SET name = name || 'ü', size_bytes = 0`);
    expect(await size()).toBe(measured + 2);
  });

  it('usernames: those that look alike stay, and whoever had one first has the look', async () => {
    await undo(owner, 'UsernameLooks1764050000000');
    const second = await addOwner(owner, 'ada_');
    const third = await addOwner(owner, '__bob');
    await owner.query(`UPDATE users SET username = 'adah' WHERE id = $1`, [third]);
    const named = (id: string, name: string) =>
      owner.query(`UPDATE users SET username = $2 WHERE id = $1`, [id, name]);
    await migrateAgain();
    for (const name of ['_ada', '_bob']) {
      await expect(named(second, name)).rejects.toThrow('looks like one that was taken before');
    }
    await named(second, 'other');
    await named(second, 'ada_');
    await named(userId, '_ada_');
    await named(third, 'bob');
    await undo(owner, 'UsernameLooks1764050000000');
    await named(second, '_ada');
    await migrateAgain();
  });

  it('usernames: whoever has one had it first', async () => {
    await undo(owner, 'Usernames1764000026200');
    await migrateAgain();
    const other = await addOwner(owner, 'bob');
    await owner.query(`UPDATE users SET username = 'eve' WHERE id = $1`, [userId]);
    await expect(
      owner.query(`UPDATE users SET username = 'ada' WHERE id = $1`, [other]),
    ).rejects.toThrow('taken before');
  });
});
