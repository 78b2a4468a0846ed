import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ormOptions } from '../../ormconfig.js';
import { migrate } from '../../src/common/database/index.js';
import { addOwner, stock } from '../resources/stock.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';

const NAME = 'External1764000009800';

describe('the migration to external endpoints, with resources of both kinds', () => {
  let database: TestDatabase;
  let owner: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await new DataSource(ormOptions(database.ownerUrl, 2)).initialize();
  });
  afterAll(async () => {
    await owner.destroy();
    await database.drop();
  });

  const undo = async () => {
    for (let undone = ''; undone !== NAME;) {
      [{ name: undone } = { name: NAME }] = await owner.query<{ name: string }[]>(
        `SELECT name FROM migrations ORDER BY id DESC LIMIT 1`,
      );
      await owner.undoLastMigration();
    }
  };
  const insert = (changes: Record<string, string>) => {
    const values = {
      owner_id: '(SELECT id FROM users)',
      resource_type: `'external'`,
      slug: `'r-${randomUUID()}'`,
      name: `'Sea'`,
      description: `'By the sea'`,
      category: `'other'`,
      networks: `'{}'`,
      external_url: `'https://a.example/'`,
      ...changes,
    };
    const columns = Object.keys(values).join();
    return owner.query<{ id: string }[]>(
      `INSERT INTO x402_resources (${columns}) VALUES (${Object.values(values).join()}) RETURNING id`,
    );
  };
  const verify = (id: string) =>
    owner.query(
      `INSERT INTO verified_endpoints (resource_id, owner_id, method, x402_versions, declared_refunds,
         verified_at, next_check_at) SELECT $1, id, 'GET', '{1,2}', false, now(), now() FROM users`,
      [id],
    );

  it('is taken back with them and made again, and the others stay', async () => {
    const ownerId = await addOwner(owner, 'ada');
    const kept = { id: randomUUID(), name: 'Haiku', price: 10_000, calls: 3 };
    await stock(owner, ownerId, [{ ...kept, publishedAt: '2026-01-01T00:00:00.000Z' }]);
    const [draft] = await insert({});
    const [priced] = await insert({ price_usdc: '20000', networks: `'{eip155:8453}'` });
    await verify(String(draft?.id));
    await verify(String(priced?.id));

    await undo();
    const left = await owner.query(`SELECT id, price_usdc FROM x402_resources`);
    expect(left).toEqual([{ id: kept.id, price_usdc: '10000' }]);
    const unpriced = owner.query(`UPDATE x402_resources SET price_usdc = NULL`);
    await expect(unpriced).rejects.toThrow('not-null');
    const nowhere = owner.query(`UPDATE x402_resources SET networks = '{}'`);
    await expect(nowhere).rejects.toThrow('x402_resources_networks_check');

    await migrate(database.ownerUrl, database.appUrl);
    expect(await owner.query(`SELECT id FROM x402_resources`)).toEqual([{ id: kept.id }]);
    await expect(insert({})).resolves.toHaveLength(1);
  });

  it.each<[string, Record<string, string>, string]>([
    ['an endpoint without its address', { external_url: 'NULL' }, 'x402_resources_external'],
    [
      'anything else without a price',
      { resource_type: `'static'`, external_url: 'NULL' },
      'x402_resources_(terms|static)',
    ],
    ['a method that nobody sells by', { external_method: `'PUT'` }, 'external_method'],
  ])('refuses %s', async (_name, changes, constraint) => {
    await expect(insert(changes)).rejects.toThrow(new RegExp(constraint));
  });

  it('refuses to put an endpoint on sale without what it asks for', async () => {
    const [row] = await insert({});
    const publish = owner.query(
      `UPDATE x402_resources SET status = 'published' WHERE id = '${row?.id}'`,
    );
    await expect(publish).rejects.toThrow('x402_resources_');
  });
});
