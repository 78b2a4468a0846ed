import type { FunctionCall } from '../../../common/database/index.js';
import type { ClaimPolicy } from './claim-lifecycle.js';
import { type HeldClaim, type NewClaim, NOTHING_YET } from './held-claim.js';

/** What `take_claim` tells of a claim that it made; moments as ISO 8601 with microseconds. */
interface Taken {
  readonly policy: ClaimPolicy;
  readonly created_at: string;
  readonly lease_expires_at: string;
  /** Atomic units. */
  readonly open_before: string;
}

/**
 * Reserves the payment, one after the other for the same payer, so that each sees all before it.
 * @param unpaidSince who left work unpaid since then pays before the work
 */
export function takeCall(
  claim: NewClaim,
  leaseToken: string,
  unpaidSince: Date,
  leaseSeconds: number,
): FunctionCall {
  const contents = [rowOf(claim, leaseToken), claim.input, claim.wish].map(json);
  const terms = [claim.policy, unpaidSince, leaseSeconds];
  return { name: 'take_claim', parameters: [...contents, ...terms] };
}

/** The claim as `take_claim` made it; undefined when the payment is reserved already. */
export function heldOf(claim: NewClaim, leaseToken: string, given: unknown): HeldClaim | undefined {
  if (given === null) return undefined;
  const { policy, ...taken } = given as Taken;
  const createdAt = new Date(taken.created_at);
  const leaseExpiresAt = new Date(taken.lease_expires_at);
  const held = { policy, leaseToken, createdAt, leaseExpiresAt };
  return { ...NOTHING_YET, ...claim, ...held, openBefore: BigInt(taken.open_before) };
}

function rowOf(claim: NewClaim, leaseToken: string): object {
  const { id, route, subject, network, asset, payer, nonce, payment, detached } = claim;
  return {
    id,
    route,
    subject,
    network,
    asset,
    payer,
    nonce,
    payment,
    detached,
    resource_url: claim.resourceUrl,
    owner_id: claim.ownerId,
    offer_id: claim.offerId,
    pay_to: claim.payTo,
    amount: claim.amount.toString(),
    valid_before: claim.validBefore,
    request_digest: bytes(claim.requestDigest),
    retry_digest: claim.retryDigest ? bytes(claim.retryDigest) : null,
    payment_identifier: claim.paymentIdentifier,
    lease_token: leaseToken,
  };
}

/** What is absent is SQL's NULL, as is JSON's. */
function json(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}

/** As PostgreSQL reads `bytea`. */
function bytes(buffer: Buffer): string {
  return `\\x${buffer.toString('hex')}`;
}
