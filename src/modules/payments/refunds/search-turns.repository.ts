import { Injectable } from '@nestjs/common';
import { type EntityManager, MoreThan } from 'typeorm';
import { Refund } from './refund.entity.js';

/** Whose transfer is looked for next, and how far the search for it came. */
@Injectable()
export class SearchTurns {
  /**
   * The owed refunds whose turn it is to be looked for, noting that they were; those decided before
   * `since` are left out. Several processes get different ones.
   */
  async take(tx: EntityManager, since: Date, now: Date, limit: number): Promise<Refund[]> {
    const refunds = await tx.find(Refund, {
      where: { status: 'owed', decidedAt: MoreThan(since) },
      order: { searchedAt: { direction: 'ASC', nulls: 'FIRST' } },
      take: limit,
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
    if (refunds.length > 0) {
      await tx.update(
        Refund,
        refunds.map(({ id }) => id),
        { searchedAt: now },
      );
    }
    return refunds;
  }

  async note(tx: EntityManager, id: string, searchedBlock: bigint): Promise<void> {
    await tx.update(Refund, { id }, { searchedBlock });
  }
}
