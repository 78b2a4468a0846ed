import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { EntityManager } from 'typeorm';
import { formatUsdc } from '../../../common/money/index.js';
import type { OutboxEvent } from '../../../common/outbox/index.js';
import { platformFee, settlementJournal } from '../ledger/journal.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import type { Transferred } from '../networks/payment-network.js';
import type { Noter } from '../notes/note.js';
import { settlementConfig } from './settlement.config.js';
import type { PaymentClaim } from '../claims/claim.entity.js';
import { Settlement } from '../ledger/settlement.entity.js';

/** Writes what follows from a transfer, in its transaction: settlement and ledger, and notes the event. */
@Injectable()
export class SettlementBooks {
  constructor(
    private readonly ledger: LedgerRepository,
    @Inject(settlementConfig.KEY) private readonly config: ConfigType<typeof settlementConfig>,
  ) {}

  async record(
    tx: EntityManager,
    note: Noter,
    claim: PaymentClaim,
    { transaction, logIndex, block }: Transferred,
  ): Promise<void> {
    const { id: claimId, ownerId, network, asset, payer, payTo, amount } = claim;
    const feeBasisPoints = this.config.feeBasisPoints;
    const fee = platformFee(claim, feeBasisPoints);
    const transfer = { ownerId, network, asset, payer, payTo, amount, fee };
    const { number: blockNumber, hash: blockHash } = block;
    const place = { transaction, logIndex, blockNumber, blockHash };
    await tx.insert(Settlement, { claimId, ...transfer, ...place });
    const payment = { ownerId, network, asset, amount, feeBasisPoints };
    await this.ledger.record(tx, claimId, settlementJournal(payment));
    if (ownerId === null) return;
    const data = { claimId, network, payer, transaction, amount: formatUsdc(amount) };
    const event: OutboxEvent = { userId: ownerId, type: 'payment.settled', data };
    await note({ kind: 'event', claimId, event });
  }
}
