import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { tooManyTests } from '../execution-problems.js';
import { testRunCall } from '../records/booked-run.js';
import type { Execution } from '../records/execution.entity.js';
import { ExecutionsRepository } from '../records/executions.repository.js';
import type { RunRecord } from '../records/run-record.js';

type TestRun = Pick<Execution, 'id' | 'resourceId' | 'ownerId'>;

const WINDOW_MS = 3_600_000;
/** Test runs a creator may start in an hour, over all their resources. */
const TESTS_PER_HOUR = 60;

/** Counts the runs of creators' resources that are free, and bounds how often there are any. */
@Injectable()
export class TestLimit {
  constructor(
    private readonly database: Database,
    private readonly executions: ExecutionsRepository,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Counts one more test run, which is about to start. Until `tx` ends, the creator's others wait, so
   * that the limit holds for those at once.
   * @throws {Problem} `too_many_tests` when the creator has started as many as they may
   */
  async begin(tx: EntityManager, run: TestRun): Promise<void> {
    const since = new Date(this.clock.now().getTime() - WINDOW_MS);
    await this.executions.lockTests(tx, run.ownerId);
    const started = await this.executions.countTestsSince(tx, run.ownerId, since);
    if (started < TESTS_PER_HOUR) return this.executions.startTest(tx, run);
    const detail = `At most ${TESTS_PER_HOUR} test runs an hour.`;
    throw new Problem(tooManyTests, { detail, retryAfterSeconds: 600 });
  }

  /** Books how a test run ended. It never fails a run that is over: one that stays open is ended later. */
  async end(run: TestRun, record: RunRecord): Promise<void> {
    const booking = this.database.callAll([testRunCall(run, record)]);
    await booking.catch((error: unknown) =>
      this.logger.error({ err: error, executionId: run.id }, 'a test run was not booked'),
    );
  }
}
