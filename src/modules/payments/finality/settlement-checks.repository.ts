import { Injectable } from '@nestjs/common';
import { type EntityManager, In, IsNull, LessThanOrEqual, Not } from 'typeorm';
import type { Transferred } from '../networks/payment-network.js';
import { SettlementCheck } from '../ledger/settlement-check.entity.js';

/** Whose turn it is to be looked for on the chain, and what was seen. */
@Injectable()
export class SettlementChecks {
  /**
   * Settlements that are due, which are due again at `again` unless something is noted of them.
   * Several processes get different ones.
   */
  async take(tx: EntityManager, now: Date, again: Date, limit: number): Promise<SettlementCheck[]> {
    const due = await tx.find(SettlementCheck, {
      where: { nextCheckAt: LessThanOrEqual(now) },
      order: { nextCheckAt: 'ASC' },
      take: limit,
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
    const turn = { checkedAt: now, nextCheckAt: again };
    if (due.length > 0) await this.update(tx, due, turn);
    return due.map((check) => ({ ...check, ...turn }));
  }

  find(tx: EntityManager, claimId: string): Promise<SettlementCheck | null> {
    return tx.findOneBy(SettlementCheck, { claimId });
  }

  /** Others who would change it wait until the transaction ends. */
  lock(tx: EntityManager, claimId: string): Promise<SettlementCheck> {
    const lock = { mode: 'pessimistic_write' } as const;
    return tx.findOneOrFail(SettlementCheck, { where: { claimId }, lock });
  }

  /** They have enough confirmations. */
  async finish(tx: EntityManager, checks: readonly SettlementCheck[], now: Date): Promise<void> {
    await this.update(tx, checks, { finalAt: now, nextCheckAt: null, missingSince: null });
  }

  /** They are on the chain, not long enough. */
  async wait(tx: EntityManager, checks: readonly SettlementCheck[], next: Date): Promise<void> {
    await this.update(tx, checks, { nextCheckAt: next, missingSince: null });
  }

  /** It stands here now. */
  async move(
    tx: EntityManager,
    check: SettlementCheck,
    { transaction, block }: Transferred,
    next: Date,
  ): Promise<void> {
    const place = { transaction, blockNumber: block.number, blockHash: block.hash };
    const movedAt = check.checkedAt;
    await this.update(tx, [check], { ...place, movedAt, nextCheckAt: next, missingSince: null });
  }

  /** It is not on the chain. */
  async miss(tx: EntityManager, check: SettlementCheck, now: Date): Promise<void> {
    await this.update(tx, [check], { missingSince: check.missingSince ?? now });
  }

  async reverse(
    tx: EntityManager,
    check: SettlementCheck,
    reversalReason: string,
    now: Date,
  ): Promise<void> {
    await this.update(tx, [check], { reversedAt: now, reversalReason, nextCheckAt: null });
  }

  /** What is final or reversed stays so. */
  private async update(
    tx: EntityManager,
    checks: readonly SettlementCheck[],
    changes: Partial<SettlementCheck>,
  ): Promise<void> {
    const ids = checks.map(({ claimId }) => claimId);
    const open = { claimId: In(ids), nextCheckAt: Not(IsNull()) };
    await tx.update(SettlementCheck, open, changes);
  }
}
