import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { migrate } from '../../src/common/database/index.js';
import { type PostgresServer, startPostgres } from '../../src/sandbox/postgres/index.js';
import type { TestDatabase } from '../setup/database.js';

const NAME = 'chaos';
const LOGIN = 'chaos_app:of-no-use-elsewhere';
const POLL_MS = 50;

/** A PostgreSQL of its own, which keeps what it promised to keep, and crashes when it is told to. */
export class CrashingDatabase implements TestDatabase {
  readonly ownerUrl: string;
  readonly appUrl: string;

  private constructor(
    private readonly server: PostgresServer,
    private readonly directory: string,
  ) {
    this.ownerUrl = server.url(NAME);
    this.appUrl = `postgres://${LOGIN}@${server.host}:${server.port}/${NAME}`;
  }

  static async start(): Promise<CrashingDatabase> {
    const directory = await mkdtemp(join(tmpdir(), 'coinslot-chaos-database-'));
    const database = new CrashingDatabase(await startPostgres({ directory }), directory);
    await migrate(database.ownerUrl, database.appUrl);
    // What need not be on the disk stays in memory as long as it can: more of it is forgotten.
    await database.ask(`ALTER SYSTEM SET wal_writer_delay = '10s'`);
    await database.ask(`SELECT pg_reload_conf()`);
    return database;
  }

  /**
   * Kills a session where it stands: PostgreSQL then takes its memory for damaged, ends all others and
   * begins anew from what is on the disk. Ends when it answers again.
   */
  async crash(): Promise<void> {
    const [session] = await this.ask<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE usename = 'chaos_app' LIMIT 1`,
    );
    if (session === undefined) throw new Error('nobody uses the database');
    process.kill(session.pid, 'SIGKILL');
    do await sleep(POLL_MS);
    while (!(await this.isUp()));
  }

  async drop(): Promise<void> {
    await this.server.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

  private isUp(): Promise<boolean> {
    return this.ask('SELECT 1').then(
      () => true,
      () => false,
    );
  }

  private async ask<Row extends object>(sql: string): Promise<Row[]> {
    const client = new Client(this.ownerUrl);
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
