import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { SettlementChecks } from './settlement-checks.repository.js';

/** How a settlement stands on the chain. */
export interface Standing {
  /** `pending` until it has enough confirmations; `reversed` when it vanished and was booked back. */
  readonly state: 'pending' | 'final' | 'reversed';
  /** That the transfer stands in now, or stood in last. */
  readonly transaction: string;
  /** Since when it is final or reversed. */
  readonly since: Date | null;
  /** Why a transfer that vanished cannot come any more, as a stable code. */
  readonly reason: string | null;
}

/** Tells how settlements stand on the chain. */
@Injectable()
export class Standings {
  constructor(
    private readonly database: Database,
    private readonly checks: SettlementChecks,
  ) {}

  /** @throws Error when the claim is not settled */
  async of(claimId: string): Promise<Standing> {
    const check = await this.database.asService('payments', (tx) => this.checks.find(tx, claimId));
    if (check === null) throw new Error(`claim ${claimId} has no settlement`);
    const { transaction, finalAt, reversedAt, reversalReason: reason } = check;
    const since = finalAt ?? reversedAt;
    const ended = finalAt === null ? 'reversed' : 'final';
    return { state: since === null ? 'pending' : ended, transaction, since, reason };
  }
}
