import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { Problem } from '../errors/index.js';

/** What Node says of a stream that closed before all was written to it. */
const CUT_OFF = 'ERR_STREAM_PREMATURE_CLOSE';

/**
 * Logs a failure that is answered with 5xx. What somebody foresaw, such as a secret that a creator has
 * not set, is a warning without a stack; what nobody foresaw, or has a cause inside, is an error. A client
 * that hangs up before its answer is whole fills no log.
 */
export function logFailure(
  logger: Logger,
  error: unknown,
  { type, cause }: Problem,
  { raw }: Pick<FastifyReply, 'raw'>,
): void {
  if (type.status < 500) return;
  const { code } = type;
  // Other failures count, whoever is there to hear of them.
  if (raw.destroyed && (error as NodeJS.ErrnoException | undefined)?.code === CUT_OFF) {
    logger.debug({ code }, 'the client hung up');
    return;
  }
  if (error instanceof Problem && error.cause === undefined) {
    logger.warn({ code, reason: error.message }, 'request failed');
    return;
  }
  logger.error({ err: cause ?? error, code }, 'request failed');
}
