import { Injectable, Module } from '@nestjs/common';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Column,
  type DataSource,
  Entity,
  type MigrationInterface,
  PrimaryGeneratedColumn,
  type QueryRunner,
  Repository,
} from 'typeorm';
import { createApp } from '../../src/app.js';
import { ConfigError, parseConfig } from '../../src/common/config/index.js';
import { Database, migrate, undoMigration } from '../../src/common/database/index.js';
import { createLogger } from '../../src/common/observability/index.js';
import { Outbox, type OutboxEvent } from '../../src/common/outbox/index.js';
import type { Extension } from '../../src/extension.js';
import { migrations } from '../../src/migrations/index.js';
import { createDataSource, createTestDatabase, type TestDatabase } from '../setup/database.js';
import { prepareGround } from '../e2e/shop.js';

/** Its time is before all of Coinslot's. */
class Sales1500000000000 implements MigrationInterface {
  readonly name = 'Sales1500000000000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE TABLE x_acme.sales (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        owner_id uuid NOT NULL,
        call_id uuid NOT NULL DEFAULT uuid_v7()
      )`);
    await query.query(`ALTER TABLE x_acme.sales ENABLE ROW LEVEL SECURITY`);
    await query.query(`
      CREATE POLICY sales_owner ON x_acme.sales TO coinslot_as_user
        USING (owner_id = (SELECT app_user()))`);
    await query.query(`GRANT SELECT ON x_acme.sales TO coinslot_as_user`);
    await query.query(`
      CREATE POLICY sales_acme ON x_acme.sales TO coinslot_as_x_acme USING (true)`);
    await query.query(`GRANT SELECT, INSERT ON x_acme.sales TO coinslot_as_x_acme`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE x_acme.sales`);
  }
}

class Notes1500000000001 implements MigrationInterface {
  readonly name = 'Notes1500000000001';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`ALTER TABLE x_acme.sales ADD COLUMN note text`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`ALTER TABLE x_acme.sales DROP COLUMN note`);
  }
}

class Broken1500000000002 implements MigrationInterface {
  readonly name = 'Broken1500000000002';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`ALTER TABLE x_acme.sales ADD COLUMN half text`);
    await query.query(`SELECT 1 / 0`);
  }

  async down(): Promise<void> {}
}

/** A migration of the extension `bad` that does this. */
function doing(...statements: readonly string[]): new () => MigrationInterface {
  return class {
    readonly name = 'Bad1500000000003';

    async up(query: QueryRunner): Promise<void> {
      for (const statement of statements) await query.query(statement);
    }

    async down(): Promise<void> {}
  };
}

@Entity({ schema: 'x_acme', name: 'sales' })
class Sale {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: string;

  @Column('uuid', { name: 'owner_id' })
  ownerId: string;
}

@Injectable()
class Sales {
  constructor(
    readonly database: Database,
    @InjectRepository(Sale) readonly repository: Repository<Sale>,
  ) {}
}

@Module({ imports: [TypeOrmModule.forFeature([Sale])], providers: [Sales] })
class AcmeModule {}

const acme: Extension = {
  name: 'acme',
  module: AcmeModule,
  services: ['x_acme', 'x_acme_reports'],
  migrations: [Sales1500000000000, Notes1500000000001],
};
const NAMES = ['Sales1500000000000', 'Notes1500000000001'];

const bad = (...statements: readonly string[]): Extension => ({
  name: 'bad',
  module: AcmeModule,
  services: ['x_bad'],
  migrations: [doing(...statements)],
});

const [ada, bob] = [
  '018f0000-0000-7000-8000-00000000000a',
  '018f0000-0000-7000-8000-00000000000b',
] as const;

describe('an extension’s part of the database', () => {
  let database: TestDatabase;
  let owner: DataSource;
  let source: DataSource;
  let db: Database;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await createDataSource(database.ownerUrl);
    source = await createDataSource(database.appUrl);
    db = new Database(source);
  });
  afterAll(async () => {
    await Promise.all([owner.destroy(), source.destroy()]);
    await database.drop();
  });

  const migrateWith = (...extensions: Extension[]) =>
    migrate(database.ownerUrl, database.appUrl, extensions);
  const undo = (extension: Extension) => undoMigration(database.ownerUrl, extension);
  const known = async (table: string) => {
    const rows = await owner.query<{ name: string }[]>(`SELECT name FROM ${table} ORDER BY id`);
    return rows.map(({ name }) => name);
  };
  const columns = async () => {
    const rows = await owner.query<{ name: string }[]>(
      `SELECT column_name AS name FROM information_schema.columns
        WHERE table_schema = 'x_acme' AND table_name = 'sales' ORDER BY ordinal_position`,
    );
    return rows.map(({ name }) => name);
  };

  it('is made once, beside Coinslot’s and in lists of its own', async () => {
    const before = await known('public.migrations');
    expect(await migrateWith(acme)).toEqual(NAMES);
    expect(await known('x_acme.migrations')).toEqual(NAMES);
    expect(await known('public.migrations')).toEqual(before);
    expect(await Promise.all([migrateWith(acme), migrateWith(acme)])).toEqual([[], []]);
    expect(await migrateWith()).toEqual([]);
  });

  const sold = (user: string) => db.asUser(user, (tx) => tx.query<unknown[]>(`TABLE x_acme.sales`));

  it('is worked on by its services and users, each with what the migrations give', async () => {
    const insert = `INSERT INTO x_acme.sales (owner_id) VALUES ($1) RETURNING call_id`;
    for (const user of [ada, ada, bob]) {
      await db.asService('x_acme', (tx) => tx.query(insert, [user]));
    }
    expect([(await sold(ada)).length, (await sold(bob)).length]).toEqual([2, 1]);
    for (const attempt of [
      () => db.asUser(ada, (tx) => tx.query(insert, [ada])),
      () => db.asService('x_acme_reports', (tx) => tx.query(`TABLE x_acme.sales`)),
      () => db.asService('payments', (tx) => tx.query(`TABLE x_acme.sales`)),
      () => db.asService('x_acme', (tx) => tx.query(`SELECT FROM users`)),
      () => db.asService('x_acme', (tx) => tx.query(`SELECT FROM credentials`)),
      () => db.asService('x_acme', (tx) => tx.query(`CREATE TABLE x_acme.mine (id integer)`)),
      () => source.query(`TABLE x_acme.sales`),
    ]) {
      await expect(attempt()).rejects.toThrow('permission denied');
    }
  });

  it('is told of by events of its own types alone', async () => {
    const outbox = new Outbox();
    const write = (type: 'x_acme.sold' | 'x_acmes.sold' | 'payment.settled') =>
      db.asService('x_acme', (tx) =>
        outbox.add(tx, { userId: ada, type, data: {} } as unknown as OutboxEvent),
      );
    await write('x_acme.sold');
    const told = await owner.query(`SELECT user_id, type FROM outbox`);
    expect(told).toEqual([{ user_id: ada, type: 'x_acme.sold' }]);
    await expect(write('x_acmes.sold')).rejects.toThrow('row-level security');
    await expect(write('payment.settled')).rejects.toThrow('row-level security');
  });

  it.each(['user', 'x_', 'x_A', 'x_acme; RESET ROLE', "x_acme', true)", `x_${'a'.repeat(48)}`, ''])(
    'is opened to no role by a name that no service has: %j',
    (name) => {
      expect(() => db.asService(name as 'x_acme', (tx) => tx.query('SELECT 1'))).toThrow(
        'is the name of no service',
      );
    },
  );

  it('is taken back one migration after the other, and comes again', async () => {
    expect(await columns()).toContain('note');
    expect(await undo(acme)).toBe(NAMES[1]);
    expect(await columns()).toEqual(['id', 'owner_id', 'call_id']);
    expect(await undo(acme)).toBe(NAMES[0]);
    expect(await undo(acme)).toBeUndefined();
    expect(await undo({ ...acme, name: 'never', services: [] })).toBeUndefined();
    expect(await columns()).toEqual([]);
    expect(await migrateWith(acme)).toEqual(NAMES);
  });

  it('keeps nothing of a migration that fails, and all of those before it', async () => {
    const broken = { ...acme, migrations: [...(acme.migrations ?? []), Broken1500000000002] };
    await expect(migrateWith(broken)).rejects.toThrow('division by zero');
    expect(await columns()).toEqual(['id', 'owner_id', 'call_id', 'note']);
    expect(await known('x_acme.migrations')).toEqual(NAMES);
  });

  const OWN = `CREATE TABLE x_bad.own (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE);
    ALTER TABLE x_bad.own ENABLE ROW LEVEL SECURITY`;

  it.each([
    [
      'a table without row-level security',
      'CREATE TABLE x_bad.open ()',
      'x_bad.open has no row-level',
    ],
    ['a table of Coinslot’s schema', 'CREATE TABLE public.planted ()', 'public.planted, outside'],
    ['a column of its tables', 'ALTER TABLE users ADD planted text', 'public.users.'],
    ['a grant on one', 'GRANT SELECT ON users TO coinslot_as_x_bad', 'public.users, outside'],
    ['a grant on a column', 'GRANT SELECT (id) ON users TO coinslot_as_x_bad', 'public.users.1,'],
    [
      'a policy',
      'CREATE POLICY planted ON users TO coinslot_as_x_bad USING (true)',
      'a policy of public.users',
    ],
    ['open tables', 'ALTER TABLE users DISABLE ROW LEVEL SECURITY', 'public.users, outside'],
    ['what a table holds to', 'ALTER TABLE users ADD CHECK (true)', 'a constraint of public.users'],
    ['the loss of a table', 'DROP TABLE outbox CASCADE', 'public.outbox'],
    [
      'a function',
      `CREATE FUNCTION planted() RETURNS integer LANGUAGE sql AS 'SELECT 1'`,
      'public.planted(), outside',
    ],
    ['another’s table', 'CREATE TABLE x_acme.planted ()', 'x_acme.planted, outside'],
    ['a schema', 'CREATE SCHEMA planted', 'the schema planted'],
    [
      'a right to a schema',
      'GRANT CREATE ON SCHEMA public TO coinslot_as_x_bad',
      'the schema public',
    ],
    [
      'a membership of a service',
      'GRANT coinslot_as_payments TO coinslot_as_x_bad',
      '"coinslot_as_x_bad" of this server cannot be used',
    ],
    [
      'a role that owns',
      'ALTER TABLE x_bad.own OWNER TO coinslot_as_x_bad',
      'would bypass row-level',
    ],
  ])('keeps nothing of a migration that leaves %s', async (_, statement, why) => {
    await expect(migrateWith(acme, bad(OWN, statement))).rejects.toThrow(
      `The migration Bad1500000000003 was not kept: `,
    );
    await expect(migrateWith(acme, bad(OWN, statement))).rejects.toThrow(why);
    expect(await known('x_bad.migrations')).toEqual([]);
    const [{ own }] = await owner.query(`SELECT to_regclass('x_bad.own') AS own`);
    expect(own).toBeNull();
  });

  it('keeps nothing of a migration that wants no transaction', async () => {
    const Migration = doing(OWN);
    const alone = class extends Migration {
      override readonly transaction = false;
    };
    const extension = { ...bad(), migrations: [alone] };
    await expect(migrateWith(acme, extension)).rejects.toThrow('in a transaction of its own');
    expect(await known('x_bad.migrations')).toEqual([]);
  });

  it('may name users, who are deleted with what is theirs', async () => {
    expect(await migrateWith(acme, bad(OWN))).toEqual(['Bad1500000000003']);
    await undo(bad(OWN));
    await owner.query('DROP SCHEMA x_bad CASCADE');
  });

  it('stays when Coinslot goes back some steps and is brought up to date again', async () => {
    const [last = ''] = (await known('public.migrations')).slice(-1);
    await owner.undoLastMigration();
    expect(await migrateWith(acme)).toEqual([last]);
    await db.asService('x_acme', (tx) => tx.query(`TABLE x_acme.sales`));
  });

  it('leaves Coinslot as it is once it is taken away', async () => {
    await undo(acme);
    await undo(acme);
    await owner.query(`DROP SCHEMA x_acme CASCADE`);
    for (const _ of migrations) await owner.undoLastMigration();
    expect(await migrateWith()).toHaveLength(migrations.length);
    await db.asService('payments', (tx) => tx.query('SELECT FROM payment_claims'));
  });
});

const named = (extension: Partial<Extension>): Extension => ({
  name: 'acme',
  module: AcmeModule,
  ...extension,
});

describe('the names of extensions', () => {
  it.each([
    ['malformed', [named({ name: 'Acme' })], 'names no extension'],
    ['too long', [named({ name: 'a'.repeat(31) })], 'names no extension'],
    ['the same', [named({}), named({})], 'two extensions'],
    ['another’s', [named({ services: ['x_other'] })], 'no service of the extension acme'],
    ['malformed services', [named({ services: ['x_acme_A'] })], 'no service of the extension'],
    [
      'services of two',
      [named({ services: ['x_acme_b'] }), named({ name: 'acme_b', services: ['x_acme_b'] })],
      'two extensions',
    ],
  ])('are refused when they are %s', async (_what, extensions, why) => {
    await expect(migrate('postgres://x', 'postgres://x', extensions)).rejects.toThrow(why);
  });
});

describe('an application with an extension', () => {
  it('starts once the database has its services, and knows its entities', async () => {
    const ground = await prepareGround();
    const config = parseConfig(ground.environment);
    const build = (extension: Extension) =>
      createApp(config, createLogger('silent'), [extension]).then((app) => app.init());
    const missing = { ...acme, services: ['x_acme_missing'] as const };
    const refused = await build(missing).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ConfigError);
    expect((refused as Error).message).toContain('coinslot_as_x_acme_missing');

    await migrate(ground.database.ownerUrl, ground.database.appUrl, [acme]);
    const app = await build(acme);
    const { database, repository } = app.get(Sales, { strict: false });
    await database.asService('x_acme', (tx) => tx.insert(Sale, { ownerId: ada }));
    const found = await database.asUser(ada, (tx) => tx.withRepository(repository).find());
    expect(found).toMatchObject([{ ownerId: ada }]);
    await app.close();
    await ground.clear();
  });
});
