import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { leaseEnd } from './claims.repository.js';
import { type HeldClaim, type NewClaim, NOTHING_YET } from './held-claim.js';
import type { ClaimPolicy } from './claim-lifecycle.js';
import { effectivePolicy, openBefore, STILL_OPEN_BEFORE } from './open-payments.js';

const COLUMNS = [
  'id',
  'route',
  'subject',
  'resource_url',
  'owner_id',
  'offer_id',
  'network',
  'asset',
  'payer',
  'nonce',
  'pay_to',
  'amount',
  'valid_before',
  'request_digest',
  'retry_digest',
  'input',
  'wish',
  'payment',
  'payment_identifier',
  'detached',
  'lease_token',
] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], unknown>>;

const parameter = (column: (typeof COLUMNS)[number]) => `$${COLUMNS.indexOf(column) + 1}`;
const ASKED = `$${COLUMNS.length + 1}`;
const UNPAID_SINCE = `$${COLUMNS.length + 2}`;
const PAYER = {
  payer: parameter('payer'),
  network: parameter('network'),
  asset: parameter('asset'),
};

/**
 * Written out once: every paid call begins with it, and a query builder spends more on so many columns
 * than PostgreSQL. The claim's time is that at which it is reserved, whatever waited for what before.
 */
const RESERVE = `
  INSERT INTO payment_claims (${COLUMNS.join(', ')}, policy, lease_expires_at, created_at)
  VALUES (${COLUMNS.map(parameter).join(', ')},
    ${effectivePolicy(PAYER, ASKED, UNPAID_SINCE)}, ${leaseEnd()}, clock_timestamp())
  ON CONFLICT DO NOTHING
  RETURNING created_at, lease_expires_at, policy, ${openBefore(PAYER)} AS open_before`;

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
    const row = rowOf(claim, leaseToken);
    const values = COLUMNS.map((column) => row[column]);
    const [reserved] = await tx.query<InsertedRow[]>(RESERVE, [
      ...values,
      claim.policy,
      unpaidSince,
    ]);
    if (reserved === undefined) return undefined;
    const { created_at: createdAt, lease_expires_at: leaseExpiresAt, policy } = reserved;
    const held = { policy, leaseToken, createdAt, leaseExpiresAt };
    return { ...NOTHING_YET, ...claim, ...held, openBefore: BigInt(reserved.open_before) };
  }

  /** What is open of the claim's payer and was reserved before it, in atomic units. */
  async openBefore(tx: EntityManager, id: string): Promise<bigint> {
    const [row] = await tx.query<{ open: string }[]>(STILL_OPEN_BEFORE, [id]);
    return BigInt(row?.open ?? 0);
  }
}

function rowOf(claim: NewClaim, leaseToken: string): Row {
  return {
    id: claim.id,
    route: claim.route,
    subject: claim.subject,
    resource_url: claim.resourceUrl,
    owner_id: claim.ownerId,
    offer_id: claim.offerId,
    network: claim.network,
    asset: claim.asset,
    payer: claim.payer,
    nonce: claim.nonce,
    pay_to: claim.payTo,
    amount: claim.amount,
    valid_before: claim.validBefore,
    request_digest: claim.requestDigest,
    retry_digest: claim.retryDigest ?? null,
    input: json(claim.input),
    wish: json(claim.wish),
    payment: json(claim.payment),
    payment_identifier: claim.paymentIdentifier,
    detached: claim.detached,
    lease_token: leaseToken,
  };
}

/** What is absent is SQL's NULL, as is JSON's. */
function json(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}
