import type { Logger } from 'pino';
import { Problem } from '../errors/index.js';

/**
 * Logs a failure that is answered with 5xx. What somebody foresaw, such as a secret that a creator has
 * not set, is a warning without a stack; what nobody foresaw, or has a cause inside, is an error.
 */
export function logFailure(logger: Logger, error: unknown, { type, cause }: Problem): void {
  if (type.status < 500) return;
  const { code } = type;
  if (error instanceof Problem && error.cause === undefined) {
    logger.warn({ code, reason: error.message }, 'request failed');
    return;
  }
  logger.error({ err: cause ?? error, code }, 'request failed');
}
