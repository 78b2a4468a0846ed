import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import { type CallRecord, CallRecords, Receipts } from '../../payments/index.js';
import { executionNotFound } from '../problems.js';
import type { Execution } from './execution.entity.js';
import type { ExecutionResult } from './execution.service.js';
import { ExecutionsRepository } from './executions.repository.js';

/** Shows one execution to its payer or to the owner of the resource. */
@Injectable()
export class ExecutionView {
  constructor(
    private readonly database: Database,
    private readonly executions: ExecutionsRepository,
    private readonly calls: CallRecords,
    private readonly receipts: Receipts,
  ) {}

  /** To whoever holds the call's receipt or ticket. @throws {Problem} `execution_not_found` */
  async forPayer(id: string, proof: string) {
    const isProven = await this.receipts.proves(proof, id);
    const call = isProven ? await this.calls.find(id) : undefined;
    if (call === undefined) throw new Problem(executionNotFound);
    return toView(call);
  }

  /** @throws {Problem} `execution_not_found` when it is not the user's */
  async forOwner(id: string, userId: string) {
    const call = await this.calls.find(id);
    if (call?.ownerId === userId) return toView(call);
    const test = await this.database.asUser(userId, (tx) => this.executions.find(tx, id));
    if (test === null) throw new Problem(executionNotFound);
    return testView(test);
  }
}

/** A paid call; its result as long as it is kept. */
function toView(call: CallRecord) {
  const { id, status, payment, failure, receipt, createdAt, endedAt } = call;
  const result = call.result as Partial<ExecutionResult> | null;
  return {
    id,
    status,
    payment,
    response: result?.response ?? null,
    images: result?.images ?? [],
    content: result?.content ?? null,
    usage: result?.usage ?? null,
    failure,
    receipt,
    createdAt,
    finishedAt: endedAt,
  };
}

/** A test run, whose result is kept by nobody. */
function testView({ id, status, failure, usage, startedAt, finishedAt }: Execution) {
  return {
    id,
    status,
    payment: 'not_charged' as const,
    response: null,
    images: [],
    content: null,
    usage:
      usage.inputTokens === null
        ? null
        : { input_tokens: usage.inputTokens, output_tokens: usage.outputTokens ?? 0 },
    failure: failure === null ? null : { code: failure },
    receipt: null,
    createdAt: startedAt,
    finishedAt,
  };
}
