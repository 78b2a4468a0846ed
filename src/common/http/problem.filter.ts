import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Inject,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Problem, problemDocument, unforeseen } from '../errors/index.js';
import { LOGGER } from '../observability/index.js';
import { problemForStatus } from './problem-for-status.js';

/** Answers every failure as problem+json; what is not a {@link Problem} tells clients no detail. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = toProblem(error);
    if (problem.type.status >= 500) {
      this.logger.error({ err: problem.cause ?? error, code: problem.type.code }, 'request failed');
    }
    if (reply.sent) return;
    const { retryAfterSeconds, headers, written } = problem.details;
    const answer = written?.(request.id) ?? { body: problemDocument(problem, request.id), headers };
    if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
    reply
      .status(problem.type.status)
      .headers({ 'cache-control': 'no-store', ...answer.headers })
      .type('application/problem+json')
      .send(answer.body);
  }
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
  const type = problemForStatus(status);
  return type === undefined ? unforeseen(error) : new Problem(type);
}

/** Fastify's own refusals (body too large, malformed JSON) carry a `statusCode`. */
function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return 500;
  return Number(error.statusCode);
}
