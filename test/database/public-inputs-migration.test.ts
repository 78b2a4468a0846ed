import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ormOptions } from '../../ormconfig.js';
import { migrate } from '../../src/common/database/index.js';
import { addOwner, stock } from '../resources/stock.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { undo } from './undo.js';

const MIGRATION = 'PublicInputs1764100008700';
const TOPIC = {
  name: 'topic',
  description: 'About what',
  required: true,
  default: null,
  maxLength: 200,
};
const MESSAGE = {
  name: 'message',
  description: 'Your own message to the model',
  required: false,
  default: null,
  maxLength: 50_000,
};

describe('the migration of what buyers may know of inputs, with resources on sale', () => {
  let database: TestDatabase;
  let owner: DataSource;
  const [topic, both] = [randomUUID(), randomUUID()];

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await new DataSource(ormOptions(database.ownerUrl, 2)).initialize();
    const ada = await addOwner(owner, 'ada');
    const more = { price: 10_000, calls: 0, publishedAt: '2026-01-01T00:00:00.000Z' };
    await stock(owner, ada, [
      { id: topic, name: 'Topic', ...more },
      { id: both, name: 'Topic and message', ...more },
    ]);
    await owner.query(`UPDATE x402_resources SET pt_parameters = $1`, [
      JSON.stringify([{ ...TOPIC, id: randomUUID() }]),
    ]);
    await owner.query(`UPDATE x402_resources SET pt_allows_user_message = true WHERE id = $1`, [
      both,
    ]);
    await undo(owner, MIGRATION);
  });
  afterAll(async () => {
    await owner.destroy();
    await database.drop();
  });

  const migrateAgain = () => migrate(database.ownerUrl, database.appUrl);
  const shown = () => owner.query(`SELECT parameters FROM public_x402_resources ORDER BY name`);
  const kept = () => owner.query(`SELECT updated_at FROM x402_resources ORDER BY name`);
  const sizes = () =>
    owner.query(`SELECT size_bytes FROM x402_resources ORDER BY name`) as Promise<object[]>;

  it('keeps what was shown, adds the message, and counts what it stores', async () => {
    expect(await shown()).toEqual([{ parameters: [TOPIC] }, { parameters: [TOPIC] }]);
    const [before, sizesBefore] = [await kept(), await sizes()];
    await migrateAgain();
    expect(await shown()).toEqual([{ parameters: [TOPIC] }, { parameters: [TOPIC, MESSAGE] }]);
    expect(await kept()).toEqual(before);
    const measured = await sizes();
    expect(measured).not.toEqual(sizesBefore);
    await owner.query(`UPDATE x402_resources SET size_bytes = 0`);
    expect(await sizes()).toEqual(measured);
    await undo(owner, MIGRATION);
    expect(await sizes()).toEqual(sizesBefore);
    await migrateAgain();
  });

  it.each([
    ['no list', `'{}'`],
    ['longer than what can be shown', `(SELECT jsonb_agg(n) FROM generate_series(1, 101) n)`],
    ['larger', `jsonb_build_array(repeat('x', 2000000))`],
  ])('keeps it from being %s', async (_what, value) => {
    const change = owner.query(`UPDATE x402_resources SET public_inputs = ${value}`);
    await expect(change).rejects.toThrow('x402_resources_public_inputs');
  });
});
