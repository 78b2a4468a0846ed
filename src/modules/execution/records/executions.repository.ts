import { Injectable } from '@nestjs/common';
import { type EntityManager, MoreThan } from 'typeorm';
import type { RecentRuns } from '../../resources/index.js';
import { Execution } from './execution.entity.js';

@Injectable()
export class ExecutionsRepository {
  /** Until the transaction ends, nobody else starts test runs of this owner. */
  async lockTests(tx: EntityManager, ownerId: string): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('tests ' || $1, 0))`, [ownerId]);
  }

  /** A test run counts from its start on. */
  async startTest(
    tx: EntityManager,
    execution: Pick<Execution, 'id' | 'resourceId' | 'ownerId'>,
  ): Promise<void> {
    await tx.insert(Execution, { ...execution, isTest: true, status: 'running' });
  }

  find(tx: EntityManager, id: string): Promise<Execution | null> {
    return tx.findOneBy(Execution, { id });
  }

  /** Ends test runs that began before and that nobody will end any more. @returns how many */
  async endLostTests(tx: EntityManager, before: Date, now: Date, limit: number): Promise<number> {
    const [, ended] = await tx.query<[unknown, number]>(
      `UPDATE executions SET status = 'failed', failure = 'call_interrupted', finished_at = $2
        WHERE id IN (SELECT id FROM executions
          WHERE is_test AND status = 'running' AND started_at < $1 LIMIT $3 FOR UPDATE SKIP LOCKED)`,
      [before, now, limit],
    );
    return ended;
  }

  countTestsSince(tx: EntityManager, ownerId: string, since: Date): Promise<number> {
    return tx.countBy(Execution, { ownerId, isTest: true, startedAt: MoreThan(since) });
  }

  /**
   * How the paid calls of the last `days` ended, by resource: those whose ids follow `after`, in the
   * order of their ids.
   */
  countRecent(
    tx: EntityManager,
    { days, after, limit }: { days: number; after: string; limit: number },
  ): Promise<RecentRuns[]> {
    return tx.query<RecentRuns[]>(
      `SELECT resource_id AS "resourceId", count(*)::integer AS runs,
              count(*) FILTER (WHERE status = 'succeeded')::integer AS successes
         FROM executions
        WHERE NOT is_test AND finished_at > now() - make_interval(days => $1) AND resource_id > $2
        GROUP BY resource_id ORDER BY resource_id LIMIT $3`,
      [days, after, limit],
    );
  }
}
