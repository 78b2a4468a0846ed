import type { PaymentPayload, PaymentRequirements } from '@x402/core/types';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '../../../common/database/index.js';
import type { ClaimStatus } from './lifecycle.js';
import type { StoredFailure } from './failure.js';

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

  /** Atomic units of the asset. */
  @Column('bigint', { transformer: bigintColumn })
  amount: bigint;

  @Column('timestamptz', { name: 'valid_before' })
  validBefore: Date;

  @Column('bytea', { name: 'request_digest' })
  requestDigest: Buffer;

  /** What the facilitator needs to settle, also after a restart. */
  @Column('jsonb')
  payment: { payload: PaymentPayload; requirements: PaymentRequirements };

  @Column('text')
  status: ClaimStatus;

  /** Held by the process that works on the claim; every change must name it. */
  @Column('uuid', { name: 'lease_token', nullable: true })
  leaseToken: string | null;

  @Column('timestamptz', { name: 'lease_expires_at', nullable: true })
  leaseExpiresAt: Date | null;

  @Column('text', { nullable: true })
  transaction: string | null;

  /** What the handler returned; `json` keeps the order of its members. */
  @Column('json', { nullable: true })
  result: unknown;

  /** Why it was released, as the buyer was told. */
  @Column('jsonb', { nullable: true })
  failure: StoredFailure | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
