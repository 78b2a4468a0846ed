import type { LlmUsage } from './llm-provider.js';

/** Each kind of failure: what people are told, and whether the same call may succeed later. */
const KINDS = {
  invalid_key: ['The provider does not accept the API key', false],
  no_credit: ['The account behind the API key has no credit left', false],
  rate_limited: ['The provider limits how fast this API key may be used', true],
  overloaded: ['The model is overloaded', true],
  too_long: ['The input is longer than the model can read', false],
  refused: ['The model declined to answer', false],
  timeout: ['The model did not answer in time', true],
  no_such_model: ['The provider has no such model', false],
  bad_request: ['The provider does not accept the request for this model', false],
  unfit: ['The provider answered in a form that the server cannot sell', false],
  upstream: ['The provider failed to give a complete answer', true],
} as const satisfies Record<string, readonly [message: string, retryable: boolean]>;

/** What went wrong, in words that stay: docs/extending.md says when which. */
export type LlmErrorKind = keyof typeof KINDS;

/** What is known of a failure beyond its kind. */
export interface LlmErrorFacts {
  /** How long the provider asks to wait. */
  readonly retryAfterMs?: number;
  /** Tokens that were used before it failed, as far as the provider told. */
  readonly usage?: LlmUsage;
}

/**
 * A call to a model that failed. Message, stack and JSON are fit for strangers: the text is ours, the
 * SDK's error (which holds headers, bodies and addresses) is never attached.
 */
export class LlmError extends Error {
  override readonly name = 'LlmError';
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly usage?: LlmUsage;

  constructor(
    readonly kind: LlmErrorKind,
    facts: LlmErrorFacts = {},
  ) {
    super(KINDS[kind][0]);
    this.retryable = KINDS[kind][1];
    if (facts.retryAfterMs !== undefined) this.retryAfterMs = facts.retryAfterMs;
    if (facts.usage !== undefined) this.usage = facts.usage;
  }

  toJSON(): Record<string, unknown> {
    return {
      kind: this.kind,
      message: this.message,
      retryable: this.retryable,
      retryAfterMs: this.retryAfterMs,
    };
  }
}

/**
 * The kind an HTTP status stands for where the provider says nothing more exact.
 * Source: the error tables of both providers' API references; 529 and 524 are theirs.
 */
export function kindOfStatus(status: number | undefined): LlmErrorKind {
  if (status === undefined) return 'upstream';
  const known = STATUSES.get(status);
  if (known !== undefined) return known;
  return status >= 400 && status < 500 ? 'bad_request' : 'upstream';
}

const STATUSES: ReadonlyMap<number, LlmErrorKind> = new Map([
  [401, 'invalid_key'],
  [402, 'no_credit'],
  [404, 'no_such_model'],
  [408, 'timeout'],
  [409, 'upstream'],
  [413, 'too_long'],
  [429, 'rate_limited'],
  [503, 'overloaded'],
  [504, 'timeout'],
  [524, 'timeout'],
  [529, 'overloaded'],
]);
