import type { FieldError, ProblemType } from '../../../common/errors/index.js';
import type { Usage } from '../../payments/index.js';
import type { LlmEvent, LlmRequest, LlmUsage } from '../llm/index.js';

/** Whose resource is run: their keys are used. */
export interface Ownership {
  readonly ownerId: string;
  readonly resourceId: string;
}

/** One run of a resource. */
export interface ExecutorCall<Config> extends Ownership {
  /** The same when a run is begun again after a crash. */
  readonly id: string;
  readonly config: Config;
  /** Who the result is for, as a model's provider may know it. */
  readonly endUser: LlmRequest['endUser'];
  /** Valid by {@link Executor.checkInput}. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Whoever buys it wants events more than anything else. */
  readonly wantsEvents: boolean;
  readonly signal: AbortSignal;
}

/** Another model than {@link Executor.modelOf} answers from here; `spent`: what went before it. */
export interface ModelChange {
  readonly type: 'model';
  readonly model: string;
  readonly spent: LlmUsage | null;
}

/** What a receiver must know of bytes that are the whole answer. */
export interface ContentHead {
  readonly mimeType: string;
  /** Name to save it under; null to show it. */
  readonly filename: string | null;
  /** HTTP status to answer with; 200 where it is not told. */
  readonly status?: number;
  /** Further HTTP headers about the bytes, by their names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Bytes that are the whole answer; those that may be large come as a `body`, piece by piece. */
export type Content = ContentHead &
  ({ readonly base64: string } | { readonly body: AsyncIterable<Uint8Array> });

/** What a run gives. */
export type ExecutorEvent = LlmEvent | ModelChange | ({ readonly type: 'content' } & Content);

/** A request to the address of a resource, as it came. */
export interface CallRequest {
  readonly method: string;
  /** As it was written, without the question mark; null where there is none. */
  readonly query: string | null;
  readonly contentType: string | null;
  readonly contentEncoding: string | null;
  readonly accept: string | null;
  readonly acceptLanguage: string | null;
  readonly body: Buffer;
}

/** What a run may ask of models at the most. */
export interface ModelDemand {
  /** As `provider:model`; each of them may be asked once. */
  readonly models: readonly string[];
  /** Everything a model reads, in bytes of UTF-8: no tokenizer makes more tokens than that. */
  readonly promptBytes: number;
  readonly maxTokens: number;
}

/** How one type of resource runs: an injectable class with `@ProvidesExecutor()`, in any module. */
export interface Executor<Config extends object = object> {
  /** The resource type it runs. */
  readonly type: string;

  /** The methods that calls of its address may use; GET and POST where it is not told. */
  methodsOf?(config: Config): readonly string[];

  /** The `provider:model` that runs are booked under, if any. */
  modelOf?(config: Config): string | null;

  /** The URL that sells it, of a type that `isSoldElsewhere`: buyers are sent there, nothing is run. */
  soldAt?(config: Config): string;

  /** What a run asks of models, for limits on what it costs; absent where it asks none. */
  demandOf?(config: Config, input: Readonly<Record<string, unknown>>): ModelDemand;

  /** Why it cannot be run at the moment, so that nothing is sold; undefined when it can. */
  obstacle?(config: Config, resource: Ownership): Promise<ProblemType | undefined>;

  /** The most milliseconds a run takes; where it is not told, as long as one answer of a model. */
  longestRunMs?(config: Config): number;

  /** What an answer is; `application/json` where it is not told. */
  mimeTypeOf?(config: Config): string;

  /**
   * How its address is called, where that is not by POST with the inputs of its type as JSON, and
   * where the answer is bytes and no result.
   */
  usageOf?(config: Config): Partial<Usage>;

  /**
   * The input of a request to the resource's address, for types that take any body. By default it is
   * the JSON body of a POST or the query of a GET.
   */
  readRequest?(request: CallRequest): unknown;

  /** What is wrong with a buyer's input; nothing is claimed or run before this is empty. */
  checkInput(config: Config, input: unknown): FieldError[];

  /** Runs it. @throws {LlmError} or a Problem when there is no result. */
  run(call: ExecutorCall<Config>): AsyncIterable<ExecutorEvent>;
}
