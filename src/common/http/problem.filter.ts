import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Inject,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import {
  methodNotAllowed,
  Problem,
  problemDocument,
  routeNotFound,
  unforeseen,
} from '../errors/index.js';
import { LOGGER } from '../observability/index.js';
import { logFailure } from './log-failure.js';
import { problemForStatus } from './problem-for-status.js';
import { methodsAt } from './routes.js';
import { isPriced, neverCharged, unreadPayment } from './unread-payment.js';

/** Answers every failure as problem+json; what is not a {@link Problem} tells clients no detail. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = withPayment(toProblem(error, request), error, request);
    logFailure(this.logger, error, problem, reply);
    if (reply.sent) return;
    const { retryAfterSeconds, headers, written } = problem.details;
    const answer = written?.(request.id);
    const body = answer
      ? Buffer.from(answer.bytes, 'latin1')
      : problemDocument(problem, request.id);
    if (problem.type === methodNotAllowed) reply.header('allow', methodsAt(request).join(', '));
    if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
    reply
      .status(problem.type.status)
      .headers({ 'cache-control': 'no-store', ...(answer?.headers ?? headers) })
      .type('application/problem+json')
      .send(body);
  }
}

function toProblem(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error;
  if (request.is404) return unrouted(request);
  const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
  const type = problemForStatus(status);
  return type === undefined ? unforeseen(error) : new Problem(type);
}

/** A path that no route has, or that has none for this method. */
function unrouted(request: FastifyRequest): Problem {
  return new Problem(methodsAt(request).length === 0 ? routeNotFound : methodNotAllowed);
}

/** Says of the money what nobody said who had looked at the payment. */
function withPayment(problem: Problem, error: unknown, request: FastifyRequest): Problem {
  const { type, details, cause } = problem;
  if (details.payment !== undefined) return problem;
  const isUnread = request.is404 || isOfFastify(error);
  const payment = isUnread ? neverCharged(request) : isPriced(request) && unreadPayment(request);
  return new Problem(type, { ...details, ...payment }, { cause });
}

/** Whether Fastify refused the request for what it is, before any handler; Nest wraps what it says. */
function isOfFastify(error: unknown): boolean {
  const said = error instanceof HttpException ? error.cause : error;
  const code = said instanceof Error && 'code' in said ? String(said.code) : '';
  return code.startsWith('FST_ERR_') && statusOf(said) < 500;
}

/** Fastify's own refusals (body too large, malformed JSON) carry a `statusCode`. */
function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return 500;
  return Number(error.statusCode);
}
