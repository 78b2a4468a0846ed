import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CONFIG, type Config } from '../../../common/config/index.js';
import { formatUsdc } from '../../../common/money/index.js';
import { Outbox } from '../../../common/outbox/index.js';
import { platformFee, settlementJournal } from '../ledger/journal.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import type { PaymentClaim } from './claim.entity.js';
import { Settlement } from './settlement.entity.js';

/** Writes what follows from a transfer, in its transaction: settlement, ledger and event. */
@Injectable()
export class SettlementBooks {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly outbox: Outbox,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async record(tx: EntityManager, claim: PaymentClaim, transaction: string): Promise<void> {
    const { id: claimId, ownerId, network, asset, payer, payTo, amount } = claim;
    const feeBasisPoints = this.config.PLATFORM_FEE_BPS;
    const fee = platformFee(claim, feeBasisPoints);
    const transfer = { ownerId, network, asset, payer, payTo, amount, fee };
    await tx.insert(Settlement, { claimId, ...transfer, transaction });
    const payment = { ownerId, network, asset, amount, feeBasisPoints };
    await this.ledger.record(tx, claimId, settlementJournal(payment));
    if (ownerId === null) return;
    const data = { claimId, network, payer, transaction, amount: formatUsdc(amount) };
    await this.outbox.add(tx, { userId: ownerId, type: 'payment.settled', data });
  }
}
