import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { Turns } from './turns.js';

/**
 * Work that Coinslot does for itself, not for a signed-in user. Row-level security policies name
 * these, so each service sees only the tables its work needs.
 */
export type ServiceName =
  | 'accounts'
  | 'execution'
  | 'payments'
  | 'storefront'
  | 'models'
  | 'maintenance'
  | 'rate_limits'
  | 'verification';

const CONTEXT = `SELECT set_config('app.user_id', $1, true), set_config('app.service', $2, true)`;

/** Whoever stopped in the middle of their turn holds up nobody for longer than that. */
const TURN_TIMEOUT = '5s';

/** What is locked in one statement is seen by the next, so the lock rides along with the context. */
const CONTEXT_IN_TURN = `${CONTEXT}, set_config('lock_timeout', $3, true),
  pg_advisory_xact_lock(hashtextextended($4, 0))`;

/**
 * Opens transactions whose row-level security context is set. It is the only way to the tables: a
 * query outside such a transaction sees no owned row at all.
 */
@Injectable()
export class Database {
  private readonly turns = new Turns();

  constructor(private readonly dataSource: DataSource) {}

  /** Runs `work` in one transaction that sees and changes only what `userId` owns. */
  asUser<T>(userId: string, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.withContext(userId, '', work);
  }

  /** Runs `work` in one transaction with the rights of a named service. */
  asService<T>(service: ServiceName, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.withContext('', service, work);
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
    return this.turns.take(turn, () => this.withContext('', service, work, turn));
  }

  /**
   * Calls a function of the database that has rights of its own, in one round trip: without a
   * context, the statement itself sees no owned row.
   */
  call<Row>(statement: string, parameters: unknown[]): Promise<Row[]> {
    return this.dataSource.query<Row[]>(statement, parameters);
  }

  private async withContext<T>(
    userId: string,
    service: string,
    work: (tx: EntityManager) => Promise<T>,
    turn?: string,
  ): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.startTransaction();
      if (turn === undefined) await runner.query(CONTEXT, [userId, service]);
      else await runner.query(CONTEXT_IN_TURN, [userId, service, TURN_TIMEOUT, turn]);
      const result = await work(runner.manager);
      await commit(runner);
      return result;
    } catch (error) {
      // What the transaction failed of counts, not that its connection cannot even roll it back.
      await runner.rollbackTransaction().catch(() => undefined);
      throw error;
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
async function commit(runner: QueryRunner): Promise<void> {
  const client = (await runner.connect()) as ClientBase;
  const { command } = await client.query('COMMIT');
  if (command === 'COMMIT') return;
  throw new Error('a statement of this transaction failed unnoticed, so nothing of it was kept');
}
