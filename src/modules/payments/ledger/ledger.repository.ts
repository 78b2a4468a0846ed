import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, type FunctionCall } from '../../../common/database/index.js';
import type { JournalKind, JournalLine, LedgerAccount } from './journal.js';
import { LedgerEntry } from './ledger-entry.entity.js';

/** A stretch of time: `from` belongs to it, `to` does not; null where it is open. */
export interface Period {
  readonly from: Date | null;
  readonly to: Date | null;
}

/** The entries of one account and kind, added up. */
export interface AccountTotal {
  readonly network: string;
  readonly asset: string;
  readonly kind: JournalKind;
  readonly account: LedgerAccount;
  readonly entries: number;
  /** Atomic units of the asset; debits are positive. */
  readonly amount: bigint;
}

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

  /** What an owner's books hold for each network, asset, kind and account, sorted by the first two. */
  async totals(tx: EntityManager, ownerId: string, { from, to }: Period): Promise<AccountTotal[]> {
    const query = tx
      .createQueryBuilder(LedgerEntry, 'entry')
      .select(['entry.network AS network', 'entry.asset AS asset'])
      .addSelect(['entry.kind AS kind', 'entry.account AS account'])
      .addSelect(['count(*)::text AS entries', 'sum(entry.amount)::text AS amount'])
      .where('entry.ownerId = :ownerId', { ownerId })
      .groupBy('entry.network, entry.asset, entry.kind, entry.account')
      .orderBy('entry.network')
      .addOrderBy('entry.asset');
    if (from !== null) query.andWhere('entry.createdAt >= :from', { from });
    if (to !== null) query.andWhere('entry.createdAt < :to', { to });
    const rows = await query.getRawMany<Record<keyof AccountTotal, string>>();
    return rows.map((row) => ({
      ...(row as Pick<AccountTotal, 'network' | 'asset' | 'kind' | 'account'>),
      entries: Number(row.entries),
      amount: BigInt(row.amount),
    }));
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
