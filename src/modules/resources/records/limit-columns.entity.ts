import { Column } from 'typeorm';
import { bigintColumn } from '../../../common/database/index.js';
import type { ResourceLimits } from './limits.js';

/** The columns of `x402_resources` that hold its limits. */
export class LimitColumns implements ResourceLimits {
  @Column('integer', { name: 'limit_input_bytes', nullable: true })
  inputBytes: number | null;

  @Column('integer', { name: 'limit_concurrent_calls', nullable: true })
  concurrentCalls: number | null;

  @Column('integer', { name: 'limit_calls_per_minute', nullable: true })
  callsPerMinute: number | null;

  @Column('bigint', {
    name: 'limit_daily_spend_nano_usd',
    nullable: true,
    transformer: bigintColumn,
  })
  dailySpendNanoUsd: bigint | null;
}
