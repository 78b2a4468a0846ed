import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { IndexReportEntity } from './index-report.entity.js';

/** As many as an owner is shown; a server asks fewer facilitators than that. */
const SHOWN = 20;

@Injectable()
export class IndexReportsRepository {
  /** Newest first. */
  find(tx: EntityManager, resourceId: string): Promise<IndexReportEntity[]> {
    return tx.find(IndexReportEntity, {
      where: { resourceId },
      order: { toldAt: 'DESC', toldBy: 'ASC' },
      take: SHOWN,
    });
  }

  /** Replaces what the same index said before; nothing where the resource is gone. */
  async save(
    tx: EntityManager,
    {
      resourceId,
      toldBy,
      status,
      reason,
    }: Pick<IndexReportEntity, 'resourceId' | 'toldBy' | 'status' | 'reason'>,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO index_reports (resource_id, owner_id, told_by, status, reason)
       SELECT id, owner_id, $2, $3, $4 FROM x402_resources WHERE id = $1
       ON CONFLICT (resource_id, told_by) DO UPDATE
         SET status = excluded.status, reason = excluded.reason, told_at = now()`,
      [resourceId, toldBy, status, reason],
    );
  }
}
