import { Injectable } from '@nestjs/common';
import { type Cursor, Database } from '../../../common/database/index.js';
import { UsageLogEntry } from './usage-log.entity.js';

/** Reads a creator's usage log. */
@Injectable()
export class UsageReport {
  constructor(private readonly database: Database) {}

  /** Lines of one resource, newest first, beginning after `cursor`; only the owner's own. */
  page(
    ownerId: string,
    resourceId: string,
    limit: number,
    cursor: Cursor | undefined,
  ): Promise<UsageLogEntry[]> {
    return this.database.asUser(ownerId, (tx) => {
      const lines = tx
        .createQueryBuilder(UsageLogEntry, 'log')
        .where('log.resourceId = :resourceId', { resourceId })
        .orderBy('log.createdAt', 'DESC')
        .addOrderBy('log.id', 'DESC')
        .take(limit);
      if (cursor !== undefined) {
        lines.andWhere('(log.createdAt, log.id) < (:createdAt, :id)', { ...cursor });
      }
      return lines.getMany();
    });
  }
}
