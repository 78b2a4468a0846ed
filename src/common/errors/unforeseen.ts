import { Problem, type ProblemDetails } from './problem.js';
import { internalError, serviceUnavailable } from './general-problems.js';

const RETRY_SECONDS = 1;

/**
 * What PostgreSQL says, or the way to it, when the same statement can succeed in a moment: it is
 * starting, ending or full (classes 08, 53 and 57P, 57014 for a statement that took too long), others
 * hold what it needs (55P03, 40P01, 40001), or nobody answers there (PostgreSQL, appendix A).
 */
const PASSING_CODE =
  /^(08...|53...|57P..|57014|55P03|40P01|40001|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/;
/** The driver has no codes for these: all connections were taken for too long, or one was lost. */
const PASSING_MESSAGE = /^(timeout exceeded when trying to connect|Connection terminated)/;

/**
 * What clients are told of a failure that nobody foresaw: 503 where the database is too busy or away,
 * which passes, else 500.
 */
export function unforeseen(error: unknown, details: ProblemDetails = {}): Problem {
  if (!isPassing(error)) return new Problem(internalError, details, { cause: error });
  const told = { retryAfterSeconds: RETRY_SECONDS, ...details };
  return new Problem(serviceUnavailable, told, { cause: error });
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // TypeORM wraps what the driver says of a statement, but not of a connection.
  const { driverError: cause = error } = error as { driverError?: unknown };
  const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown };
  return PASSING_CODE.test(String(code)) || PASSING_MESSAGE.test(String(message));
}
