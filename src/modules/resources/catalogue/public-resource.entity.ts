import { ViewColumn, ViewEntity } from 'typeorm';
import { bigintColumn } from '../../../common/database/index.js';
import type { UsagePrice } from '../records/usage-price.js';
import type { PublicInput } from '../templates/public-input.js';

/** A published resource as anybody may see it. The view has no secret column to select. */
@ViewEntity({ name: 'public_x402_resources', synchronize: false })
export class PublicResource {
  @ViewColumn()
  id: string;

  @ViewColumn()
  username: string;

  @ViewColumn({ name: 'display_name' })
  displayName: string | null;

  @ViewColumn()
  slug: string;

  @ViewColumn()
  name: string;

  @ViewColumn()
  description: string;

  @ViewColumn()
  category: string;

  @ViewColumn({ name: 'resource_type' })
  type: string;

  /** Atomic USDC. */
  @ViewColumn({ name: 'price_usdc', transformer: bigintColumn })
  price: bigint;

  /** How calls are charged by use; null for a fixed price. */
  @ViewColumn({ name: 'usage_price' })
  usagePrice: UsagePrice | null;

  @ViewColumn()
  networks: string[];

  @ViewColumn({ name: 'supports_refunds' })
  supportsRefunds: boolean;

  @ViewColumn()
  parameters: PublicInput[];

  @ViewColumn()
  model: string | null;

  @ViewColumn({ name: 'allows_user_message' })
  allowsUserMessage: boolean;

  /** Calls sold so far. */
  @ViewColumn({ transformer: bigintColumn })
  calls: bigint;

  /** Paid calls that ended in the last 30 days. */
  @ViewColumn({ name: 'recent_runs' })
  recentRuns: number;

  /** Which part of them had a result; null when there were none. */
  @ViewColumn({ name: 'success_rate' })
  successRate: number | null;

  @ViewColumn({ name: 'published_at' })
  publishedAt: Date;
}
