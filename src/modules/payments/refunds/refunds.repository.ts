import { Injectable } from '@nestjs/common';
import { type EntityManager, IsNull, Not } from 'typeorm';
import type { Cursor } from '../../../common/database/index.js';
import { SettlementCheck } from '../ledger/settlement-check.entity.js';
import { PaymentClaim } from '../claims/claim.entity.js';
import { Settlement } from '../ledger/settlement.entity.js';
import { canMove, type RefundStatus } from './refund-lifecycle.js';
import { Refund } from './refund.entity.js';

/** What a new refund says; the rest has defaults. */
export type NewRefund = Pick<
  Refund,
  | 'id'
  | 'claimId'
  | 'ownerId'
  | 'network'
  | 'asset'
  | 'payer'
  | 'payee'
  | 'amount'
  | 'status'
  | 'cause'
  | 'reason'
  | 'requestedAt'
  | 'decidedAt'
>;

/** What a move writes beside the status. */
type Decision = Pick<Refund, 'decidedAt'> & Partial<Pick<Refund, 'decisionNote'>>;
type Payment = Pick<Refund, 'transaction' | 'logIndex' | 'paidAt'>;

/** Which refunds of an owner a list shows. */
export interface RefundFilter {
  readonly status: RefundStatus | undefined;
  readonly after: Cursor | undefined;
  readonly limit: number;
}

@Injectable()
export class RefundsRepository {
  /** False when the claim has a refund already. */
  async insert(tx: EntityManager, refund: NewRefund): Promise<boolean> {
    const { raw } = await tx
      .createQueryBuilder()
      .insert()
      .into(Refund)
      .values(refund)
      .orIgnore()
      .returning('id')
      .execute();
    return (raw as unknown[]).length > 0;
  }

  find(tx: EntityManager, id: string): Promise<Refund | null> {
    return tx.findOneBy(Refund, { id });
  }

  /** Whether money and work of the call have both come to their end. */
  hasEnded(tx: EntityManager, claimId: string): Promise<boolean> {
    return tx.existsBy(PaymentClaim, { id: claimId, endedAt: Not(IsNull()) });
  }

  /** Calls that were charged, failed for good and have no refund yet, the oldest first. */
  findUnowed(tx: EntityManager, limit: number): Promise<PaymentClaim[]> {
    return tx
      .createQueryBuilder(PaymentClaim, 'claim')
      .leftJoin(Refund, 'refund', 'refund.claim_id = claim.id')
      .leftJoin(SettlementCheck, 'check', 'check.claim_id = claim.id')
      .where({ status: 'settled', work: 'failed' })
      .andWhere('check.reversed_at IS NULL')
      .andWhere(`(refund.id IS NULL OR refund.status = 'requested')`)
      .orderBy('claim.endedAt')
      .limit(limit)
      .getMany();
  }

  findByClaim(tx: EntityManager, claimId: string): Promise<Refund | null> {
    return tx.findOneBy(Refund, { claimId });
  }

  get(tx: EntityManager, id: string): Promise<Refund> {
    return tx.findOneByOrFail(Refund, { id });
  }

  /** Others who would change this refund wait until the transaction ends. */
  lock(tx: EntityManager, id: string): Promise<Refund> {
    return tx.findOneOrFail(Refund, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  /** As {@link lock}, for the refund of a claim. */
  lockByClaim(tx: EntityManager, claimId: string): Promise<Refund> {
    return tx.findOneOrFail(Refund, { where: { claimId }, lock: { mode: 'pessimistic_write' } });
  }

  /**
   * The transfer that paid for the claim, with the transaction that it stands in now; null when
   * nothing was charged.
   */
  async settlement(tx: EntityManager, claimId: string): Promise<Settlement | null> {
    const settlement = await tx.findOneBy(Settlement, { claimId });
    if (settlement === null) return null;
    const { transaction } = await tx.findOneByOrFail(SettlementCheck, { claimId });
    return { ...settlement, transaction };
  }

  /** Whether the payment vanished; it cannot vanish then until the transaction ends. */
  async isReversed(tx: EntityManager, claimId: string): Promise<boolean> {
    const lock = { mode: 'pessimistic_read' } as const;
    const check = await tx.findOneOrFail(SettlementCheck, { where: { claimId }, lock });
    return check.reversedAt !== null;
  }

  /** As {@link lockByClaim}; null when the claim has no refund. */
  lockIfAny(tx: EntityManager, claimId: string): Promise<Refund | null> {
    return tx.findOne(Refund, { where: { claimId }, lock: { mode: 'pessimistic_write' } });
  }

  /** Whether the authorization with this nonce was signed for a call. */
  paysCall(
    tx: EntityManager,
    { network, asset }: Refund,
    payer: string,
    nonce: string,
  ): Promise<boolean> {
    return tx
      .createQueryBuilder(PaymentClaim, 'claim')
      .where({ asset, payer, nonce, status: Not('released') })
      .andWhere('claim.network = :network', { network })
      .getExists();
  }

  /** Newest first. */
  page(tx: EntityManager, ownerId: string, filter: RefundFilter): Promise<Refund[]> {
    const { status, after, limit } = filter;
    const rows = tx
      .createQueryBuilder(Refund, 'refund')
      .where('refund.ownerId = :ownerId', { ownerId })
      .orderBy('refund.createdAt', 'DESC')
      .addOrderBy('refund.id', 'DESC')
      .limit(limit);
    if (status !== undefined) rows.andWhere('refund.status = :status', { status });
    if (after !== undefined) {
      rows.andWhere('(refund.createdAt, refund.id) < (:createdAt, :id)', { ...after });
    }
    return rows.getMany();
  }

  /** Moves a locked refund on and returns it as it then is. */
  async move(
    tx: EntityManager,
    refund: Refund,
    status: RefundStatus,
    changes: Decision | Payment,
  ): Promise<Refund> {
    const { id, status: from } = refund;
    if (!canMove(from, status)) throw new Error(`a refund cannot go from ${from} to ${status}`);
    await tx.update(Refund, { id, status: from }, { ...changes, status });
    return { ...refund, ...changes, status };
  }

  /** Log indexes of a transaction's transfers that pay refunds. */
  async usedTransfers(
    tx: EntityManager,
    network: string,
    transaction: string,
  ): Promise<ReadonlySet<number>> {
    const rows = await tx.findBy(Refund, { network, transaction });
    return new Set(rows.flatMap(({ logIndex }) => logIndex ?? []));
  }
}
