import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { formatUsdc } from '../../../common/money/index.js';
import { Outbox } from '../../../common/outbox/index.js';
import { settlementJournal } from '../ledger/journal.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { PaidRoutes } from '../x402/paid-routes.service.js';
import { ClaimsRepository, type HeldClaim } from './claims.repository.js';
import { Settlement } from './settlement.entity.js';

/** Writes down, in one transaction, everything that follows from a transfer that happened. */
@Injectable()
export class Completion {
  constructor(
    private readonly database: Database,
    private readonly claims: ClaimsRepository,
    private readonly ledger: LedgerRepository,
    private readonly routes: PaidRoutes,
    private readonly outbox: Outbox,
  ) {}

  /** Ends the claim as settled by `transaction`: settlement, ledger, the route's own rows, event. */
  async complete(claim: HeldClaim, transaction: string): Promise<HeldClaim> {
    const { id: claimId, ownerId, network, asset, payer, payTo, amount } = claim;
    const route = this.routes.find(claim.route);
    await this.database.asService('payments', async (tx) => {
      await this.claims.move(tx, claim, 'settled', { transaction });
      await tx.insert(Settlement, {
        claimId,
        ownerId,
        network,
        asset,
        payer,
        payTo,
        amount,
        transaction,
      });
      await this.ledger.record(tx, claimId, settlementJournal({ ownerId, network, asset, amount }));
      await route?.onSettled?.(tx, { claimId, ownerId, payer, network, amount, transaction });
      if (ownerId !== null) {
        const data = { claimId, network, payer, transaction, amount: formatUsdc(amount) };
        await this.outbox.add(tx, { userId: ownerId, type: 'payment.settled', data });
      }
    });
    return { ...claim, status: 'settled', transaction };
  }
}
