import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { JournalLine } from './journal.js';
import { LedgerEntry } from './ledger-entry.entity.js';

@Injectable()
export class LedgerRepository {
  /** Adds a journal; the database refuses the transaction unless its lines sum to zero. */
  async record(tx: EntityManager, journalId: string, lines: readonly JournalLine[]): Promise<void> {
    await tx.insert(
      LedgerEntry,
      lines.map((line) => ({ ...line, journalId })),
    );
  }
}
