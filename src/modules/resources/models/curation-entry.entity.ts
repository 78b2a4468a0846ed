import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One decision of the operator about one model; never changed or deleted. */
@Entity('model_curation_log')
export class CurationEntry {
  @PrimaryColumn('bigint', { generated: 'identity', generatedIdentity: 'ALWAYS' })
  id: string;

  @Column('text', { name: 'model_id' })
  modelId: string;

  /** What it was set to. */
  @Column('boolean', { name: 'is_curated' })
  isCurated: boolean;

  @Column('text', { nullable: true })
  reason: string | null;

  /** The last characters of the key that allowed it. */
  @Column('text', { name: 'key_hint' })
  keyHint: string;

  @Column('text', { name: 'request_id' })
  requestId: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;
}
