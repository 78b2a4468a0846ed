import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Problem, problemDocument, unforeseen } from '../../../common/errors/index.js';
import { carriesPayment, logFailure } from '../../../common/http/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { chatError, retryHeaders } from './chat-error.js';

/** Answers failures in the form that OpenAI's clients read. */
@Catch()
export class ChatProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const problem = error instanceof Problem ? error : unforeseen(error);
    const reply = http.getResponse<FastifyReply>();
    logFailure(this.logger, error, problem, reply);
    const { retryAfterSeconds, headers } = problem.details;
    // What became of a payment before, by its resource's own address, is not looked at.
    const payment = carriesPayment(request.headers) ? 'unknown' : 'not_charged';
    const document = { payment, ...problemDocument(problem, request.id) };
    reply
      .status(problem.type.status)
      .headers({
        'cache-control': 'no-store',
        ...headers,
        ...retryHeaders(document),
        ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
      })
      .type('application/json')
      .send(chatError(document));
  }
}
