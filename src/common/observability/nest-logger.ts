import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** Who in Nest tells of a start that fails: `start` tells it too, for people, and once. */
const TOLD_AT_START = new Set(['ExceptionHandler', 'NestApplication', 'TypeOrmModule']);

/**
 * Lets Nest's own messages appear in the structured log. What it tells of each module and route while it starts is
 * for those who look for faults in that.
 */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }

  error(message: unknown, stack?: string, context?: string): void {
    const isTold = context !== undefined && TOLD_AT_START.has(context);
    this.logger[isTold ? 'debug' : 'error']({ context, stack }, String(message));
  }

  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }

  debug(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }

  verbose(message: unknown, context?: string): void {
    this.logger.trace({ context }, String(message));
  }
}
