import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { FunctionCall } from '../../../common/database/index.js';
import { formatUsdc } from '../../../common/money/index.js';
import type { OutboxEvent } from '../../../common/outbox/index.js';
import { amountPaid } from '../claims/charge.js';
import type { PaymentClaim } from '../claims/claim.entity.js';
import { platformFee, settlementJournal } from '../ledger/journal.js';
import { journalCall } from '../ledger/ledger.repository.js';
import type { Transferred } from '../networks/payment-network.js';
import type { Note } from '../notes/note.js';
import { settlementConfig } from './settlement.config.js';

/** What follows from a transfer: settlement and ledger, and who is told of it. */
@Injectable()
export class SettlementBooks {
  constructor(
    @Inject(settlementConfig.KEY) private readonly config: ConfigType<typeof settlementConfig>,
  ) {}

  /** The settlement of the claim, and its journal. */
  callsOf(claim: PaymentClaim, { transaction, logIndex, block }: Transferred): FunctionCall[] {
    const { id, ownerId, network, asset, payer, payTo } = claim;
    const { feeBasisPoints } = this.config;
    const amount = amountPaid(claim);
    const settlement = {
      network,
      asset,
      payer,
      transaction,
      claim_id: id,
      owner_id: ownerId,
      pay_to: payTo,
      amount: amount.toString(),
      fee: platformFee({ ownerId, amount }, feeBasisPoints).toString(),
      log_index: logIndex,
      block_number: block.number.toString(),
      block_hash: block.hash,
    };
    const payment = { ownerId, network, asset, amount, feeBasisPoints };
    return [
      { name: 'book_settlement', parameters: [JSON.stringify(settlement)] },
      journalCall(id, settlementJournal(payment)),
    ];
  }

  /** What the owner is told. */
  notesOf(claim: PaymentClaim, { transaction }: Transferred): Note[] {
    const { id: claimId, ownerId, network, payer } = claim;
    if (ownerId === null) return [];
    const amount = formatUsdc(amountPaid(claim));
    const data = { claimId, network, payer, transaction, amount };
    const event: OutboxEvent = { userId: ownerId, type: 'payment.settled', data };
    return [{ kind: 'event', claimId, event }];
  }
}
