import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { formatUsdc } from '../../../common/money/index.js';
import type { EventTypes } from '../../../common/outbox/index.js';
import { refundOwedJournal, refundPaidJournal, refundVoidJournal } from '../ledger/journal.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import type { Noter } from '../notes/note.js';
import type { Settlement } from '../ledger/settlement.entity.js';
import type { Refund } from './refund.entity.js';

type RefundEvent = Extract<keyof EventTypes, `refund.${string}`>;

/** Writes what follows from a refund's moves, in their transaction: the ledger, and notes the events. */
@Injectable()
export class RefundBooks {
  constructor(private readonly ledger: LedgerRepository) {}

  requested(note: Noter, refund: Refund): Promise<void> {
    return tell(note, refund, 'refund.requested');
  }

  /** The platform's fee is given back with the rest. */
  async owed(tx: EntityManager, note: Noter, refund: Refund, { fee }: Settlement): Promise<void> {
    const { id, ownerId, network, asset, amount } = refund;
    const lines = refundOwedJournal({ ownerId, network, asset, amount, fee });
    await this.ledger.record(tx, id, lines);
    await tell(note, refund, 'refund.owed');
  }

  async paid(tx: EntityManager, note: Noter, refund: Refund): Promise<void> {
    const { id, ownerId, network, asset, amount } = refund;
    await this.ledger.record(tx, id, refundPaidJournal({ ownerId, network, asset, amount }));
    await tell(note, refund, 'refund.paid');
  }

  /** The payment vanished. @param wasOwed whether the refund stood in the books */
  async void(
    tx: EntityManager,
    note: Noter,
    refund: Refund,
    { fee, wasOwed }: { readonly fee: bigint; readonly wasOwed: boolean },
  ): Promise<void> {
    const { id, ownerId, network, asset, amount } = refund;
    const lines = refundVoidJournal({ ownerId, network, asset, amount, fee });
    if (wasOwed) await this.ledger.record(tx, id, lines);
    await tell(note, refund, 'refund.void');
  }
}

async function tell(note: Noter, refund: Refund, type: RefundEvent): Promise<void> {
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
  await note({ kind: 'event', claimId, event: { userId: ownerId, type, data } });
}
