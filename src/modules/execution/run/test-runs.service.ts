import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { invalidInput, Problem } from '../../../common/errors/index.js';
import { Storefront, type TypedConfig } from '../../resources/index.js';
import { Executors } from '../executors/executors.service.js';
import { resourceNotFound } from '../problems.js';
import { UsageLog } from '../usage/usage-log.service.js';
import type { CallInput } from './call-input.js';
import { type ExecutionResult, ExecutionService } from './execution.service.js';
import type { RunRecord } from './run-record.js';
import { TestLimit } from './test-limit.service.js';

/** Free runs of a creator's own resources. */
@Injectable()
export class TestRuns {
  constructor(
    private readonly storefront: Storefront,
    private readonly executors: Executors,
    private readonly execution: ExecutionService,
    private readonly usage: UsageLog,
    private readonly limit: TestLimit,
  ) {}

  /** Runs the resource as it stands, draft or published. @throws {Problem} */
  async run(ownerId: string, resourceId: string, input: CallInput): Promise<ExecutionResult> {
    const sold = await this.storefront.findOwned(ownerId, resourceId);
    if (sold === undefined) throw new Problem(resourceNotFound);
    this.assertInput(sold, input);
    const run = { id: randomUUID(), resourceId, ownerId };
    await this.limit.begin(run);
    let record: RunRecord | undefined;
    const observer = { piece: async () => undefined, ended: (how: RunRecord) => (record = how) };
    try {
      return await this.execution.run({ ...run, sold, input }, observer);
    } finally {
      if (record !== undefined) await this.usage.recordTest(run, record);
    }
  }

  private assertInput(sold: TypedConfig, input: CallInput): void {
    const errors = this.executors.of(sold).checkInput(sold.config, input);
    if (errors.length === 0) return;
    const prefixed = errors.map(({ field, message }) => ({ field: `input.${field}`, message }));
    throw new Problem(invalidInput, { errors: prefixed });
  }
}
