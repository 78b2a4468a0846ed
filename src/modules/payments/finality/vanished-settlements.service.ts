import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { FacilitatorService } from '../facilitator/facilitator.service.js';
import type { Block, PaymentNetwork, Transferred } from '../networks/payment-network.js';
import { ChainReader } from '../settlement/chain-reader.service.js';
import type { PaymentClaim } from '../claims/claim.entity.js';
import { Claims } from '../claims/claims.service.js';
import type { SettlementCheck } from '../ledger/settlement-check.entity.js';
import { Reversals } from './reversals.service.js';
import { SettlementChecks } from './settlement-checks.repository.js';

const SOON_MS = 60_000;

/** Looks for settlements that are not in the block any more that they were seen in. */
@Injectable()
export class VanishedSettlements {
  constructor(
    private readonly database: Database,
    private readonly claims: Claims,
    private readonly chain: ChainReader,
    private readonly checks: SettlementChecks,
    private readonly facilitator: FacilitatorService,
    private readonly reversals: Reversals,
  ) {}

  /**
   * Notes where the transfer stands now; asks for it once more while its authorization can be used; and
   * has it booked back once it cannot, by a chain that has gone on long enough.
   */
  async look(
    check: SettlementCheck,
    network: PaymentNetwork,
    head: Block,
    now: Date,
  ): Promise<void> {
    const claim = await this.claims.find(check.claimId);
    if (claim === null) throw new Error(`claim ${check.claimId} is gone`);
    const { transaction } = check;
    const { settledAt: askedAt } = claim;
    const seen = { ...claim, transaction, askedAt, searchedBlock: null };
    const outcome = await this.chain.outcome(seen);
    if (outcome.kind === 'unclear') return;
    if (outcome.kind === 'transferred') return this.move(check, outcome, now);
    if (outcome.kind !== 'void') await this.settleAgain(check, claim);
    else if (isLongGone(check, network, head)) {
      return this.reversals.reverse(check.claimId, outcome.reason, now);
    }
    await this.database.asService('payments', (tx) => this.checks.miss(tx, check, now));
  }

  private move(check: SettlementCheck, transfer: Transferred, now: Date): Promise<void> {
    const next = new Date(now.getTime() + SOON_MS);
    return this.database.asService('payments', (tx) => this.checks.move(tx, check, transfer, next));
  }

  /** Not at once: nodes bring back by themselves most of what a reorganisation removed. */
  private async settleAgain(check: SettlementCheck, claim: PaymentClaim): Promise<void> {
    const { payment } = claim;
    if (check.missingSince === null || payment === null) return;
    // Whatever it says, the chain is looked at the next time.
    await this.facilitator.settle({ ...claim, payment });
  }
}

/** Missed before, and the chain has grown by as many blocks as make a transfer final. */
function isLongGone(
  { missingSince, blockNumber }: SettlementCheck,
  { confirmations }: PaymentNetwork,
  head: Block,
): boolean {
  if (missingSince === null) return false;
  return blockNumber === null || head.number >= blockNumber + BigInt(confirmations);
}
