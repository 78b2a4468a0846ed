import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import { Problem } from '../../../common/errors/index.js';
import { tooManyTests } from '../execution-problems.js';
import type { Execution } from '../records/execution.entity.js';
import { ExecutionsRepository } from '../records/executions.repository.js';

const WINDOW_MS = 3_600_000;
/** Test runs a creator may start in an hour, over all their resources. */
const TESTS_PER_HOUR = 60;

/** Bounds how often creators run their resources for free. */
@Injectable()
export class TestLimit {
  constructor(
    private readonly executions: ExecutionsRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts one more test run, which is about to start. Until `tx` ends, the creator's others wait, so
   * that the limit holds for those at once.
   * @throws {Problem} `too_many_tests` when the creator has started as many as they may
   */
  async begin(
    tx: EntityManager,
    run: Pick<Execution, 'id' | 'resourceId' | 'ownerId'>,
  ): Promise<void> {
    const since = new Date(this.clock.now().getTime() - WINDOW_MS);
    await this.executions.lockTests(tx, run.ownerId);
    const started = await this.executions.countTestsSince(tx, run.ownerId, since);
    if (started < TESTS_PER_HOUR) return this.executions.startTest(tx, run);
    const detail = `At most ${TESTS_PER_HOUR} test runs an hour.`;
    throw new Problem(tooManyTests, { detail, retryAfterSeconds: 600 });
  }
}
