import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import type { TypedConfig } from '../../resources/index.js';
import type { ExecutorEvent } from '../executors/executor.js';
import { Executors } from '../executors/executors.service.js';
import {
  collect,
  type LlmAnswer,
  LlmError,
  type LlmEvent,
  type LlmImage,
  type LlmUsage,
} from '../llm/index.js';
import { ExecutionsRepository } from './executions.repository.js';
import { failureProblem } from './failure-problem.js';

/** A run to do. */
export interface ExecutionOrder {
  /** A new UUID. */
  readonly id: string;
  readonly resourceId: string;
  /** Null for a draft that no offer has been made of. */
  readonly versionId: string | null;
  readonly ownerId: string;
  /** What to run. */
  readonly sold: TypedConfig;
  /** Checked by the executor. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Null for an owner's test run. */
  readonly claimId: string | null;
}

/** What a run gives the buyer. */
export interface ExecutionResult {
  readonly id: string;
  readonly response: string;
  readonly images?: readonly LlmImage[];
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number } | null;
}

/** Runs resources and keeps account of every run, whatever becomes of it. */
@Injectable()
export class ExecutionService {
  constructor(
    private readonly database: Database,
    private readonly executions: ExecutionsRepository,
    private readonly executors: Executors,
  ) {}

  /** Runs once. @throws {Problem} when there is no result. */
  async run(order: ExecutionOrder): Promise<ExecutionResult> {
    const { id } = order;
    await this.start(order);
    try {
      const answer = await this.answer(order);
      await this.finish(id, answer.usage, null);
      return toResult(id, answer);
    } catch (error) {
      const problem = error instanceof LlmError ? failureProblem(error) : error;
      const usage = error instanceof LlmError ? (error.usage ?? null) : null;
      const code = problem instanceof Problem ? problem.type.code : 'internal_error';
      await this.finish(id, usage, code);
      throw problem;
    }
  }

  private async start(order: ExecutionOrder): Promise<void> {
    const { id, resourceId, versionId, ownerId, claimId, sold } = order;
    const model = this.executors.of(sold).modelOf(sold.config) ?? null;
    const isTest = claimId === null;
    await this.database.asService('execution', (tx) =>
      this.executions.start(tx, { id, resourceId, versionId, ownerId, claimId, isTest, model }),
    );
  }

  private async answer({ id, sold, ownerId, input }: ExecutionOrder): Promise<LlmAnswer> {
    const { config } = sold;
    // The buyer may leave; the result is theirs all the same, so nothing aborts the run but time.
    const { signal } = new AbortController();
    const events = this.executors.of(sold).run({ ownerId, config, input, signal });
    const answer = await collect(this.noteModel(id, events));
    if (answer.text === '' && answer.images.length === 0) {
      throw new LlmError('upstream', answer.usage === null ? {} : { usage: answer.usage });
    }
    return answer;
  }

  /** Writes down which model really answers, and passes everything else on. */
  private async *noteModel(
    id: string,
    events: AsyncIterable<ExecutorEvent>,
  ): AsyncIterable<LlmEvent> {
    for await (const event of events) {
      if (event.type !== 'model') yield event;
      else {
        await this.database.asService('execution', (tx) =>
          this.executions.useModel(tx, id, event.model),
        );
      }
    }
  }

  private finish(id: string, usage: LlmUsage | null, failure: string | null): Promise<void> {
    return this.database.asService('execution', (tx) =>
      this.executions.finish(tx, id, usage, failure),
    );
  }
}

function toResult(id: string, { text, images, usage }: LlmAnswer): ExecutionResult {
  return {
    id,
    response: text,
    ...(images.length > 0 && { images }),
    usage: usage && {
      input_tokens: usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens,
      output_tokens: usage.outputTokens,
    },
  };
}
