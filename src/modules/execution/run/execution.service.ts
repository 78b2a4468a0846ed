import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { Clock } from '../../../common/clock/index.js';
import { Problem } from '../../../common/errors/index.js';
import { Lifetime, untilAborted } from '../../../common/lifetime/index.js';
import { traced } from '../../../common/observability/index.js';
import {
  callInterrupted,
  isEventStream,
  type LiveBytes,
  runTimeout,
  serverEnding,
} from '../../payments/index.js';
import type { TypedConfig } from '../../resources/index.js';
import type { Content, ContentHead, ExecutorEvent } from '../executors/executor.js';
import { Executors } from '../executors/executors.service.js';
import type { KeptContent } from '../results/content.js';
import type { ExecutionResult } from '../results/execution-result.js';
import { Contents } from '../results/contents.service.js';
import {
  addUsage,
  AnswerSoFar,
  LlmError,
  type LlmStopReason,
  type LlmUsage,
} from '../llm/index.js';
import { EndUsers } from '../end-users/end-users.service.js';
import { runConfig } from './run.config.js';
import { failureProblem } from './failure-problem.js';
import { type RunRecord, storeUsage } from '../records/run-record.js';
import { RunTally } from './run-tally.js';
import { ShownEvents } from './shown-events.js';

/** A run to do. */
export interface ExecutionOrder {
  /** The id its result will have. */
  readonly id: string;
  /** Whoever tries their own resource is shown large contents as a size. */
  readonly isTest: boolean;
  readonly ownerId: string;
  readonly resourceId: string;
  /** Whose wallet pays; null for an owner who tries their own resource. */
  readonly payer: string | null;
  /** What to run. */
  readonly sold: TypedConfig;
  /** Checked by the executor. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly wantsEvents: boolean;
}

/** A piece of an answer that a buyer can see at once. */
export type AnswerPiece =
  Extract<ExecutorEvent, { type: 'text' | 'image' }> | ({ readonly type: 'content' } & KeptContent);

/** Who follows a run. */
export interface RunObserver {
  /** A piece has come; the run waits for it to be taken, and ends when it is refused. */
  piece(piece: AnswerPiece | LiveBytes): Promise<void>;
  /** The run has ended; comes once, before it returns or throws. */
  ended(record: RunRecord, soFar: ExecutionResult): void;
}

/** A run while it goes on. */
interface Run {
  readonly answer: AnswerSoFar;
  content?: KeptContent;
  /** Absent until the answer is whole. */
  stopReason?: LlmStopReason;
  model: string | null;
  /** What models used that did not answer in the end. */
  spent: LlmUsage | null;
}

interface Arriving {
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Runs resources, and tells how every run went, whatever becomes of it. */
@Injectable()
export class ExecutionService {
  /** How the runs of this process ended. */
  readonly tally = new RunTally();

  constructor(
    private readonly executors: Executors,
    private readonly contents: Contents,
    private readonly endUsers: EndUsers,
    private readonly lifetime: Lifetime,
    private readonly clock: Clock,
    @Inject(runConfig.KEY) private readonly config: ConfigType<typeof runConfig>,
  ) {}

  /**
   * Runs once, for as long as a run may take at the most.
   * @param stop ends it sooner, with its reason
   * @throws {Problem} when there is no result
   */
  run(order: ExecutionOrder, observer: RunObserver, stop?: AbortSignal): Promise<ExecutionResult> {
    if (order.isTest && this.lifetime.isEnding) throw new Problem(serverEnding);
    const limits = {
      timeoutMs: this.config.runTimeoutMs,
      timeUp: () => new Problem(runTimeout),
      processEnds: () => new Problem(callInterrupted),
      ...(stop && { also: stop }),
    };
    const attributes = { 'coinslot.call.id': order.id, 'coinslot.resource.type': order.sold.type };
    return traced({ name: 'execution', kind: 'internal', attributes }, () =>
      this.lifetime.within(limits, (signal) => this.runOnce(order, observer, signal)),
    );
  }

  private async runOnce(
    order: ExecutionOrder,
    observer: RunObserver,
    signal: AbortSignal,
  ): Promise<ExecutionResult> {
    const startedAt = this.clock.now().toISOString();
    const model = this.executors.of(order.sold).modelOf?.(order.sold.config) ?? null;
    const run: Run = { answer: new AnswerSoFar(), model, spent: null };
    const end = (failure: string | null, used: LlmUsage | null) => {
      const usage = storeUsage(addUsage(run.spent, used));
      const finishedAt = this.clock.now().toISOString();
      const soFar = toResult(order.id, run);
      this.tally.count({ type: order.sold.type, model: run.model, failure });
      observer.ended({ model: run.model, usage, failure, startedAt, finishedAt }, soFar);
    };
    try {
      await this.follow(run, order, observer, signal);
    } catch (error) {
      const thrown = signal.aborted ? (signal.reason as unknown) : error;
      const problem = thrown instanceof LlmError ? failureProblem(thrown) : thrown;
      const used = (error instanceof LlmError && error.usage) || run.answer.usage;
      end(problem instanceof Problem ? problem.type.code : 'internal_error', used);
      throw problem;
    }
    end(null, run.answer.usage);
    return toResult(order.id, run);
  }

  private async follow(
    run: Run,
    { sold, isTest, payer, ...order }: ExecutionOrder,
    observer: RunObserver,
    signal: AbortSignal,
  ): Promise<void> {
    const { answer } = run;
    // The buyer may leave; the result is theirs all the same, so that does not end the run.
    const endUser = this.endUsers.idOf(order.ownerId, payer);
    const events = this.executors.of(sold).run({ ...order, config: sold.config, endUser, signal });
    for await (const event of untilAborted(events, signal)) {
      if (event.type === 'model') {
        run.model = event.model;
        run.spent = addUsage(run.spent, event.spent);
      } else if (event.type === 'content') {
        const content = { ...event, bytes: untilAborted(bytesOf(event), signal) };
        run.content = await this.take(isTest ? null : order.id, content, observer);
      } else {
        answer.add(event);
        if (event.type === 'stop') run.stopReason = event.reason;
        if (event.type === 'text' || event.type === 'image') await observer.piece(event);
      }
    }
    const isEmpty = answer.text === '' && answer.images.length === 0;
    if (isEmpty && run.content === undefined) throw new LlmError('upstream');
  }

  /** Keeps the bytes, and shows them: events as they come, others once they are whole. */
  private async take(
    callId: string | null,
    { mimeType, filename, status, headers, bytes }: ContentHead & Arriving,
    observer: RunObserver,
  ): Promise<KeptContent> {
    const head = { mimeType, filename, ...(status && { status }), ...(headers && { headers }) };
    if (!isEventStream(head)) {
      const content = { ...head, ...(await this.contents.keep(callId, bytes)) };
      await observer.piece({ type: 'content', ...content });
      return content;
    }
    const shown = new ShownEvents((some) => observer.piece({ head, bytes: some }));
    const content = { ...head, ...(await this.contents.keep(callId, shown.passOn(bytes))) };
    await shown.end();
    return content;
  }
}

function bytesOf(content: Content): AsyncIterable<Uint8Array> {
  return 'body' in content ? content.body : decoded(content.base64);
}

async function* decoded(base64: string) {
  yield Buffer.from(base64, 'base64');
}

function toResult(id: string, { answer, content, stopReason }: Run): ExecutionResult {
  const { text, images, usage } = answer;
  return {
    id,
    response: text,
    ...(images.length > 0 && { images }),
    ...(content !== undefined && { content }),
    ...(content === undefined && stopReason && { stopReason }),
    usage: usage && {
      input_tokens: usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens,
      output_tokens: usage.outputTokens,
    },
  };
}
