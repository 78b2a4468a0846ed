import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import type { LedgerEntry } from '../ledger/ledger-entry.entity.js';
import { LedgerRepository, type Period } from '../ledger/ledger.repository.js';
import { type NetworkEarnings, summarise } from './summary.js';

/** Reads a creator's own books. */
@Injectable()
export class Earnings {
  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerRepository,
  ) {}

  /** What the journals of `period` say, for each network and asset. */
  async summary(ownerId: string, period: Period): Promise<NetworkEarnings[]> {
    return summarise(
      await this.database.asUser(ownerId, (tx) => this.ledger.totals(tx, ownerId, period)),
    );
  }

  /** Entries, newest first, that are older than the entry `before`. */
  entries(ownerId: string, limit: number, before: string | undefined): Promise<LedgerEntry[]> {
    return this.database.asUser(ownerId, (tx) => this.ledger.page(tx, ownerId, limit, before));
  }
}
