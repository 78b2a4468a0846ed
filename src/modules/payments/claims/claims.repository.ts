import { Injectable } from '@nestjs/common';
import { type EntityManager, IsNull, Not } from 'typeorm';
import { PaymentClaim } from './claim.entity.js';
import { ACROSS_ASSETS, isAcrossAssets } from '../networks/metered-payments.js';
import { IS_FREE } from './free-claim.js';
import {
  type ClaimChanges,
  type HeldClaim,
  LeaseLost,
  type NewClaim,
  type PaymentKey,
} from './held-claim.js';

/** How long a claim stays with a process that shows no sign of life. */
export const LEASE_SECONDS = 15;

/** Taking over work that may have been under way starts it again. */
const NEXT_ATTEMPT = `CASE WHEN work = 'pending' AND status IN ('claimed', 'settled')
  THEN attempts + 1 ELSE attempts END`;

/** Whoever waited for the lock of a process that stopped would hold up all other claims. */
const FREE_CLAIM = `SELECT id FROM payment_claims WHERE id = :id AND ${IS_FREE}
  FOR UPDATE SKIP LOCKED`;

/** When a lease that begins now runs out, as SQL. */
const leaseEnd = () => `now() + interval '${LEASE_SECONDS} seconds'`;

const OPEN_BEFORE = `SELECT coalesce(sum(other.amount), 0)::text AS open
  FROM payment_claims mine JOIN payment_claims other
    ON other.payer = mine.payer AND other.network = mine.network AND other.asset = mine.asset
  WHERE mine.id = $1 AND (other.created_at, other.id) < (mine.created_at, mine.id)
    AND may_be_charged(other.status, other.valid_before)`;

/** The same of what is charged by use, and whether any of it brings its approval along. */
const OPEN_BY_USE_BEFORE = `SELECT coalesce(sum(other.amount), 0)::text AS amount,
    coalesce(bool_or(other.payment #> '{payload,extensions}' IS NOT NULL), false) AS approves
  FROM payment_claims mine JOIN payment_claims other
    ON other.payer = mine.payer AND other.network = mine.network AND other.asset = mine.asset
  WHERE mine.id = $1 AND (other.created_at, other.id) < (mine.created_at, mine.id)
    AND starts_with(other.nonce, '${ACROSS_ASSETS}') AND may_be_charged(other.status, other.valid_before)`;

/** What is open of a payer's that is charged by use. */
export interface OpenByUse {
  /** The most that it can come to, in atomic units. */
  readonly amount: bigint;
  /** Whether one of them changes what may be spent when it is settled. */
  readonly approves: boolean;
}

@Injectable()
export class ClaimsRepository {
  findByPayment(tx: EntityManager, payment: PaymentKey): Promise<PaymentClaim | null> {
    return tx.findOneBy(PaymentClaim, { ...samePayment(payment), status: Not('released') });
  }

  /** The claim that holds the same payment as `claim`, or the buyer's same name for it. */
  findActive(tx: EntityManager, claim: NewClaim): Promise<PaymentClaim | null> {
    const { payer, paymentIdentifier } = claim;
    const status = Not('released' as const);
    const where = paymentIdentifier === null ? [] : [{ payer, paymentIdentifier, status }];
    return tx.findOneBy(PaymentClaim, [{ ...samePayment(claim), status }, ...where]);
  }

  find(tx: EntityManager, id: string): Promise<PaymentClaim | null> {
    return tx.findOneBy(PaymentClaim, { id });
  }

  /** What is open of the claim's payer and was reserved before it, in atomic units. */
  async openBefore(tx: EntityManager, id: string): Promise<bigint> {
    const [row] = await tx.query<{ open: string }[]>(OPEN_BEFORE, [id]);
    return BigInt(row?.open ?? 0);
  }

  /** What is open of the claim's payer that is charged by use and was reserved before it. */
  async openByUseBefore(tx: EntityManager, id: string): Promise<OpenByUse> {
    const rows = await tx.query<{ amount: string; approves: boolean }[]>(OPEN_BY_USE_BEFORE, [id]);
    const [row = { amount: '0', approves: false }] = rows;
    return { ...row, amount: BigInt(row.amount) };
  }

  /** Ids of claims that wait for somebody to go on with them, oldest first. */
  async findAbandoned(tx: EntityManager, limit: number): Promise<string[]> {
    const claims = await tx.query<{ id: string }[]>(
      `SELECT id FROM payment_claims WHERE lease_expires_at < now() AND ${IS_FREE}
        ORDER BY lease_expires_at LIMIT $1`,
      [limit],
    );
    return claims.map(({ id }) => id);
  }

  /**
   * Takes over a claim whose holder shows no sign of life, or that nobody holds; undefined when
   * somebody works on it, or stopped in the middle of a change to it, or it has ended, or its work
   * rests before it is run again.
   */
  async takeOver(
    tx: EntityManager,
    id: string,
    leaseToken: string,
  ): Promise<HeldClaim | undefined> {
    const { affected } = await tx
      .createQueryBuilder()
      .update(PaymentClaim)
      .set({
        leaseToken,
        leaseExpiresAt: leaseEnd,
        attempts: () => NEXT_ATTEMPT,
        failure: () => `CASE WHEN status = 'settled' THEN NULL ELSE failure END`,
      })
      .where(`id = (${FREE_CLAIM})`, { id })
      .execute();
    return affected === 1 ? hold(tx, id, leaseToken) : undefined;
  }

  /** Stops holding the claim; it is to be looked at again at `next`. @throws {LeaseLost} */
  async putDown(tx: EntityManager, { id, leaseToken }: HeldClaim, next: Date): Promise<void> {
    await this.update(tx, { id, leaseToken }, { leaseToken: () => 'NULL', leaseExpiresAt: next });
  }

  /**
   * Stops holding a charged claim, whose work is not run again before `pauseSeconds` are over.
   * @throws {LeaseLost}
   */
  async putOff(
    tx: EntityManager,
    claim: HeldClaim,
    changes: Pick<ClaimChanges, 'result' | 'note' | 'failure'>,
    pauseSeconds: number,
  ): Promise<HeldClaim> {
    const { id, leaseToken } = claim;
    const rest = {
      leaseToken: () => 'NULL',
      leaseExpiresAt: () => `now() + interval '${pauseSeconds} seconds'`,
    };
    await this.update(
      tx,
      { id, leaseToken, status: 'settled', work: 'pending' },
      { ...changes, ...rest },
    );
    return { ...claim, ...changes };
  }

  async detach(tx: EntityManager, id: string): Promise<void> {
    await tx.update(PaymentClaim, { id, endedAt: IsNull() }, { detached: true });
  }

  /** Deletes result, input and payment of claims that ended before, at most `limit` of them. */
  async purge(tx: EntityManager, endedBefore: Date, limit: number): Promise<number> {
    const [, purged] = await tx.query<[unknown, number]>(
      `UPDATE payment_claims SET result = NULL, input = NULL, payment = NULL, note = NULL,
         purged_at = now()
       WHERE id IN (SELECT id FROM payment_claims
         WHERE ended_at < $1 AND purged_at IS NULL ORDER BY ended_at LIMIT $2)`,
      [endedBefore, limit],
    );
    return purged;
  }

  private async update(
    tx: EntityManager,
    where: Pick<HeldClaim, 'id' | 'leaseToken'> & Partial<HeldClaim>,
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

/** What only one claim has at a time. */
function samePayment({ network, asset, payer, nonce }: PaymentKey) {
  return { network, payer, nonce, ...(!isAcrossAssets(nonce) && { asset }) };
}

/** The claim that was just taken; one that can be taken still has its payment. */
async function hold(tx: EntityManager, id: string, leaseToken: string): Promise<HeldClaim> {
  const { payment, ...claim } = await tx.findOneByOrFail(PaymentClaim, { id });
  if (payment === null) throw new Error(`claim ${id} was purged before its end`);
  return { ...claim, payment, leaseToken };
}
