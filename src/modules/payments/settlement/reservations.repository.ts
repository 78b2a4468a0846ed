import { Injectable } from '@nestjs/common';
import type { EntityManager, QueryDeepPartialEntity } from 'typeorm';
import { PaymentClaim } from './claim.entity.js';
import { leaseEnd } from './claims.repository.js';
import { type HeldClaim, type NewClaim, NOTHING_YET } from './held-claim.js';
import type { ClaimPolicy } from './lifecycle.js';
import { EFFECTIVE_POLICY, OPEN_BEFORE, STILL_OPEN_BEFORE } from './open-payments.js';

interface InsertedRow {
  readonly created_at: Date;
  readonly lease_expires_at: Date;
  readonly policy: ClaimPolicy;
  readonly open_before: string;
}

/** Reserves payments, and sums what their payers have open. */
@Injectable()
export class ReservationsRepository {
  /**
   * Reserves the payment, or returns undefined when it is reserved already. Only one payment of a
   * payer may be reserved at a time, so that each sees all before it.
   * @param unpaidSince who left work unpaid since then pays before the work
   */
  async insert(
    tx: EntityManager,
    claim: NewClaim,
    leaseToken: string,
    unpaidSince: Date,
  ): Promise<HeldClaim | undefined> {
    const { payer, network, asset, policy: asked } = claim;
    const { raw } = await tx
      .createQueryBuilder()
      .insert()
      .into(PaymentClaim)
      // TypeORM's type for inserts cannot express free-form JSON.
      .values({
        ...(claim as QueryDeepPartialEntity<PaymentClaim>),
        policy: () => EFFECTIVE_POLICY,
        // In the order in which the payer's payments are reserved, whatever waited for what.
        createdAt: () => 'clock_timestamp()',
        leaseToken,
        leaseExpiresAt: leaseEnd,
      })
      .orIgnore()
      .returning(`created_at, lease_expires_at, policy, ${OPEN_BEFORE} AS open_before`)
      .setParameters({ payer, network, asset, policy: asked, unpaidSince })
      .execute();
    const [row] = raw as InsertedRow[];
    if (row === undefined) return undefined;
    const { created_at: createdAt, lease_expires_at: leaseExpiresAt, policy, open_before } = row;
    const openBefore = BigInt(open_before);
    return { ...NOTHING_YET, ...claim, policy, leaseToken, createdAt, leaseExpiresAt, openBefore };
  }

  /** What is open of the claim's payer and was reserved before it, in atomic units. */
  async openBefore(tx: EntityManager, id: string): Promise<bigint> {
    const [row] = await tx.query<{ open: string }[]>(STILL_OPEN_BEFORE, [id]);
    return BigInt(row?.open ?? 0);
  }
}
