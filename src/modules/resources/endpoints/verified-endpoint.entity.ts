import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Method } from '../verification/finding.js';

/** What the verification of an external resource found, and how checks went since. */
@Entity('verified_endpoints')
export class VerifiedEndpoint {
  @PrimaryColumn('uuid', { name: 'resource_id' })
  resourceId: string;

  @Column({ type: 'uuid', name: 'owner_id', update: false })
  ownerId: string;

  /** What it is for sale by. */
  @Column('text')
  method: Method;

  @Column('smallint', { name: 'x402_versions', array: true })
  x402Versions: number[];

  @Column('text', { name: 'mime_type', nullable: true })
  mimeType: string | null;

  /** As the endpoint tells it. */
  @Column('jsonb', { name: 'input_schema', nullable: true })
  inputSchema: object | null;

  @Column('jsonb', { name: 'output_schema', nullable: true })
  outputSchema: object | null;

  /** As the endpoint tells it; null when it does not. */
  @Column('boolean', { name: 'supports_refunds', nullable: true })
  supportsRefunds: boolean | null;

  /** As the creator says it; it counts where the endpoint does not tell. */
  @Column('boolean', { name: 'declared_refunds' })
  declaredRefunds: boolean;

  /** When it was found good the last time. */
  @Column('timestamptz', { name: 'verified_at' })
  verifiedAt: Date;

  @Column('timestamptz', { name: 'next_check_at' })
  nextCheckAt: Date;

  /** Checks in a row that found something wrong. */
  @Column('integer')
  failures: number;

  /** Code of what the last check found wrong. */
  @Column('text', { nullable: true })
  problem: string | null;
}
