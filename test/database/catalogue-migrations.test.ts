import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ormOptions } from '../../ormconfig.js';
import { migrate } from '../../src/common/database/index.js';
import { CatalogueWords1764000009100 } from '../../src/migrations/1764000009100-catalogue-words.js';
import { addOwner, stock } from '../resources/stock.js';
import { createDataSource, createTestDatabase, type TestDatabase } from '../setup/database.js';
import { undo } from './undo.js';

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

describe('the migrations of the catalogue, with resources on sale', () => {
  it('can be taken back and made again', async () => {
    const [price, publishedAt] = [10_000, '2026-01-01T00:00:00.000Z'];
    const resources = ['Sea poem', 'Haiku'].map((name, index) => ({
      id: randomUUID(),
      name,
      price,
      calls: index + 3,
      publishedAt,
    }));
    await stock(owner, await addOwner(owner, 'ada'), resources);
    await owner.query(`
      UPDATE resource_stats SET recent_runs = 4, recent_successes = 3, measured_at = now()`);
    const shown = `SELECT name, calls FROM public_x402_resources ORDER BY name`;
    const before = await owner.query(shown);
    expect(before).toEqual([
      { name: 'Haiku', calls: '4' },
      { name: 'Sea poem', calls: '3' },
    ]);

    await undo(owner, 'CatalogueWords1764000009100');
    expect(await owner.query(shown)).toEqual(before);
    await owner.query(`UPDATE x402_resources SET name = 'Sea poems' WHERE name = 'Sea poem'`);

    await migrate(database.ownerUrl, database.appUrl);
    const found = `SELECT r.name, e.calls FROM catalogue_entries e
        JOIN x402_resources r ON r.id = e.resource_id
       WHERE e.search @@ catalogue_query('poems')`;
    expect(await owner.query(found)).toEqual([{ name: 'Sea poems', calls: '3' }]);
    const counted = `SELECT category, sum(entries)::integer AS count FROM catalogue_tallies GROUP BY 1`;
    expect(await owner.query(counted)).toEqual([{ category: 'other', count: 2 }]);
  });

  it('give a resource under the address of its creator’s tools one of its own', async () => {
    const slugs = `SELECT array_agg(slug ORDER BY id) AS slugs FROM x402_resources`;
    const [before] = await owner.query(slugs);
    await undo(owner, 'SlugOfTools1764200030100');
    const ids = `SELECT id FROM x402_resources ORDER BY id`;
    const [first, second] = await owner.query<{ id: string }[]>(ids);
    const rename = `UPDATE x402_resources SET slug = $2 WHERE id = $1`;
    await owner.query(rename, [first?.id, 'mcp']);
    await owner.query(rename, [second?.id, 'mcp-2']);
    await migrate(database.ownerUrl, database.appUrl);
    expect(await owner.query(slugs)).toEqual([{ slugs: ['mcp-3', 'mcp-2'] }]);
    expect(before.slugs).toHaveLength(2);
  });

  it('say what to do when the owner may not install what they need', async () => {
    const role = `limited_${randomUUID().replaceAll('-', '')}`;
    await owner.query(`CREATE ROLE ${role} LOGIN PASSWORD 'limited'`);
    const url = new URL(database.ownerUrl);
    Object.assign(url, { username: role, password: 'limited', pathname: '/postgres' });
    const limited = await createDataSource(url.href);
    try {
      const up = new CatalogueWords1764000009100().up(limited.createQueryRunner());
      await expect(up).rejects.toThrow(/superuser run `CREATE EXTENSION pg_trgm`.*migrate again/);
    } finally {
      await limited.destroy();
      await owner.query(`DROP ROLE ${role}`);
    }
  });
});
