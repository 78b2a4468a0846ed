import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { bigintColumn } from '../../../common/database/index.js';
import type { PublicInput } from '../templates/public-input.js';
import { TypeColumns } from '../types/type-columns.entity.js';
import { LimitColumns } from './limit-columns.entity.js';
import type { ResourceStatus } from './resource-lifecycle.js';
import type { SettlementPolicy } from './listing.js';
import type { UsagePrice } from './usage-price.js';

/** Something for sale as its owner last saved it. What buyers are offered is its current version. */
@Entity('x402_resources')
export class ResourceEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column({ type: 'uuid', name: 'owner_id', update: false })
  ownerId: string;

  @Column({ type: 'text', name: 'resource_type', update: false })
  type: string;

  @Column({ type: 'text', insert: false })
  status: ResourceStatus;

  @Column('text')
  slug: string;

  @Column('text')
  name: string;

  @Column('text')
  description: string;

  @Column('text')
  category: string;

  /** Atomic USDC; null until the endpoint that asks for it is verified. */
  @Column('bigint', { name: 'price_usdc', transformer: bigintColumn, nullable: true })
  price: bigint | null;

  /** How calls are charged by use; null for a fixed price. */
  @Column('jsonb', { name: 'usage_price', nullable: true })
  usagePrice: UsagePrice | null;

  /** CAIP-2 ids; empty until then. */
  @Column('text', { array: true })
  networks: string[];

  @Column({ type: 'boolean', name: 'supports_refunds' })
  supportsRefunds: boolean;

  @Column({ type: 'text', name: 'settlement_policy' })
  settlementPolicy: SettlementPolicy;

  @Column(() => LimitColumns, { prefix: false })
  limits: LimitColumns;

  @Column(() => TypeColumns, { prefix: false })
  typeColumns: TypeColumns;

  /** What buyers may know of the inputs it takes; the catalogue alone reads it. */
  @Column('jsonb', { name: 'public_inputs', select: false })
  publicInputs: PublicInput[];

  /** What is, or was last, on offer; null for a draft. */
  @Column({ type: 'uuid', name: 'current_version_id', nullable: true, insert: false })
  currentVersionId: string | null;

  /** When it was published for the first time. */
  @Column({ type: 'timestamptz', name: 'published_at', nullable: true, insert: false })
  publishedAt: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at', insert: false, update: false })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', insert: false, update: false })
  updatedAt: Date;
}
