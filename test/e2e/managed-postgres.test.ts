import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { migrate } from '../../src/common/database/index.js';
import { type PostgresServer, startPostgres } from '../../src/sandbox/postgres/index.js';
import { documentedSql } from '../database/documented-roles.js';
import { createDataSource } from '../setup/database.js';
import { Buyer, send } from './buyer.js';
import { openReplica, prepareGround, PRICE, publish } from './shop.js';

const INPUT = { topic: 'coins' };
const FUNDS = 1_000_000n;
const PASSWORD = 'secret';
const JOBS = [
  'recover_claims',
  'repair_notes',
  'purge_results',
  'forget_claims',
  'count_calls',
  'measure_success',
  'fold_catalogue_tallies',
  'fold_figures',
  'forget_rate_limit_windows',
];
/** It ends with its server. */
const keep = async () => undefined;

/** Whoever owns something of Coinslot's. */
const OWNERS = `
  SELECT DISTINCT pg_get_userbyid(owner) AS owner FROM (
    SELECT relowner, relnamespace FROM pg_class
     UNION SELECT proowner, pronamespace FROM pg_proc p
            WHERE NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
  ) AS thing (owner, space) WHERE space::regnamespace::text IN ('public', 'graphile_worker')`;

describe('a database of somebody who has no powers of the server', () => {
  let directory: string;
  let server: PostgresServer;
  let admin: DataSource;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'coinslot-managed-'));
    server = await startPostgres({ directory, ephemeral: true });
    admin = await createDataSource(server.url('postgres'));
    for (const sql of await documentedSql(PASSWORD)) await admin.query(sql);
    for (const role of ['keeper', 'deployer', 'stranger']) {
      await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD '${PASSWORD}'`);
    }
    await admin.query('GRANT keeper TO deployer');
    await admin.query('CREATE DATABASE managed OWNER keeper');
    await migrateAs('keeper');
  });
  afterAll(async () => {
    await admin.destroy();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const urlFor = (role: string) =>
    `postgres://${role}:${PASSWORD}@${server.host}:${server.port}/managed`;
  const migrateAs = (role: string) => migrate(urlFor(role), urlFor('coinslot'));

  it('sells, answers a payment that comes again, and runs its jobs', async () => {
    const own = { appUrl: urlFor('coinslot'), ownerUrl: urlFor('keeper'), drop: keep };
    const ground = await prepareGround({}, Promise.resolve(own));
    const replica = await openReplica(ground);
    const { url } = await publish(replica.origin);
    const buyer = await Buyer.with(ground.chain, FUNDS);
    const payment = await buyer.sign(url);
    const answer = await send(url, payment, INPUT);
    expect(answer).toMatchObject({ status: 200, body: { response: 'A haiku about coins' } });
    expect((await send(url, payment, INPUT)).body).toEqual(answer.body);
    expect(await buyer.balance()).toBe(FUNDS - PRICE);
    await ground.owner.query(
      `SELECT graphile_worker.add_job(name, max_attempts => 1) FROM unnest($1::text[]) AS name`,
      [JOBS],
    );
    const jobs = () =>
      ground.owner.query<{ error: string | null }[]>(
        'SELECT last_error AS error FROM graphile_worker.jobs WHERE task_identifier = ANY ($1)',
        [JOBS],
      );
    for (let open = await jobs(); open.length > 0; open = await jobs()) {
      expect(open.filter(({ error }) => error !== null)).toEqual([]);
      await sleep(20);
    }
    await replica.app.close();
    await ground.clear();
  });

  it('is migrated on by whoever may become its owner, and stays the owner’s as a whole', async () => {
    const owner = await createDataSource(urlFor('keeper'));
    await owner.undoLastMigration();
    expect(await migrateAs('deployer')).toHaveLength(1);
    expect(await owner.query(OWNERS)).toEqual([{ owner: 'keeper' }]);
    await owner.destroy();
  });

  it('is migrated by nobody else', async () => {
    await expect(migrateAs('stranger')).rejects.toThrow('GRANT "keeper" TO "stranger"');
  });
});
