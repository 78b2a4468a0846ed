import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

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

/**
 * Opens transactions whose row-level security context is set. It is the only way to the tables: a
 * query outside such a transaction sees no owned row at all.
 */
@Injectable()
export class Database {
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
   * Calls a function of the database that has rights of its own, in one round trip: without a
   * context, the statement itself sees no owned row.
   */
  call<Row>(statement: string, parameters: unknown[]): Promise<Row[]> {
    return this.dataSource.query<Row[]>(statement, parameters);
  }

  private withContext<T>(
    userId: string,
    service: string,
    work: (tx: EntityManager) => Promise<T>,
  ): Promise<T> {
    return this.dataSource.transaction(async (tx) => {
      await tx.query(
        `SELECT set_config('app.user_id', $1, true), set_config('app.service', $2, true)`,
        [userId, service],
      );
      return work(tx);
    });
  }
}
