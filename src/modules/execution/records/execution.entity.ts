import { Column, Entity, PrimaryColumn } from 'typeorm';
import { UsageColumns } from './usage-columns.entity.js';

/** One run of a resource, as its last attempt went. */
@Entity('executions')
export class Execution {
  /** For a paid call, the id of the call. */
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'resource_id' })
  resourceId: string;

  /** Null for an owner's test run of a draft. */
  @Column('uuid', { name: 'version_id', nullable: true })
  versionId: string | null;

  @Column('uuid', { name: 'owner_id' })
  ownerId: string;

  /** The payment it runs for; null for an owner's test run. */
  @Column('uuid', { name: 'claim_id', nullable: true })
  claimId: string | null;

  @Column('boolean', { name: 'is_test' })
  isTest: boolean;

  @Column('text')
  status: 'running' | 'succeeded' | 'failed';

  /** Code of the problem it failed with. */
  @Column('text', { nullable: true })
  failure: string | null;

  @Column('text', { nullable: true })
  model: string | null;

  @Column(() => UsageColumns, { prefix: false })
  usage: UsageColumns;

  /** 1, and more when a charged call was run again. */
  @Column('integer', { default: 1 })
  attempt: number;

  @Column('timestamptz', { name: 'started_at', default: () => 'now()' })
  startedAt: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: Date | null;
}
