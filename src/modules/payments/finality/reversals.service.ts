import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { formatUsdc } from '../../../common/money/index.js';
import type { OutboxEvent } from '../../../common/outbox/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { settlementReversedJournal } from '../ledger/journal.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import type { Noter } from '../notes/note.js';
import { Notes } from '../notes/notes.service.js';
import { Refunds } from '../refunds/refunds.service.js';
import { Settlement } from '../ledger/settlement.entity.js';
import { SettlementChecks } from './settlement-checks.repository.js';

/** Books back payments that vanished from the chain. */
@Injectable()
export class Reversals {
  constructor(
    private readonly notes: Notes,
    private readonly checks: SettlementChecks,
    private readonly ledger: LedgerRepository,
    private readonly refunds: Refunds,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * The transfer is gone and cannot come any more: its journal is mirrored, no refund of it is owed any
   * more and the seller is told, in one transaction. Doing it again changes nothing.
   * @param reason why it cannot come, as a stable code
   */
  async reverse(claimId: string, reason: string, now: Date): Promise<void> {
    await this.notes.transaction(async (tx, note) => {
      const check = await this.checks.lock(tx, claimId);
      if (check.nextCheckAt === null) return;
      const settlement = await tx.findOneByOrFail(Settlement, { claimId });
      const isRefunded = await this.refunds.forgo(tx, note, settlement);
      await this.ledger.record(
        tx,
        claimId,
        settlementReversedJournal({ ...settlement, isRefunded }),
      );
      await this.checks.reverse(tx, check, reason, now);
      await tell(note, settlement, reason);
    });
    this.logger.error({ claimId, reason }, 'a settlement vanished from the chain');
  }
}

async function tell(note: Noter, settlement: Settlement, reason: string): Promise<void> {
  const { claimId, ownerId, network, payer, transaction, amount } = settlement;
  if (ownerId === null) return;
  const data = { claimId, network, payer, transaction, amount: formatUsdc(amount), reason };
  const event: OutboxEvent = { userId: ownerId, type: 'payment.reversed', data };
  await note({ kind: 'event', claimId, event });
}
