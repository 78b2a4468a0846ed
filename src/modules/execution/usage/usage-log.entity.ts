import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { bigintColumn } from '../../../common/database/index.js';

/** How a logged run ended for the buyer. */
export type UsageStatus = 'paid' | 'test' | 'not_charged';

/** One line of a creator's usage log. */
@Entity('x402_prompt_template_usage_logs')
export class UsageLogEntry {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid', { name: 'execution_id' })
  executionId: string;

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

  @Column('integer', { name: 'input_tokens', nullable: true })
  inputTokens: number | null;

  @Column('integer', { name: 'output_tokens', nullable: true })
  outputTokens: number | null;

  @Column('integer', { name: 'cache_read_tokens', nullable: true })
  cacheReadTokens: number | null;

  @Column('integer', { name: 'cache_write_tokens', nullable: true })
  cacheWriteTokens: number | null;

  /** 10^-9 USD; null where nobody knows. */
  @Column('bigint', { name: 'provider_cost_nano_usd', nullable: true, transformer: bigintColumn })
  providerCostNanoUsd: bigint | null;

  /** Atomic USDC. */
  @Column('bigint', { name: 'amount_paid_usdc', transformer: bigintColumn })
  amountPaidUsdc: bigint;

  @Column('text', { nullable: true })
  payer: string | null;

  @Column('text', { nullable: true })
  network: string | null;

  @Column('text', { nullable: true })
  transaction: string | null;

  @Column('integer', { name: 'duration_ms' })
  durationMs: number;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
