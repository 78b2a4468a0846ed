import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** What is kept of a deleted account because others have a right to it, by number. */
export interface Remains {
  /** Calls that were accepted and have not ended. */
  readonly openCalls: number;
  /** Results that buyers can still fetch. */
  readonly keptResults: number;
  /** Refunds that are owed or asked for. */
  readonly openRefunds: number;
}

/** Deletes, in a transaction of the user whose account it is. */
@Injectable()
export class DeletionRepository {
  /** Makes sign-ins and calls that are about to touch the account wait for this transaction's end. */
  async lock(tx: EntityManager): Promise<void> {
    await tx.query(`SELECT lock_account()`);
  }

  async remains(tx: EntityManager): Promise<Remains> {
    const [row] = await tx.query<[Remains?]>(
      `SELECT open_calls AS "openCalls", kept_results AS "keptResults",
        open_refunds AS "openRefunds" FROM what_stays()`,
    );
    if (row === undefined) throw new Error('what stays was not counted');
    return row;
  }

  /** Erases the user and all that is theirs; see migration 1764100008510. */
  async erase(tx: EntityManager, userId: string): Promise<void> {
    await tx.query(`DELETE FROM users WHERE id = $1`, [userId]);
  }
}
