import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { Problem } from '../../../common/errors/index.js';
import type { TypedConfig } from '../../resources/index.js';
import { Executors } from '../executors/executors.service.js';
import {
  addUsage,
  AnswerSoFar,
  type LlmAnswer,
  LlmError,
  type LlmEvent,
  type LlmImage,
  type LlmUsage,
} from '../llm/index.js';
import { failureProblem } from './failure-problem.js';
import { type RunRecord, storeUsage } from './run-record.js';

/** A run to do. */
export interface ExecutionOrder {
  /** The id its result will have. */
  readonly id: string;
  readonly ownerId: string;
  /** What to run. */
  readonly sold: TypedConfig;
  /** Checked by the executor. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** What a run gives the buyer. */
export interface ExecutionResult {
  readonly id: string;
  readonly response: string;
  readonly images?: readonly LlmImage[];
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number } | null;
}

/** A piece of an answer that a buyer can see at once. */
export type AnswerPiece = Extract<LlmEvent, { type: 'text' | 'image' }>;

/** Who follows a run. */
export interface RunObserver {
  /** A piece has come; the run waits for it to be taken, and ends when it is refused. */
  piece(piece: AnswerPiece): Promise<void>;
  /** The run has ended; comes once, before it returns or throws. */
  ended(record: RunRecord, soFar: ExecutionResult): void;
}

/** A run while it goes on. */
interface Run {
  readonly answer: AnswerSoFar;
  model: string | null;
  /** What models used that did not answer in the end. */
  spent: LlmUsage | null;
}

/** Runs resources, and tells how every run went, whatever becomes of it. */
@Injectable()
export class ExecutionService {
  constructor(
    private readonly executors: Executors,
    private readonly clock: Clock,
  ) {}

  /** Runs once. @throws {Problem} when there is no result. */
  async run(order: ExecutionOrder, observer: RunObserver): Promise<ExecutionResult> {
    const startedAt = this.clock.now().toISOString();
    const model = this.executors.of(order.sold).modelOf(order.sold.config) ?? null;
    const run: Run = { answer: new AnswerSoFar(), model, spent: null };
    const end = (failure: string | null, used: LlmUsage | null) => {
      const usage = storeUsage(addUsage(run.spent, used));
      const finishedAt = this.clock.now().toISOString();
      const soFar = toResult(order.id, run.answer);
      observer.ended({ model: run.model, usage, failure, startedAt, finishedAt }, soFar);
    };
    try {
      await this.follow(run, order, observer);
    } catch (error) {
      const problem = error instanceof LlmError ? failureProblem(error) : error;
      const used = (error instanceof LlmError && error.usage) || run.answer.usage;
      end(problem instanceof Problem ? problem.type.code : 'internal_error', used);
      throw problem;
    }
    end(null, run.answer.usage);
    return toResult(order.id, run.answer);
  }

  private async follow(
    run: Run,
    { sold, ownerId, input }: ExecutionOrder,
    observer: RunObserver,
  ): Promise<void> {
    const { answer } = run;
    // The buyer may leave; the result is theirs all the same, so nothing aborts the run but time.
    const { signal } = new AbortController();
    const events = this.executors.of(sold).run({ ownerId, config: sold.config, input, signal });
    for await (const event of events) {
      if (event.type === 'model') {
        run.model = event.model;
        run.spent = addUsage(run.spent, event.spent);
      } else {
        answer.add(event);
        if (event.type === 'text' || event.type === 'image') await observer.piece(event);
      }
    }
    if (answer.text === '' && answer.images.length === 0) throw new LlmError('upstream');
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
