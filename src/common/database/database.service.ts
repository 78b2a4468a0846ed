import { Inject, Injectable, Optional } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { type ClientBase, DatabaseError, type Pool } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner.js';
import { sha256 } from '../crypto/index.js';
import { Problem, type ProblemDetails, unauthenticated } from '../errors/index.js';
import { ChangeFeed } from './change-feed.service.js';
import { beginIn, type Context } from './context.js';
import { databaseConfig } from './database.config.js';
import { type FunctionCall, statementOf } from './function-call.js';
import { traced, type TracedWork } from '../observability/index.js';
import { roleOf, type ServiceName, USER_ROLE } from './roles.js';
import { Turns } from './turns.js';
import { isOfNobody } from './violations.js';

/** What whoever still works for a deleted account is told. */
const GONE: ProblemDetails = {
  detail: 'This account does not exist any more.',
  headers: { 'www-authenticate': 'Bearer realm="coinslot", error="invalid_token"' },
};

/** Stands for owners whom triggers did not note one by one. */
const MANY = '*';

/** Until the transaction ends, however it ends. */
const BECOME = `SELECT set_config('role', $1, true)`;

/**
 * Opens transactions in the role of a user or a service. It is the only way to the tables: the role
 * that the application logs in as has no right to any of them.
 */
@Injectable()
export class Database {
  private readonly turns = new Turns();

  /** @param feed is told what a transaction has changed, before whoever asked for it is */
  constructor(
    private readonly dataSource: DataSource,
    @Optional() private readonly feed?: ChangeFeed,
    @Optional()
    @Inject(databaseConfig.KEY)
    private readonly config?: ConfigType<typeof databaseConfig>,
  ) {}

  /** Host, port and name of this database, `db:5432/coinslot`, and nothing of whoever logs in. */
  get place(): string {
    const { options } = this.dataSource;
    const url = this.config?.directUrl ?? (options.type === 'postgres' && options.url);
    const { host, pathname } = new URL(url || 'none:');
    return `${host}${pathname}`;
  }

  /** A short text that is the same for all who use this database, whoever they log in as, and for no other. */
  get fingerprint(): string {
    return sha256(this.place).toString('hex').slice(0, 16);
  }

  /** How many connections there are for requests, how many of them lie idle, and who waits for one. */
  get connections(): { readonly total: number; readonly idle: number; readonly waiting: number } {
    const pool = (this.dataSource.driver as PostgresDriver).master as Pool;
    return { total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount };
  }

  /** Runs `work` in one transaction that sees and changes only what `userId` owns. */
  asUser<T>(userId: string, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.within({ role: USER_ROLE, userId }, work);
  }

  /** The same, while nobody else works for this user, in any replica. */
  asUserAlone<T>(userId: string, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.within({ role: USER_ROLE, userId, alone: true }, work);
  }

  /** Runs `work` in one transaction with the rights of a named service. */
  asService<T>(service: ServiceName, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.within({ role: roleOf(service), userId: '' }, work);
  }

  /**
   * The same, one after the other for all of the same `turn`, over all replicas; it costs no round
   * trip more.
   * Who waits here holds no connection, so many of one turn hold up no other. Fails when another
   * replica takes longer than five seconds.
   */
  asServiceInTurn<T>(
    service: ServiceName,
    turn: string,
    work: (tx: EntityManager) => Promise<T>,
  ): Promise<T> {
    return this.turns.take(turn, () =>
      this.within({ role: roleOf(service), userId: '', turn }, work),
    );
  }

  /**
   * Runs `work` within `tx`, a transaction of the service `own`, with the rights of `service`: what it
   * writes is kept or lost with `tx`, which has its own rights again afterwards, also when `work` fails.
   */
  async asServiceWithin<T>(
    tx: EntityManager,
    { service, own }: { readonly service: ServiceName; readonly own: ServiceName },
    work: () => Promise<T>,
  ): Promise<T> {
    await tx.query(BECOME, [roleOf(service)]);
    try {
      const result = await work();
      await tx.query(BECOME, [roleOf(own)]);
      return result;
    } catch (error) {
      // After a statement that failed, PostgreSQL refuses this one too, and all others but the rollback.
      await tx.query(BECOME, [roleOf(own)]).catch(() => undefined);
      throw error;
    }
  }

  /**
   * Calls a function of the database that has rights of its own, in one round trip: the statement
   * itself may do nothing else.
   */
  call<Row>(statement: string, parameters: unknown[]): Promise<Row[]> {
    const name = /\w+(?=\()/.exec(statement)?.[0] ?? 'function';
    return traced(partOf(name), () => this.dataSource.query<Row[]>(statement, parameters));
  }

  /**
   * Calls functions of the database that have rights of their own, in one statement: one round trip, and
   * one transaction, of which everything is kept or nothing.
   * @returns what each of them gave
   */
  callAll(calls: readonly FunctionCall[]): Promise<unknown[]> {
    const names = calls.map(({ name }) => name).join('+');
    return traced(partOf(names), () => this.callNow(calls));
  }

  private async callNow(calls: readonly FunctionCall[]): Promise<unknown[]> {
    const { master } = this.dataSource.driver as PostgresDriver;
    const client = await (master as Pool).connect();
    let isBroken = false;
    try {
      const { name, ...unnamed } = statementOf(calls);
      // A statement's name belongs to a connection, and behind a pooler the next one may be another.
      const statement = this.config?.isPooled === true ? unnamed : { name, ...unnamed };
      const { rows } = await client.query<unknown[]>({ ...statement, rowMode: 'array' });
      return rows[0] ?? [];
    } catch (error) {
      isBroken = !(error instanceof DatabaseError) || error.severity === 'FATAL';
      throw error;
    } finally {
      client.release(isBroken);
    }
  }

  /** The same within `tx`, a transaction of a service that may call them. */
  async callAllWithin(tx: EntityManager, calls: readonly FunctionCall[]): Promise<void> {
    if (calls.length === 0) return;
    const { text, values } = statementOf(calls);
    await tx.query(text, values);
  }

  private within<T>(context: Context, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return traced(partOf(`transaction ${context.role}`), () => this.withinNow(context, work));
  }

  private async withinNow<T>(
    context: Context,
    work: (tx: EntityManager) => Promise<T>,
  ): Promise<T> {
    const runner = this.dataSource.createQueryRunner() as PostgresQueryRunner;
    try {
      const client = (await runner.connect()) as ClientBase;
      const timeoutMs = this.config?.isPooled === true ? this.config.timeoutMs : undefined;
      await runner.query(beginIn(client, { ...context, timeoutMs }));
      runner.isTransactionActive = true;
      const result = await work(runner.manager);
      for (const owner of await commit(client)) this.feed?.announce(owner);
      return result;
    } catch (error) {
      // What the transaction failed of counts, not that its connection cannot even roll it back.
      await runner.query('ROLLBACK').catch(() => undefined);
      throw isOfNobody(error) ? new Problem(unauthenticated, GONE, { cause: error }) : error;
    } finally {
      await runner.release();
    }
  }
}

/** What triggers note of whom a transaction changes (migration 1764400000000), read as it ends. */
const COMMIT = `SELECT current_setting('app.changed_owners', true) AS owners; COMMIT`;
const UNNOTICED = 'a statement of this transaction failed unnoticed, so nothing of it was kept';
/** SQLSTATE in_failed_sql_transaction. */
const FAILED = '25P02';

function partOf(what: string): TracedWork {
  const attributes = { 'db.system.name': 'postgresql' };
  return { name: `database ${what}`, kind: 'client', isPart: true, attributes };
}

/**
 * Whoever swallowed the failure of a statement would be told that everything was kept: PostgreSQL answers
 * the COMMIT of such a transaction by rolling it back, and calls that no error; the statement before it fails.
 * @returns the owners of whom it changed something; one is undefined when they were too many to note
 */
async function commit(client: ClientBase): Promise<(string | undefined)[]> {
  const results = (await client.query(COMMIT).catch((error: unknown) => {
    if (error instanceof DatabaseError && error.code === FAILED) throw new Error(UNNOTICED);
    throw error;
  })) as unknown as [{ rows: { owners: string | null }[] }, { command: string }];
  const [{ rows }] = results;
  const owners = rows[0]?.owners?.trim() ?? '';
  if (owners === '') return [];
  return owners.split(' ').map((owner) => (owner === MANY ? undefined : owner));
}
