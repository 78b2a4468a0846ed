import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import type { LedgerEntry } from '../ledger/ledger-entry.entity.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { EarningsRepository } from './earnings.repository.js';
import { type NetworkEarnings, summarise } from './summary.js';
import type { Period } from './whole-days.js';

/** Reads a creator's own books. */
@Injectable()
export class Earnings {
  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerRepository,
    private readonly earnings: EarningsRepository,
  ) {}

  /** What the journals of `period` say, for each network and asset. */
  async summary(ownerId: string, period: Period): Promise<NetworkEarnings[]> {
    const totals = await this.database.asUser(ownerId, async (tx) => {
      const found = await this.earnings.totals(tx, ownerId, period);
      await this.earnings.keepDays(tx, ownerId);
      return found;
    });
    return summarise(totals);
  }

  /** Entries, newest first, that are older than the entry `before`. */
  entries(ownerId: string, limit: number, before: string | undefined): Promise<LedgerEntry[]> {
    return this.database.asUser(ownerId, (tx) => this.ledger.page(tx, ownerId, limit, before));
  }
}
