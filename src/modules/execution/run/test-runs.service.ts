import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { invalidInput, Problem } from '../../../common/errors/index.js';
import { type OwnedDraft, Storefront } from '../../resources/index.js';
import { Executors } from '../executors/executors.service.js';
import { CallLimits } from '../limits/call-limits.service.js';
import { isTooLarge } from '../limits/input-size.js';
import { inputTooLarge, resourceNotFound } from '../execution-problems.js';
import type { CallInput } from './call-input.js';
import type { ExecutionResult } from '../results/execution-result.js';
import { ExecutionService } from './execution.service.js';
import type { RunRecord } from '../records/run-record.js';
import { notRunHere } from './referral.js';
import { withAdvice } from './with-advice.js';
import { TestLimit } from './test-limit.service.js';

/** Free runs of a creator's own resources. */
@Injectable()
export class TestRuns {
  constructor(
    private readonly storefront: Storefront,
    private readonly executors: Executors,
    private readonly execution: ExecutionService,
    private readonly limit: TestLimit,
    private readonly limits: CallLimits,
  ) {}

  /** Runs the resource as it stands, draft or published. @throws {Problem} */
  async run(ownerId: string, resourceId: string, input: CallInput): Promise<ExecutionResult> {
    const sold = await this.storefront.findOwned(ownerId, resourceId);
    if (sold === undefined) throw new Problem(resourceNotFound);
    const soldAt = this.executors.of(sold).soldAt?.(sold.config);
    if (soldAt !== undefined) throw notRunHere(soldAt);
    this.assertInput(sold, input);
    const run = { id: uuidv7(), resourceId, ownerId };
    const asked = { payer: null, input, wantsEvents: false, isTest: true };
    const order = { ...run, ...asked, sold, limits: sold.limits };
    await this.limits.admit(order, (tx) => this.limit.begin(tx, run));
    let record: RunRecord | undefined;
    try {
      return await this.limits.count(order, (counted) => {
        const ended = (how: RunRecord) => counted((record = how));
        return this.execution.run(order, { piece: async () => undefined, ended });
      });
    } catch (error) {
      throw withAdvice(error, resourceId);
    } finally {
      if (record !== undefined) await this.limit.end(run, record);
    }
  }

  private assertInput(sold: OwnedDraft, input: CallInput): void {
    if (isTooLarge(sold.limits, input)) throw new Problem(inputTooLarge);
    const errors = this.executors.of(sold).checkInput(sold.config, input);
    if (errors.length === 0) return;
    const prefixed = errors.map(({ field, message }) => ({ field: `input.${field}`, message }));
    throw new Problem(invalidInput, { errors: prefixed });
  }
}
