import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Where a resource stands in somebody's index. */
export const INDEX_STATUSES = ['indexed', 'processing', 'rejected'] as const;

export type IndexStatus = (typeof INDEX_STATUSES)[number];

/** What an index said last of a resource. */
@Entity('index_reports')
export class IndexReportEntity {
  @PrimaryColumn('uuid', { name: 'resource_id' })
  resourceId: string;

  @Column('uuid', { name: 'owner_id' })
  ownerId: string;

  /** Origin of the facilitator whose index it is. */
  @PrimaryColumn('text', { name: 'told_by' })
  toldBy: string;

  @Column('text')
  status: IndexStatus;

  /** Why it was rejected, in the index's words. */
  @Column('text', { nullable: true })
  reason: string | null;

  @Column('timestamptz', { name: 'told_at' })
  toldAt: Date;
}
