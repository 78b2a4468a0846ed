import type { FieldError } from '../../../common/errors/index.js';
import type { LlmEvent, LlmUsage } from '../llm/index.js';

/** One run of a resource. */
export interface ExecutorCall<Config> {
  /** Whose keys are used. */
  readonly ownerId: string;
  readonly config: Config;
  /** Valid by {@link Executor.checkInput}. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

/** Another model than {@link Executor.modelOf} answers from here; `spent`: what went before it. */
export interface ModelChange {
  readonly type: 'model';
  readonly model: string;
  readonly spent: LlmUsage | null;
}

/** Bytes that are the whole answer. */
export interface Content {
  readonly mimeType: string;
  /** Name to save it under; null to show it. */
  readonly filename: string | null;
  readonly base64: string;
}

/** What a run gives. */
export type ExecutorEvent = LlmEvent | ModelChange | ({ readonly type: 'content' } & Content);

/** How one type of resource runs: one folder beside this file and one line in `EXECUTORS`. */
export interface Executor<Config = unknown> {
  /** The resource type it runs. */
  readonly type: string;

  /** The `provider:model` that a sale needs the owner's key for, if any. */
  modelOf(config: Config): string | undefined;

  /** What an answer is; `application/json` where it is not told. */
  mimeTypeOf?(config: Config): string;

  /** What is wrong with a buyer's input; nothing is claimed or run before this is empty. */
  checkInput(config: Config, input: unknown): FieldError[];

  /** Runs it. @throws {LlmError} or a Problem when there is no result. */
  run(call: ExecutorCall<Config>): AsyncIterable<ExecutorEvent>;
}
