import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import {
  create,
  creator,
  type Creator,
  publish,
  type ResourcesServer,
  startResources,
} from './resources-server.js';
import { type Context, enter } from '../setup/enter.js';

let server: ResourcesServer;
let ada: Creator;
let bob: Creator;
let published: string;
beforeAll(async () => {
  server = await startResources();
  ada = await creator(server, 'ada');
  bob = await creator(server, 'bob');
  ({ id: published } = await publish(server, ada, { slug: 'sold' }));
  await create(server, ada, { slug: 'draft' });
});
afterAll(() => server.stop());

/** Runs raw SQL as the application's role in somebody's context, and takes it back. */
async function as(context: Context, sql: string, values?: unknown[]) {
  return server.asApplication.transaction(async (tx: EntityManager) => {
    await enter(tx, context);
    return tx.query<Record<string, unknown>[]>(sql, values);
  });
}

const TABLES = ['x402_resources', 'resource_versions'];
const DENIED = /permission denied|row-level security/;

describe('raw SQL as the application', () => {
  it.each(TABLES)('sees its own rows of %s and no others', async (table) => {
    const all = `SELECT owner_id FROM ${table}`;
    const owners = new Set((await as({ user: ada.id }, all)).map((row) => row['owner_id']));
    expect(owners).toEqual(new Set([ada.id]));
    expect(await as({ user: bob.id }, all)).toEqual([]);
    await expect(as({}, all)).rejects.toThrow(DENIED);
    await expect(server.asApplication.query(all)).rejects.toThrow(DENIED);
  });

  it.each(TABLES)('reads %s as the storefront and as no other service', async (table) => {
    const all = `SELECT id FROM ${table}`;
    expect((await as({ service: 'storefront' }, all)).length).toBeGreaterThan(0);
    for (const service of ['accounts', 'execution', 'payments', 'maintenance'] as const) {
      await expect(as({ service }, all)).rejects.toThrow(DENIED);
    }
  });

  it('changes nothing of others, nor anything as the storefront', async () => {
    for (const sql of [
      `UPDATE x402_resources SET price_usdc = 10000 RETURNING id`,
      `UPDATE resource_versions SET superseded_at = now() RETURNING id`,
    ]) {
      expect(await as({ user: bob.id }, sql)).toEqual([[], 0]);
      for (const context of [{ service: 'storefront' }, { service: 'payments' }, {}] as const) {
        await expect(as(context, sql)).rejects.toThrow(DENIED);
      }
    }
  });

  it('cannot insert a resource for somebody else', async () => {
    await create(server, bob, { slug: 'sample' });
    const copy = `INSERT INTO x402_resources SELECT (r).* FROM (
      SELECT jsonb_populate_record(r, jsonb_build_object(
        'id', gen_random_uuid(), 'slug', 'planted', 'owner_id', $1::uuid)) AS r
      FROM x402_resources r WHERE slug = 'sample') one RETURNING id`;
    expect(await as({ user: bob.id }, copy, [bob.id])).toHaveLength(1);
    await expect(as({ user: bob.id }, copy, [ada.id])).rejects.toThrow(DENIED);
  });

  it('cannot insert a version of what somebody else sells', async () => {
    const insert = `INSERT INTO resource_versions
      (resource_id, owner_id, version, resource_type, name, price_usdc, networks, config)
      VALUES ($1, $2, 99, 'prompt_template', 'x', 10000, '{eip155:1}', '{}') RETURNING id`;
    const { id } = await create(server, bob, { slug: 'own' });
    expect(await as({ user: bob.id }, insert, [id, bob.id])).toHaveLength(1);
    for (const owner of [ada.id, bob.id]) {
      await expect(as({ user: bob.id }, insert, [published, owner])).rejects.toThrow(DENIED);
    }
  });

  it.each([
    'DELETE FROM x402_resources',
    'UPDATE x402_resources SET owner_id = app_user()',
    `UPDATE x402_resources SET resource_type = 'static'`,
    'DELETE FROM resource_versions',
    'TRUNCATE resource_versions',
    'UPDATE resource_versions SET price_usdc = 10000',
    `UPDATE resource_versions SET config = '{}'`,
    'UPDATE resource_versions SET version = 7',
    'DELETE FROM resource_stats',
  ])('may not even as the owner: %s', async (sql) => {
    await expect(as({ user: ada.id }, sql)).rejects.toThrow(DENIED);
  });

  it('counts calls only as a service that sells', async () => {
    const count = `INSERT INTO resource_stats (resource_id, calls) VALUES ($1, 5)
      ON CONFLICT (resource_id) DO UPDATE SET calls = 5`;
    await expect(as({ user: ada.id }, count, [published])).rejects.toThrow(DENIED);
    await expect(as({ service: 'payments' }, count, [published])).rejects.toThrow(DENIED);
    const note = `INSERT INTO sold_calls (resource_id) VALUES ($1)`;
    await expect(as({ user: ada.id }, note, [published])).rejects.toThrow(DENIED);
    await expect(as({ service: 'storefront' }, note, [published])).rejects.toThrow(DENIED);
    await as({ service: 'payments' }, note, [published]);
  });

  it('cannot offer a version of another resource', async () => {
    const { id } = await publish(server, ada, { slug: 'other' });
    const sql = `UPDATE x402_resources SET current_version_id =
      (SELECT id FROM resource_versions WHERE resource_id = $1) WHERE id = $2`;
    await expect(as({ user: ada.id }, sql, [published, id])).rejects.toThrow(/foreign key/);
  });
});

describe('the database itself', () => {
  it.each([
    `slug = 'Bad Slug'`,
    `slug = repeat('a', 61)`,
    `price_usdc = 9999`,
    `status = 'sold'`,
    `networks = '{}'`,
    `pt_max_tokens = 64001`,
    `pt_max_tokens = 0`,
    `pt_system_prompt = NULL`,
    `current_version_id = NULL`,
  ])('refuses %s', async (assignment) => {
    const sql = `UPDATE x402_resources SET ${assignment} WHERE id = $1`;
    await expect(as({ user: ada.id }, sql, [published])).rejects.toThrow(/violates/);
  });
});
