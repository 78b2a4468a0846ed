import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ormOptions } from '../../ormconfig.js';
import { migrate } from '../../src/common/database/index.js';
import { NETWORK } from '../resources/resources-server.js';
import { addOwner, stock } from '../resources/stock.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { undo } from './undo.js';

const MIGRATION = 'OpenRouterInstant1764000009700';

describe('the migration of openrouter_instant, with resources on sale', () => {
  let database: TestDatabase;
  let owner: DataSource;
  let ada: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await new DataSource(ormOptions(database.ownerUrl, 2)).initialize();
    ada = await addOwner(owner, 'ada');
    const [price, calls, publishedAt] = [10_000, 3, '2026-01-01T00:00:00.000Z'];
    await stock(owner, ada, [{ id: randomUUID(), name: 'Haiku', price, calls, publishedAt }]);
    await owner.query(
      `INSERT INTO x402_openrouter_models (id, name, maker, modality, input_modalities,
         output_modalities, supported_parameters, first_seen_at, last_seen_at)
       VALUES ('acme/poet', 'Poet', 'acme', 'text->text', '{text}', '{text}', '{}', now(), now())`,
    );
  });
  afterAll(async () => {
    await owner.destroy();
    await database.drop();
  });

  /** A resource on sale that has what its type needs. */
  async function sellInstant(name: string, maxTokens = 128_000): Promise<string> {
    const id = randomUUID();
    await owner.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO resource_versions
           (id, resource_id, owner_id, version, resource_type, name, price_usdc, networks, config)
         VALUES ($1, $1, $2, 1, 'openrouter_instant', $3, 10000, ARRAY[$4], '{}')`,
        [id, ada, name, NETWORK],
      );
      await tx.query(
        `INSERT INTO x402_resources (id, owner_id, resource_type, status, slug, name, description,
           category, price_usdc, networks, pt_system_prompt, pt_parameters, pt_max_tokens,
           pt_allows_user_message, openrouter_model_id, openrouter_config, current_version_id,
           published_at)
         VALUES ($1, $2, 'openrouter_instant', 'published', 'r-' || $1::uuid, $3, 'Instant', 'other', 10000,
           ARRAY[$4], 'Prompt', '[]', $5, false, 'acme/poet', '{"topP": 0.9}', $1, now())`,
        [id, ada, name, NETWORK, maxTokens],
      );
    });
    return id;
  }

  const shown = () =>
    owner.query(`SELECT name, model, calls FROM public_x402_resources ORDER BY name`);
  const found = () =>
    owner.query(`SELECT resource_type FROM catalogue_entries ORDER BY resource_type`);
  const HAIKU = { name: 'Haiku', model: 'claude:claude-sonnet-5-5', calls: '3' };

  it('can be taken back and made again', async () => {
    const id = await sellInstant('Instant');
    const instant = { name: 'Instant', model: 'openrouter:acme/poet', calls: '0' };
    expect(await shown()).toEqual([HAIKU, instant]);
    expect(await found()).toEqual([
      { resource_type: 'openrouter_instant' },
      { resource_type: 'prompt_template' },
    ]);

    await undo(owner, MIGRATION);
    expect(await shown()).toEqual([HAIKU]);
    expect(await found()).toEqual([{ resource_type: 'prompt_template' }]);
    const versions = await owner.query(`SELECT config FROM resource_versions WHERE id = $1`, [id]);
    expect(versions).toEqual([{ config: null }]);
    const longer = owner.query(`UPDATE x402_resources SET pt_max_tokens = 64001`);
    await expect(longer).rejects.toThrow('x402_resources_pt_max_tokens_check');

    await migrate(database.ownerUrl, database.appUrl);
    await sellInstant('Instant');
    expect(await shown()).toEqual([HAIKU, instant]);
  });

  it('lets a resource keep everything but its model when that is deleted', async () => {
    const id = await sellInstant('Lost');
    await owner.query(`DELETE FROM x402_openrouter_models WHERE id = 'acme/poet'`);
    const rows = await owner.query(
      `SELECT openrouter_model_id, openrouter_config, status FROM x402_resources WHERE id = $1`,
      [id],
    );
    expect(rows).toEqual([
      { openrouter_model_id: null, openrouter_config: { topP: 0.9 }, status: 'published' },
    ]);
    expect(await shown()).toContainEqual({ name: 'Lost', model: null, calls: '0' });
  });

  it.each([
    ['pt_system_prompt', 'NULL'],
    ['pt_parameters', 'NULL'],
    ['pt_max_tokens', 'NULL'],
    ['pt_max_tokens', '128001'],
    ['pt_allows_user_message', 'NULL'],
    ['openrouter_config', 'NULL'],
    ['openrouter_config', `'[]'`],
    ['openrouter_model_id', `'acme/nobody'`],
  ])('keeps %s from being %s', async (column, value) => {
    const change = owner.query(
      `UPDATE x402_resources SET ${column} = ${value} WHERE resource_type = 'openrouter_instant'`,
    );
    await expect(change).rejects.toThrow(/violates (check|foreign key) constraint/);
  });
});
