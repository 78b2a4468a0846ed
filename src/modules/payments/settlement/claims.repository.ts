import { Injectable } from '@nestjs/common';
import { type EntityManager, In, LessThan, Not, type QueryDeepPartialEntity } from 'typeorm';
import { PaymentClaim } from './claim.entity.js';
import { canMove, type ClaimStatus } from './lifecycle.js';

/** What a new claim reserves; the rest has defaults. */
export type NewClaim = Pick<
  PaymentClaim,
  | 'id'
  | 'route'
  | 'subject'
  | 'ownerId'
  | 'offerId'
  | 'network'
  | 'asset'
  | 'payer'
  | 'nonce'
  | 'payTo'
  | 'amount'
  | 'validBefore'
  | 'requestDigest'
  | 'payment'
>;

/** A claim that this process works on. */
export type HeldClaim = PaymentClaim & { readonly leaseToken: string };

/** The lease ran out and somebody else works on the claim now: stop without touching it. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** How long a claim stays with a process that shows no sign of life. */
export const LEASE_SECONDS = 15;

const leaseEnd = (seconds: number) => () => `now() + interval '${seconds} seconds'`;

@Injectable()
export class ClaimsRepository {
  /** Reserves the payment, or returns undefined when it is reserved already. */
  async insert(
    tx: EntityManager,
    claim: NewClaim,
    leaseToken: string,
  ): Promise<HeldClaim | undefined> {
    const { raw } = await tx
      .createQueryBuilder()
      .insert()
      .into(PaymentClaim)
      .values({
        ...claim,
        // TypeORM's type for inserts cannot express free-form JSON.
        payment: claim.payment as QueryDeepPartialEntity<PaymentClaim['payment']>,
        leaseToken,
        leaseExpiresAt: leaseEnd(LEASE_SECONDS),
      })
      .orIgnore()
      .returning('id')
      .execute();
    if ((raw as unknown[]).length === 0) return undefined;
    return { ...(await tx.findOneByOrFail(PaymentClaim, { id: claim.id })), leaseToken };
  }

  /** The claim that holds the same payment as `claim`. */
  findActive(tx: EntityManager, claim: NewClaim): Promise<PaymentClaim | null> {
    const { network, asset, payer, nonce } = claim;
    return tx.findOneBy(PaymentClaim, { network, asset, payer, nonce, status: Not('released') });
  }

  find(tx: EntityManager, id: string): Promise<PaymentClaim | null> {
    return tx.findOneBy(PaymentClaim, { id });
  }

  /** Open claims whose holder shows no sign of life, oldest lease first. */
  findAbandoned(tx: EntityManager, now: Date, limit: number): Promise<PaymentClaim[]> {
    return tx.find(PaymentClaim, {
      where: { status: Not(In(['settled', 'released'])), leaseExpiresAt: LessThan(now) },
      order: { leaseExpiresAt: 'ASC' },
      take: limit,
    });
  }

  /** Takes over an abandoned claim; undefined when it is not abandoned (any more). */
  async takeOver(
    tx: EntityManager,
    id: string,
    leaseToken: string,
  ): Promise<HeldClaim | undefined> {
    const { affected } = await tx
      .createQueryBuilder()
      .update(PaymentClaim)
      .set({ leaseToken, leaseExpiresAt: leaseEnd(LEASE_SECONDS) })
      .where(`id = :id AND lease_expires_at < now() AND status NOT IN ('settled', 'released')`, {
        id,
      })
      .execute();
    if (affected !== 1) return undefined;
    return { ...(await tx.findOneByOrFail(PaymentClaim, { id })), leaseToken };
  }

  /** Keeps the claim for `seconds` more. @throws {LeaseLost} */
  async renewLease(
    tx: EntityManager,
    { id, leaseToken }: HeldClaim,
    seconds = LEASE_SECONDS,
  ): Promise<void> {
    await this.updateWhere(tx, { id, leaseToken }, { leaseExpiresAt: leaseEnd(seconds) });
  }

  /**
   * Moves a held claim on.
   * @throws {LeaseLost} when somebody else works on it by now
   */
  async move(
    tx: EntityManager,
    claim: HeldClaim,
    status: ClaimStatus,
    changes: Partial<Pick<PaymentClaim, 'result' | 'failure' | 'transaction'>> = {},
  ): Promise<void> {
    if (!canMove(claim.status, status)) {
      throw new Error(`a claim cannot go from ${claim.status} to ${status}`);
    }
    const { id, leaseToken, status: from } = claim;
    await this.updateWhere(tx, { id, leaseToken, status: from }, { ...changes, status });
  }

  private async updateWhere(
    tx: EntityManager,
    where: { id: string; leaseToken: string; status?: ClaimStatus },
    changes: object,
  ): Promise<void> {
    const { affected } = await tx
      .createQueryBuilder()
      .update(PaymentClaim)
      .set(changes)
      .where(where)
      .execute();
    if (affected !== 1) throw new LeaseLost(`claim ${where.id} is held by another process`);
  }
}
