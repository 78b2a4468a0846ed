import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import { isUniqueViolation } from '../../../common/database/index.js';
import type { Noter } from '../notes/note.js';
import { Notes } from '../notes/notes.service.js';
import { RefundBooks } from './refund-books.service.js';
import { RefundDecisions } from './refund-decisions.service.js';
import { RefundTransfers, type SeenTransfers, wrongTransfer } from './refund-transfers.service.js';
import type { Refund } from './refund.entity.js';
import { RefundsRepository } from './refunds.repository.js';

/** Ends refunds with the transfers that paid them. */
@Injectable()
export class RefundPayments {
  constructor(
    private readonly notes: Notes,
    private readonly repository: RefundsRepository,
    private readonly decisions: RefundDecisions,
    private readonly transfers: RefundTransfers,
    private readonly books: RefundBooks,
    private readonly clock: Clock,
  ) {}

  /**
   * The creator says which transaction paid the refund. Saying it again changes nothing.
   * @throws {Problem} `refund_not_found`, `refund_status_conflict` when it is not owed (any more), or
   * why the transaction does not count, as {@link RefundTransfers.see}
   */
  async report(ownerId: string, id: string, transaction: string): Promise<Refund> {
    const refund = await this.decisions.find(ownerId, id);
    const reported = this.transfers.idOf(refund, transaction);
    if (refund.status !== 'owed') return this.alreadyPaid(refund, reported);
    return this.pay(refund, reported);
  }

  /**
   * Ends an owed refund as paid by `transaction`, once the chain shows that it is.
   * @param notBefore transactions mined before count as not fitting
   * @throws {Problem} as {@link report}
   */
  async pay(refund: Refund, transaction: string, notBefore = new Date(0)): Promise<Refund> {
    const seen = await this.transfers.see(refund, transaction);
    if (wholeSeconds(seen.minedAt) < wholeSeconds(notBefore)) {
      throw wrongTransfer('not_after_payment');
    }
    return this.complete(refund.id, seen);
  }

  private async complete(id: string, seen: SeenTransfers): Promise<Refund> {
    for (;;) {
      try {
        return await this.notes.transaction((tx, note) => this.finish(tx, note, id, seen));
      } catch (error) {
        // Another refund took the transfer between our look and our write: look again.
        if (!isUniqueViolation(error, 'refunds_transfer')) throw error;
      }
    }
  }

  private async finish(
    tx: EntityManager,
    note: Noter,
    id: string,
    seen: SeenTransfers,
  ): Promise<Refund> {
    const refund = await this.repository.lock(tx, id);
    const { transaction } = seen;
    if (refund.status !== 'owed') return this.alreadyPaid(refund, transaction);
    const logIndex = await this.chooseTransfer(tx, refund, seen);
    const payment = { transaction, logIndex, paidAt: this.clock.now() };
    const paid = await this.repository.move(tx, refund, 'paid', payment);
    await this.books.paid(tx, note, paid);
    return paid;
  }

  /** @throws {Problem} unless this transaction paid it */
  private alreadyPaid(refund: Refund, transaction: string): Refund {
    if (refund.transaction !== transaction) throw this.decisions.conflict(refund);
    return refund;
  }

  /** One transfer pays one refund, and what pays for a call gives nothing back. */
  private async chooseTransfer(
    tx: EntityManager,
    refund: Refund,
    { transaction, transfers }: SeenTransfers,
  ): Promise<number> {
    const used = await this.repository.usedTransfers(tx, refund.network, transaction);
    const unused = transfers.filter(({ logIndex }) => !used.has(logIndex));
    if (unused.length === 0) throw wrongTransfer('already_used');
    for (const { from, nonce, logIndex } of unused) {
      if (nonce === null) return logIndex;
      if (!(await this.repository.paysCall(tx, refund, from, nonce))) return logIndex;
    }
    throw wrongTransfer('pays_a_call');
  }
}
/** Blocks tell whole seconds only. */
function wholeSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
