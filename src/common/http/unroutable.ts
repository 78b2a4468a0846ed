import type { FastifyReply, FastifyRequest } from 'fastify';
import { invalidRequest, notFound, Problem, problemDocument } from '../errors/index.js';
import { neverCharged } from './unread-payment.js';

/**
 * Answers what no route is looked for: a path that is not well-formed, or that has a part longer than
 * anything here is called. Fastify's own answer would repeat the path.
 */
export function answerUnroutable(
  { statusCode }: { readonly statusCode?: number },
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const problem = new Problem(
    statusCode === 400 ? invalidRequest : notFound,
    neverCharged(request),
  );
  reply
    .status(problem.type.status)
    .headers({ 'cache-control': 'no-store', 'x-request-id': request.id })
    .type('application/problem+json')
    .send(problemDocument(problem, request.id));
}
