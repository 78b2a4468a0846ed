import type { EventEmitter } from 'node:events';
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

/** The HTTP server tells of answers under this name; each application has its own. */
const ANSWERED = Symbol('answered');

/** Writes the one line about a request, whoever answered it, and tells those who listen at the server. */
export function logRequest(logger: Logger, server: EventEmitter, answered: AnsweredRequest): void {
  logger.info(answered, 'request');
  server.emit(ANSWERED, answered);
}

/** Calls `listener` for each request that this HTTP server has answered. It must not throw. */
export function onAnswered(
  server: EventEmitter,
  listener: (answered: AnsweredRequest) => void,
): void {
  server.on(ANSWERED, listener);
}
