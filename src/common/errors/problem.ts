/** How a paid call left the buyer's money; stands in every problem on a paid route. */
export type PaymentState = 'not_charged' | 'charged' | 'unknown';

/** One input field that was refused, and why, in words for the person who sent it. */
export interface FieldError {
  /** Path from the body's root, `parameters[0].name`. */
  readonly field: string;
  readonly message: string;
}

/** A kind of failure: its `code` is stable and part of the API. */
export interface ProblemType {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  /** True when the same request, with the same payment where it has one, can succeed later. */
  readonly retryable: boolean;
}

/** An answer as it is sent: made before, for a problem that many are told. */
export interface WrittenProblem {
  /** The problem document as JSON in UTF-8, a character (`latin1`) for each byte: Node sends such texts fastest. */
  readonly bytes: string;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What one occurrence adds to its {@link ProblemType}. Everything here is shown to the client. */
export interface ProblemDetails {
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly payment?: PaymentState;
  /** Sent as the `Retry-After` header. */
  readonly retryAfterSeconds?: number;
  /** Further members of the problem document (RFC 9457 section 3.2). */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Further response headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Says otherwise than the type whether the same request can succeed later. */
  readonly retryable?: boolean;
  /** Gives the whole answer for one request, where making it anew each time would cost too much. */
  readonly written?: (instance: string) => WrittenProblem;
}

/**
 * A failure that a client is told about, as `application/problem+json` (RFC 9457). Throw it anywhere;
 * the filter at the HTTP edge answers it. Its message and details must be fit for strangers.
 */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly type: ProblemType,
    readonly details: ProblemDetails = {},
    /** `cause`: what went wrong inside; it is logged, and told to nobody. */
    options?: ErrorOptions,
  ) {
    super(details.detail ?? type.title, options);
  }
}

/** So many wrong fields are told at the most. */
const TOLD = 50;

/** The JSON document of a problem; `instance` is the request id that logs carry too. */
export function problemDocument(problem: Problem, instance?: string): Record<string, unknown> {
  const { type, details } = problem;
  return {
    type: `urn:coinslot:problem:${type.code}`,
    title: type.title,
    status: type.status,
    code: type.code,
    retryable: details.retryable ?? type.retryable,
    ...(details.detail !== undefined && { detail: details.detail }),
    ...(details.payment !== undefined && { payment: details.payment }),
    ...(details.errors !== undefined && { errors: details.errors.slice(0, TOLD) }),
    ...(instance !== undefined && { instance: `urn:coinslot:request:${instance}` }),
    ...details.extensions,
  };
}
