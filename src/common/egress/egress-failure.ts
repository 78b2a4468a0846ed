/** Why a target is not asked. It tells nothing of what a name was resolved to. */
export type RefusalReason =
  'malformed' | 'scheme' | 'credentials' | 'port' | 'plain_http' | 'address';

/**
 * How a request failed: `refused` by our policy and `unreachable` are certain not to have been
 * sent; after `timeout`, `too_large` and `broken` the other side may have acted on it.
 */
export type EgressFailureKind = 'refused' | 'unreachable' | 'timeout' | 'too_large' | 'broken';

const REFUSALS: Readonly<Record<RefusalReason, string>> = {
  malformed: 'This is not a URL',
  scheme: 'The server asks http and https only',
  credentials: 'A URL must not contain a user name or password',
  port: 'The server asks ports 80, 443 and those from 1024 only',
  plain_http: 'The server asks https only',
  address: 'The host does not lead to a public address',
};

const FAILURES: Readonly<Record<Exclude<EgressFailureKind, 'refused'>, string>> = {
  unreachable: 'The server could not connect',
  timeout: 'There was no complete answer in time',
  too_large: 'The answer is larger than allowed',
  broken: 'The connection broke or did not speak HTTP',
};

/** A request that got no answer, or not all of it. The message is fit for strangers. */
export class EgressFailure extends Error {
  override readonly name = 'EgressFailure';

  private constructor(
    readonly kind: EgressFailureKind,
    /** For `refused` only. */
    readonly reason: RefusalReason | undefined,
    message: string,
  ) {
    super(message);
  }

  static refused(reason: RefusalReason): EgressFailure {
    return new EgressFailure('refused', reason, REFUSALS[reason]);
  }

  static of(kind: Exclude<EgressFailureKind, 'refused'>): EgressFailure {
    return new EgressFailure(kind, undefined, FAILURES[kind]);
  }
}

const TIMED_OUT = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']);

/** Reduces what a client library throws; who failed and where stays behind. */
export function failureOf(error: unknown): EgressFailure {
  if (error instanceof EgressFailure) return error;
  const { name, code } = error as { name?: unknown; code?: unknown };
  if (name === 'TimeoutError' || TIMED_OUT.has(String(code))) return EgressFailure.of('timeout');
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return EgressFailure.of('too_large');
  if (code === 'UND_ERR_MAX_ORIGINS_REACHED') return EgressFailure.of('unreachable');
  return EgressFailure.of('broken');
}

/** Reduces what goes wrong while connecting, TLS included: nothing was sent. */
export function connectFailureOf(error: Error): EgressFailure {
  return error instanceof EgressFailure ? error : EgressFailure.of('unreachable');
}
