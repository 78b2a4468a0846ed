import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { bigintColumn, countColumn } from '../../../common/database/index.js';
import { UsageColumns } from '../records/usage-columns.entity.js';

/** How a logged run ended for the buyer; `rerun`: again for free after a paid one that failed. */
export type UsageStatus = 'paid' | 'test' | 'not_charged' | 'rerun';

/** One line of a creator's usage log. */
@Entity('x402_prompt_template_usage_logs')
export class UsageLogEntry {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid', { name: 'execution_id' })
  executionId: string;

  /** Which attempt of the execution; at most one is paid. */
  @Column('integer', { default: 1 })
  attempt: number;

  @Column('uuid', { name: 'resource_id' })
  resourceId: string;

  /** Null for a test run of a draft. */
  @Column('uuid', { name: 'version_id', nullable: true })
  versionId: string | null;

  @Column('uuid', { name: 'owner_id' })
  ownerId: string;

  @Column('text')
  status: UsageStatus;

  /** Code of the problem a run failed with. */
  @Column('text', { nullable: true })
  failure: string | null;

  @Column('text', { nullable: true })
  model: string | null;

  @Column(() => UsageColumns, { prefix: false })
  usage: UsageColumns;

  /** Atomic USDC. */
  @Column('bigint', { name: 'amount_paid_usdc', transformer: bigintColumn })
  amountPaidUsdc: bigint;

  @Column('text', { nullable: true })
  payer: string | null;

  @Column('text', { nullable: true })
  network: string | null;

  @Column('text', { nullable: true })
  transaction: string | null;

  @Column('bigint', { name: 'duration_ms', transformer: countColumn })
  durationMs: number;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
