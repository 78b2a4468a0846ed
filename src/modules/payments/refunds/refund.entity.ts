import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '../../../common/database/index.js';
import type { RefundCause, RefundStatus } from './refund-lifecycle.js';

/** The price of one call, given back; at most one for a claim. */
@Entity('refunds')
export class Refund {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'claim_id' })
  claimId: string;

  /** Who sends the money; null when the platform itself sold. */
  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId: string | null;

  @Column('text')
  network: string;

  @Column('text')
  asset: string;

  /** The wallet that paid and gets it back. */
  @Column('text')
  payer: string;

  /** The wallet that was paid. */
  @Column('text')
  payee: string;

  /** Atomic units of the asset. */
  @Column('bigint', { transformer: bigintColumn })
  amount: bigint;

  @Column('text')
  status: RefundStatus;

  @Column('text')
  cause: RefundCause;

  /** The payer's words, or the code of the failure. */
  @Column('text', { nullable: true })
  reason: string | null;

  @Column('text', { name: 'decision_note', nullable: true })
  decisionNote: string | null;

  /** With the log's index, the one transfer that paid it. */
  @Column('text', { nullable: true })
  transaction: string | null;

  @Column('integer', { name: 'log_index', nullable: true })
  logIndex: number | null;

  @Column('timestamptz', { name: 'requested_at', nullable: true })
  requestedAt: Date | null;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt: Date | null;

  @Column('timestamptz', { name: 'paid_at', nullable: true })
  paidAt: Date | null;

  /** When its transfer was last looked for, which decides whose turn is next. */
  @Column('timestamptz', { name: 'searched_at', nullable: true })
  searchedAt: Date | null;

  /** Up to which block its transfer was looked for. */
  @Column('bigint', { name: 'searched_block', nullable: true, transformer: bigintColumn })
  searchedBlock: bigint | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
