import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { formatUsdc } from '../../../common/money/index.js';
import { Outbox } from '../../../common/outbox/index.js';
import { refundOwedJournal, refundPaidJournal } from '../ledger/journal.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import type { Settlement } from '../settlement/settlement.entity.js';
import type { Refund } from './refund.entity.js';

/** Writes what follows from a refund's moves, in their transaction: ledger and events. */
@Injectable()
export class RefundBooks {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly outbox: Outbox,
  ) {}

  requested(tx: EntityManager, refund: Refund): Promise<void> {
    return this.tell(tx, refund, 'refund.requested');
  }

  /** The platform's fee is given back with the rest. */
  async owed(tx: EntityManager, refund: Refund, { fee }: Settlement): Promise<void> {
    const { id, ownerId, network, asset, amount } = refund;
    const lines = refundOwedJournal({ ownerId, network, asset, amount, fee });
    await this.ledger.record(tx, id, lines);
    await this.tell(tx, refund, 'refund.owed');
  }

  async paid(tx: EntityManager, refund: Refund): Promise<void> {
    const { id, ownerId, network, asset, amount } = refund;
    await this.ledger.record(tx, id, refundPaidJournal({ ownerId, network, asset, amount }));
    await this.tell(tx, refund, 'refund.paid');
  }

  private async tell(tx: EntityManager, refund: Refund, type: string): Promise<void> {
    const { id: refundId, claimId, ownerId, network, payer, amount, transaction } = refund;
    if (ownerId === null) return;
    const data = {
      refundId,
      claimId,
      network,
      payer,
      amount: formatUsdc(amount),
      ...(transaction !== null && { transaction }),
    };
    await this.outbox.add(tx, { userId: ownerId, type, data });
  }
}
