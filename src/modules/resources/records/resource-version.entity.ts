import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { bigintColumn } from '../../../common/database/index.js';
import type { UsagePrice } from './usage-price.js';

/** What was offered from one moment on. It never changes, so an offer made from it holds. */
@Entity('resource_versions')
export class ResourceVersionEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid', { name: 'resource_id' })
  resourceId: string;

  @Column('uuid', { name: 'owner_id' })
  ownerId: string;

  /** 1, 2, 3, … within the resource. */
  @Column('integer')
  version: number;

  @Column('text', { name: 'resource_type' })
  type: string;

  @Column('text')
  name: string;

  /** Atomic USDC. */
  @Column('bigint', { name: 'price_usdc', transformer: bigintColumn })
  price: bigint;

  /** How calls are charged by use; null for a fixed price. */
  @Column('jsonb', { name: 'usage_price', nullable: true })
  usagePrice: UsagePrice | null;

  @Column('text', { array: true })
  networks: string[];

  /** Null once the resource is gone with its owner. */
  @Column('jsonb', { nullable: true })
  config: object | null;

  /** When it was first offered. */
  @Column({ type: 'timestamptz', name: 'created_at', insert: false, update: false })
  createdAt: Date;

  /** When it stopped being the current offer; null while it is. */
  @Column({ type: 'timestamptz', name: 'superseded_at', nullable: true, insert: false })
  supersededAt: Date | null;
}
