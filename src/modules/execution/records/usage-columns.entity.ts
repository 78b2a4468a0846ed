import { Column } from 'typeorm';
import { bigintColumn, countColumn } from '../../../common/database/index.js';

/** What a run used of the model; null where nobody knows. The four token counts do not overlap. */
export class UsageColumns {
  @Column('bigint', { transformer: countColumn, name: 'input_tokens', nullable: true })
  inputTokens: number | null;

  @Column('bigint', { transformer: countColumn, name: 'output_tokens', nullable: true })
  outputTokens: number | null;

  @Column('bigint', { transformer: countColumn, name: 'cache_read_tokens', nullable: true })
  cacheReadTokens: number | null;

  @Column('bigint', { transformer: countColumn, name: 'cache_write_tokens', nullable: true })
  cacheWriteTokens: number | null;

  /** What it costs the owner of the key, in 10^-9 USD. */
  @Column('bigint', { name: 'provider_cost_nano_usd', nullable: true, transformer: bigintColumn })
  providerCostNanoUsd: bigint | null;
}
