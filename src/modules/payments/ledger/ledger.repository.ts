import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, type FunctionCall } from '../../../common/database/index.js';
import type { JournalLine } from './journal.js';
import { LedgerEntry } from './ledger-entry.entity.js';

/** How a journal about `journalId` is written down; see {@link LedgerRepository.record}. */
export function journalCall(journalId: string, lines: readonly JournalLine[]): FunctionCall {
  const rows = lines.map(({ ownerId, amount, ...line }) => ({
    ...line,
    journal_id: journalId,
    owner_id: ownerId,
    amount: amount.toString(),
  }));
  return { name: 'book_journal', parameters: [JSON.stringify(rows)] };
}

@Injectable()
export class LedgerRepository {
  constructor(private readonly database: Database) {}

  /**
   * Adds a journal about `journalId`: the id of a claim for a settlement and its reversal, of a refund
   * for the kinds of refunds. The database refuses the transaction unless the lines sum to zero, and where
   * there is a journal of the same kind about the same id already.
   */
  async record(tx: EntityManager, journalId: string, lines: readonly JournalLine[]): Promise<void> {
    await this.database.callAllWithin(tx, [journalCall(journalId, lines)]);
  }

  /** An owner's entries in the order they were written, last first, older than the entry `before`. */
  page(
    tx: EntityManager,
    ownerId: string,
    limit: number,
    before: string | undefined,
  ): Promise<LedgerEntry[]> {
    const query = tx
      .createQueryBuilder(LedgerEntry, 'entry')
      .where('entry.ownerId = :ownerId', { ownerId })
      .orderBy('entry.id', 'DESC')
      .take(limit);
    if (before !== undefined) query.andWhere('entry.id < :before', { before });
    return query.getMany();
  }
}
