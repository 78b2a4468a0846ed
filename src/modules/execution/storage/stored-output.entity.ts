import type { PaymentPayload } from '@x402/core/types';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '../../../common/database/index.js';
import type { StorageFailure } from './storage-view.js';

/** A result that its buyer wants stored, and what the server paid for that. */
@Entity('stored_outputs')
export class StoredOutput {
  @PrimaryColumn('uuid', { name: 'call_id' })
  callId: string;

  @Column('text')
  destination: 'x402.storage';

  /** Null when the buyer left the name to us. */
  @Column('text', { nullable: true })
  filename: string | null;

  /** `paying`: signed, and perhaps sent; only what is certain to be worthless is signed anew. */
  @Column('text')
  status: 'due' | 'paying' | 'stored' | 'failed';

  /** How the last attempt failed. */
  @Column('text', { nullable: true })
  reason: StorageFailure | null;

  /** Kept before it is sent, so that the same one is sent again; `json` keeps it to the letter. */
  @Column('json', { nullable: true })
  payment: PaymentPayload | null;

  @Column('text', { nullable: true })
  network: string | null;

  /** Atomic USDC that is, or may yet be, paid; null when nothing can be paid any more. */
  @Column('bigint', { nullable: true, transformer: bigintColumn })
  amount: bigint | null;

  /** From then on the payment is worthless, unless it was used. */
  @Column('timestamptz', { name: 'valid_before', nullable: true })
  validBefore: Date | null;

  @Column('timestamptz', { name: 'signed_at', nullable: true })
  signedAt: Date | null;

  /** Of the transfer, once the chain shows it. */
  @Column('text', { nullable: true })
  transaction: string | null;

  @Column('text', { nullable: true })
  cid: string | null;

  @Column('text', { nullable: true })
  url: string | null;

  /** How often it was taken up; whoever changes the row must be the last to have done so. */
  @Column('integer')
  attempts: number;

  /** When it is taken up next, or taken from whoever works on it. */
  @Column('timestamptz', { name: 'next_attempt_at' })
  nextAttemptAt: Date;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;
}
