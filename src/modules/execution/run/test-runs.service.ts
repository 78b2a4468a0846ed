import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { invalidInput, Problem } from '../../../common/errors/index.js';
import { Storefront, type TypedConfig } from '../../resources/index.js';
import { Executors } from '../executors/executors.service.js';
import { resourceNotFound, tooManyTests } from '../problems.js';
import { UsageLog } from '../usage/usage-log.service.js';
import type { CallInput } from './call-input.js';
import { type ExecutionResult, ExecutionService } from './execution.service.js';
import { ExecutionsRepository } from './executions.repository.js';

const WINDOW_MS = 3_600_000;
/** Test runs a creator may start in an hour, over all their resources. */
export const TESTS_PER_HOUR = 60;

/** Free runs of a creator's own resources. */
@Injectable()
export class TestRuns {
  constructor(
    private readonly storefront: Storefront,
    private readonly executors: Executors,
    private readonly execution: ExecutionService,
    private readonly executions: ExecutionsRepository,
    private readonly usage: UsageLog,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Runs the resource as it stands, draft or published. @throws {Problem} */
  async run(ownerId: string, resourceId: string, input: CallInput): Promise<ExecutionResult> {
    const sold = await this.storefront.findOwned(ownerId, resourceId);
    if (sold === undefined) throw new Problem(resourceNotFound);
    this.assertInput(sold, input);
    await this.assertWithinLimit(ownerId);
    const id = randomUUID();
    try {
      const order = { id, resourceId, versionId: null, ownerId, sold, input, claimId: null };
      return await this.execution.run(order);
    } finally {
      await this.usage.recordTest(id);
    }
  }

  private assertInput(sold: TypedConfig, input: CallInput): void {
    const errors = this.executors.of(sold).checkInput(sold.config, input);
    if (errors.length === 0) return;
    const prefixed = errors.map(({ field, message }) => ({ field: `input.${field}`, message }));
    throw new Problem(invalidInput, { errors: prefixed });
  }

  private async assertWithinLimit(ownerId: string): Promise<void> {
    const since = new Date(this.clock.now().getTime() - WINDOW_MS);
    const started = await this.database.asService('execution', (tx) =>
      this.executions.countTestsSince(tx, ownerId, since),
    );
    if (started < TESTS_PER_HOUR) return;
    const detail = `At most ${TESTS_PER_HOUR} test runs an hour.`;
    throw new Problem(tooManyTests, { detail, retryAfterSeconds: 600 });
  }
}
