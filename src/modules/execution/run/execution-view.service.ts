import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import {
  type CallRecord,
  CallRecords,
  type RawAnswer,
  resultExpired,
  Tickets,
} from '../../payments/index.js';
import { contentNotFound, executionNotFound } from '../execution-problems.js';
import { Contents } from '../results/contents.service.js';
import type { StorageView } from '../storage/storage-view.js';
import { StoredOutputs } from '../storage/stored-outputs.service.js';
import type { Execution } from '../records/execution.entity.js';
import type { ExecutionResult } from '../results/execution-result.js';
import { ExecutionsRepository } from '../records/executions.repository.js';

/** Who asks: with the call's ticket, or as the owner of the resource. */
export type Viewer = { readonly ticket: string } | { readonly userId: string };

/** Shows one execution to its payer or to the owner of the resource. */
@Injectable()
export class ExecutionView {
  constructor(
    private readonly database: Database,
    private readonly executions: ExecutionsRepository,
    private readonly calls: CallRecords,
    private readonly tickets: Tickets,
    private readonly contents: Contents,
    private readonly outputs: StoredOutputs,
  ) {}

  /** @throws {Problem} `execution_not_found` when it is not the viewer's */
  async find(id: string, viewer: Viewer) {
    const call = await this.findCall(id, viewer);
    if (call !== undefined) return this.toView(call, await this.storageOf(call));
    const test =
      'userId' in viewer &&
      (await this.database.asUser(viewer.userId, (tx) => this.executions.find(tx, id)));
    if (!test) throw new Problem(executionNotFound);
    return testView(test);
  }

  /** @throws {Problem} when it is not the viewer's, or there is no content, or none any more */
  async content(id: string, viewer: Viewer): Promise<RawAnswer> {
    const call = await this.findCall(id, viewer);
    if (call === undefined) throw new Problem(executionNotFound);
    if (call.status === 'expired') throw new Problem(resultExpired, { payment: 'charged' });
    const { content } = resultOf(call);
    if (content === undefined) throw new Problem(contentNotFound);
    return this.contents.answer(content);
  }

  private async findCall(id: string, viewer: Viewer): Promise<CallRecord | undefined> {
    if ('ticket' in viewer) {
      return this.tickets.opens(viewer.ticket, id) ? this.calls.find(id) : undefined;
    }
    const call = await this.calls.find(id);
    return call?.ownerId === viewer.userId ? call : undefined;
  }

  private async storageOf({ id, wish, status }: CallRecord): Promise<StorageView | null> {
    if (wish === null) return null;
    if (status === 'running') return { status: 'pending' };
    return (await this.outputs.viewOf(id)) ?? null;
  }

  /** A paid call; its result as long as it is kept. */
  private toView(call: CallRecord, storage: StorageView | null) {
    const { id, status, payment, failure, transaction, receipt, createdAt, endedAt } = call;
    const {
      response = null,
      images = [],
      content,
      usage = null,
      stopReason = null,
    } = resultOf(call);
    return {
      id,
      status,
      payment,
      response,
      images,
      content: content === undefined ? null : this.contents.view(id, content),
      stopReason,
      usage,
      storage,
      failure,
      transaction,
      receipt,
      createdAt,
      finishedAt: endedAt,
    };
  }
}

function resultOf({ result }: CallRecord): Partial<ExecutionResult> {
  return (result ?? {}) as Partial<ExecutionResult>;
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
    stopReason: null,
    usage:
      usage.inputTokens === null
        ? null
        : { input_tokens: usage.inputTokens, output_tokens: usage.outputTokens ?? 0 },
    storage: null,
    failure: failure === null ? null : { code: failure },
    transaction: null,
    receipt: null,
    createdAt: startedAt,
    finishedAt,
  };
}
