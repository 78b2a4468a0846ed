import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { v7 } from 'uuid';
import { createDataSource, createTestDatabase, type TestDatabase } from '../setup/database.js';

const VERSION_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Milliseconds since 1970, which such an id begins with. */
function timeOf(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}

describe('ids of what grows with calls', () => {
  let database: TestDatabase;
  let owner: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await createDataSource(database.ownerUrl);
  });
  afterAll(async () => {
    await owner.destroy();
    await database.drop();
  });

  const make = async (count: number): Promise<string[]> => {
    const rows = await owner.query<{ id: string }[]>(
      `SELECT uuid_v7() AS id FROM generate_series(1, $1)`,
      [count],
    );
    return rows.map(({ id }) => id);
  };

  it('are made alike by the database and the application: their time first, then chance', async () => {
    const before = Date.now();
    const ids = [...(await make(1_000)), ...Array.from({ length: 1_000 }, () => v7())];
    expect(new Set(ids).size).toBe(2_000);
    for (const id of ids) {
      expect(id).toMatch(VERSION_7);
      // PostgreSQL and this process read the same clock, and neither rounds up.
      expect(timeOf(id)).toBeGreaterThanOrEqual(before - 1);
      expect(timeOf(id)).toBeLessThanOrEqual(Date.now() + 1_000);
    }
    const times = ids.slice(0, 1_000).map(timeOf);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('are made by the database where the application does not', async () => {
    const defaults = await owner.query<{ table: string }[]>(`
      SELECT table_name AS table FROM information_schema.columns
       WHERE table_schema = 'public' AND column_default LIKE 'uuid_v7()%' ORDER BY 1`);
    expect(defaults.map(({ table }) => table)).toEqual([
      'budget_reaches',
      'pending_notes',
      'received_webhooks',
      'settlements',
      'shopify_webhooks',
      'webhook_attempts',
      'webhook_deliveries',
      'x402_prompt_template_usage_logs',
    ]);
  });
});
