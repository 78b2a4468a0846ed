import type { PaymentPayload, PaymentRequirements } from '@x402/core/types';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '../../../common/database/index.js';
import type { StoredFailure } from './stored-failure.js';
import type { ClaimPolicy, ClaimStatus, WorkStatus } from './claim-lifecycle.js';

/** The reservation of one signed payment for one request. */
@Entity('payment_claims')
export class PaymentClaim {
  @PrimaryColumn('uuid')
  id: string;

  /** Id of the paid route that runs the work and is told how it ended. */
  @Column('text')
  route: string;

  @Column('text')
  subject: string;

  /** Public address of what was bought; null for claims of older versions. */
  @Column('text', { name: 'resource_url', nullable: true })
  resourceUrl: string | null;

  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId: string | null;

  @Column('text', { name: 'offer_id' })
  offerId: string;

  @Column('text')
  network: `${string}:${string}`;

  @Column('text')
  asset: string;

  @Column('text')
  payer: string;

  @Column('text')
  nonce: string;

  @Column('text', { name: 'pay_to' })
  payTo: string;

  /** Atomic units of the asset: what was signed, and the most that can be charged. */
  @Column('bigint', { transformer: bigintColumn })
  amount: bigint;

  /**
   * What the network is asked to move of it, where the call is charged by use; fixed before it is asked, and
   * null until then and for all other calls.
   */
  @Column('bigint', { nullable: true, transformer: bigintColumn })
  charge: bigint | null;

  /** What the charge was counted from: JSON, as the receipt says it. */
  @Column('text', { name: 'charge_basis', nullable: true })
  chargeBasis: string | null;

  /** What the chain moved for such a call; null until it did. */
  @Column('bigint', { nullable: true, transformer: bigintColumn })
  moved: bigint | null;

  @Column('timestamptz', { name: 'valid_before' })
  validBefore: Date;

  @Column('bytea', { name: 'request_digest' })
  requestDigest: Buffer;

  /** SHA-256 of the retry key that the payment repeated from its challenge; null for none. */
  @Column('bytea', { name: 'retry_digest', nullable: true })
  retryDigest: Buffer | null;

  /** What the route's `readInput` made of the request; null once it is purged. */
  @Column('json', { nullable: true })
  input: unknown;

  /** What the route's `readWish` made of the request; the payment is not bound to it. */
  @Column('json', { nullable: true })
  wish: unknown;

  /** What the facilitator needs to settle, also after a restart; null once it is purged. */
  @Column('jsonb', { nullable: true })
  payment: { payload: PaymentPayload; requirements: PaymentRequirements } | null;

  /** The buyer's own name for the payment (x402 extension payment-identifier). */
  @Column('text', { name: 'payment_identifier', nullable: true })
  paymentIdentifier: string | null;

  @Column('text')
  policy: ClaimPolicy;

  /** The buyer was told to come back: the work goes on even if its process dies. */
  @Column('boolean')
  detached: boolean;

  @Column('text')
  status: ClaimStatus;

  @Column('text')
  work: WorkStatus;

  /** How often the work was started. */
  @Column('integer')
  attempts: number;

  /** Held by the process that works on the claim; every change must name it. Null: it rests. */
  @Column('uuid', { name: 'lease_token', nullable: true })
  leaseToken: string | null;

  /**
   * When the holder is taken for dead, or when a claim that rests is to be looked at again; one that
   * is charged is not run again before.
   */
  @Column('timestamptz', { name: 'lease_expires_at', nullable: true })
  leaseExpiresAt: Date | null;

  /**
   * When the network was last about to be asked to move the money; committed before it is asked. Null
   * while certainly nobody was.
   */
  @Column('timestamptz', { name: 'asked_at', nullable: true })
  askedAt: Date | null;

  /** When that was for the first time: a transfer that is older is not ours. */
  @Column('timestamptz', { name: 'first_asked_at', nullable: true })
  firstAskedAt: Date | null;

  /** Up to which block the use of the authorization was looked for in vain. */
  @Column('bigint', { name: 'searched_block', nullable: true, transformer: bigintColumn })
  searchedBlock: bigint | null;

  @Column('text', { nullable: true })
  transaction: string | null;

  /**
   * What the handler returned, or what there was of it when the work failed after the charge; `json`
   * keeps the order of its members.
   */
  @Column('json', { nullable: true })
  result: unknown;

  /** What the handler noted of its run for the route's own books. */
  @Column('json', { nullable: true })
  note: unknown;

  /** What the buyer is told while there is no result: refused, unknown, failed, put off or released. */
  @Column('jsonb', { nullable: true })
  failure: StoredFailure | null;

  /** When the payer left work unpaid that was done for this claim; null while they did not. */
  @Column('timestamptz', { name: 'unpaid_at', nullable: true })
  unpaidAt: Date | null;

  /** It was given back before its work began: it tells nothing, and is deleted soon. */
  @Column('boolean', { name: 'never_begun' })
  neverBegun: boolean;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  /** When the transfer was seen to have happened. */
  @Column('timestamptz', { name: 'settled_at', nullable: true })
  settledAt: Date | null;

  /** When both money and work came to their end; kept by the database. */
  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;

  /** When result, input and payment were deleted. */
  @Column('timestamptz', { name: 'purged_at', nullable: true })
  purgedAt: Date | null;
}
