import { Injectable } from '@nestjs/common';
import { type EntityManager, MoreThan } from 'typeorm';
import type { RecentRuns } from '../../resources/index.js';
import { Execution } from './execution.entity.js';
import { type RunRecord, usageColumns } from './run-record.js';

/** A run that has ended, but for how. */
export type EndedRun = Pick<
  Execution,
  'id' | 'resourceId' | 'versionId' | 'ownerId' | 'claimId' | 'isTest' | 'attempt'
>;

/** What an attempt changes of a run that is there already. */
const ENDED_COLUMNS = [
  'status',
  'failure',
  'model',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'provider_cost_nano_usd',
  'attempt',
  'started_at',
  'finished_at',
];

/** What was noted late must not take the place of what happened after it. */
const IS_LATER = 'executions.attempt <= excluded.attempt';

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

  /** Books a run that has ended; a later attempt takes the place of the one before. */
  async book(tx: EntityManager, run: EndedRun, record: RunRecord): Promise<Execution> {
    const { model, usage, failure, startedAt, finishedAt } = record;
    const ended = {
      status: failure === null ? ('succeeded' as const) : ('failed' as const),
      failure,
      model,
      usage: usageColumns(usage),
      attempt: run.attempt,
      startedAt: new Date(startedAt),
      finishedAt: new Date(finishedAt),
    };
    await tx
      .createQueryBuilder()
      .insert()
      .into(Execution)
      .values({ ...run, ...ended })
      .orUpdate(ENDED_COLUMNS, ['id'], { overwriteCondition: { where: IS_LATER } })
      .execute();
    return { ...run, ...ended };
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
