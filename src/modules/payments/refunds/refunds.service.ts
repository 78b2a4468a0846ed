import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import type { Noter } from '../notes/note.js';
import { Notes } from '../notes/notes.service.js';
import type { PaymentClaim } from '../claims/claim.entity.js';
import type { Settlement } from '../ledger/settlement.entity.js';
import { FIRST_STATUS, type RefundCause } from './refund-lifecycle.js';
import { callNotEnded, paymentReversed, refundExists, refundNotFound } from './refund-problems.js';
import { RefundBooks } from './refund-books.service.js';
import { refundNotice } from './refund-notice.js';
import { refundsConfig } from './refunds.config.js';
import { type RefundView, toRefundView } from './refund-view.js';
import { type NewRefund, RefundsRepository } from './refunds.repository.js';

/** Refunds come into being here, and everybody's view of them is read here. */
@Injectable()
export class Refunds {
  constructor(
    private readonly database: Database,
    private readonly notes: Notes,
    private readonly repository: RefundsRepository,
    private readonly books: RefundBooks,
    private readonly clock: Clock,
    @Inject(refundsConfig.KEY) private readonly config: ConfigType<typeof refundsConfig>,
  ) {}

  /**
   * The price of a call that was charged and failed for good is owed back, at once and without
   * anybody's decision. Call it in the transaction that ends the call; calling it again changes
   * nothing. A request of the payer's that waits for a decision becomes owed. Nothing is owed for a
   * payment that vanished from the chain.
   * @throws Error when the claim was not charged
   */
  async oweForFailedCall(tx: EntityManager, note: Noter, claim: PaymentClaim): Promise<void> {
    const settlement = await this.repository.settlement(tx, claim.id);
    if (settlement === null) throw new Error(`claim ${claim.id} was not charged`);
    if (await this.repository.isReversed(tx, claim.id)) return;
    const reason = claim.failure?.type.code ?? 'failed';
    const refund = this.prepare(settlement, 'failed_call', reason.slice(0, 1000));
    if (await this.repository.insert(tx, refund)) {
      await this.books.owed(tx, note, await this.repository.get(tx, refund.id), settlement);
      return;
    }
    const existing = await this.repository.lockByClaim(tx, claim.id);
    if (existing.status !== 'requested') return;
    const { decidedAt } = refund;
    const owed = await this.repository.move(tx, existing, 'owed', { decidedAt });
    await this.books.owed(tx, note, owed, settlement);
  }

  /**
   * Puts the request of a payer before the creator.
   * @throws {Problem} `refund_exists` with its state, `call_not_ended`, `payment_reversed`
   */
  request(settlement: Settlement, reason: string): Promise<RefundView> {
    const refund = this.prepare(settlement, 'request', reason);
    return this.notes.transaction(async (tx, note) => {
      // Work that is still running may fail, and is then owed back without anybody's decision.
      if (!(await this.repository.hasEnded(tx, settlement.claimId)))
        throw new Problem(callNotEnded);
      if (await this.repository.isReversed(tx, settlement.claimId)) {
        throw new Problem(paymentReversed);
      }
      if (!(await this.repository.insert(tx, refund))) {
        const existing = await this.repository.lockByClaim(tx, settlement.claimId);
        const notice = refundNotice(existing, this.config.publicUrl);
        throw new Problem(refundExists, { extensions: { refund: notice } });
      }
      const requested = await this.repository.get(tx, refund.id);
      await this.books.requested(note, requested);
      return toRefundView(requested);
    });
  }

  /**
   * The payment vanished from the chain: no refund of it is asked for or owed any more. Call it in the
   * transaction that books the payment back.
   * @returns whether its refund was paid already, which nobody can undo
   */
  async forgo(tx: EntityManager, note: Noter, settlement: Settlement): Promise<boolean> {
    const refund = await this.repository.lockIfAny(tx, settlement.claimId);
    if (refund?.status === 'requested' || refund?.status === 'owed') {
      const decidedAt = refund.decidedAt ?? this.clock.now();
      const forgone = await this.repository.move(tx, refund, 'void', { decidedAt });
      const wasOwed = refund.status === 'owed';
      await this.books.void(tx, note, forgone, { fee: settlement.fee, wasOwed });
    }
    return refund?.status === 'paid';
  }

  /** What may be known with a refund's id. @throws {Problem} `refund_not_found` */
  async find(id: string): Promise<RefundView> {
    const refund = await this.database.asService('payments', (tx) => this.repository.find(tx, id));
    if (refund === null) throw new Problem(refundNotFound);
    return toRefundView(refund);
  }

  /** How the refund of a claim stands; undefined when there is none. */
  async stateOf(claimId: string): Promise<RefundView | undefined> {
    const refund = await this.database.asService('payments', (tx) =>
      this.repository.findByClaim(tx, claimId),
    );
    return refund === null ? undefined : toRefundView(refund);
  }

  private prepare(settlement: Settlement, cause: RefundCause, reason: string): NewRefund {
    const { claimId, ownerId, network, asset, payer, payTo: payee, amount } = settlement;
    const now = this.clock.now();
    const times =
      cause === 'request'
        ? { requestedAt: now, decidedAt: null }
        : { requestedAt: null, decidedAt: now };
    const parties = { claimId, ownerId, network, asset, payer, payee, amount };
    return { id: uuidv7(), ...parties, status: FIRST_STATUS[cause], cause, reason, ...times };
  }
}
