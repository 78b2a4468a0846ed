import type { Logger } from 'pino';

/** What the log tells of one request that was answered. */
export interface AnsweredRequest {
  readonly requestId: string;
  readonly method: string | undefined;
  /** The pattern of the route, never the address; undefined where there is none. */
  readonly route: string | undefined;
  readonly status: number;
  readonly durationMs: number;
}

/** Writes the one line about a request, whoever answered it. */
export function logRequest(logger: Logger, answered: AnsweredRequest): void {
  logger.info(answered, 'request');
}
