import { Injectable } from '@nestjs/common';
import { type ClientBase, DatabaseError, type Pool } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner.js';
import { sha256 } from '../crypto/index.js';
import { Problem, type ProblemDetails, unauthenticated } from '../errors/index.js';
import { beginIn, type Context } from './context.js';
import { type FunctionCall, statementOf } from './function-call.js';
import { roleOf, type ServiceName, USER_ROLE } from './roles.js';
import { Turns } from './turns.js';
import { isOfNobody } from './violations.js';

/** What whoever still works for a deleted account is told. */
const GONE: ProblemDetails = {
  detail: 'This account does not exist any more.',
  headers: { 'www-authenticate': 'Bearer realm="coinslot", error="invalid_token"' },
};

/** Until the transaction ends, however it ends. */
const BECOME = `SELECT set_config('role', $1, true)`;

/**
 * Opens transactions in the role of a user or a service. It is the only way to the tables: the role
 * that the application logs in as has no right to any of them.
 */
@Injectable()
export class Database {
  private readonly turns = new Turns();

  constructor(private readonly dataSource: DataSource) {}

  /** Host, port and name of this database, `db:5432/coinslot`, and nothing of whoever logs in. */
  get place(): string {
    const { options } = this.dataSource;
    const { host, pathname } = new URL((options.type === 'postgres' && options.url) || 'none:');
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
    return this.dataSource.query<Row[]>(statement, parameters);
  }

  /**
   * Calls functions of the database that have rights of their own, in one statement: one round trip, and
   * one transaction, of which everything is kept or nothing.
   * @returns what each of them gave
   */
  async callAll(calls: readonly FunctionCall[]): Promise<unknown[]> {
    const { master } = this.dataSource.driver as PostgresDriver;
    const client = await (master as Pool).connect();
    let isBroken = false;
    try {
      const { rows } = await client.query<unknown[]>({ ...statementOf(calls), rowMode: 'array' });
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

  private async within<T>(context: Context, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner() as PostgresQueryRunner;
    try {
      const client = (await runner.connect()) as ClientBase;
      await runner.query(beginIn(client, context));
      runner.isTransactionActive = true;
      const result = await work(runner.manager);
      await commit(client);
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

/**
 * PostgreSQL answers the COMMIT of a transaction in which a statement failed by rolling it back, and
 * calls that no error: whoever swallowed the failure would be told that everything was kept. TypeORM
 * does not pass that answer on.
 */
async function commit(client: ClientBase): Promise<void> {
  const { command } = await client.query('COMMIT');
  if (command === 'COMMIT') return;
  throw new Error('a statement of this transaction failed unnoticed, so nothing of it was kept');
}
