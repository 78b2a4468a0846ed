import type { FastifyReply, FastifyRequest } from 'fastify';
import { invalidRequest, Problem, problemDocument, uriTooLong } from '../errors/index.js';
import { neverCharged } from './unread-payment.js';

/** Scripts of every origin read it: it says nothing of anybody. */
const READABLE = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-request-id',
};
/** So that they come to it: what they may send does not matter where nothing is. */
const ASKED_BEFORE = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
};

/**
 * Answers what no route is looked for: a path that is not well-formed, or that has a part longer than
 * anything here is called, or a target that is none. Fastify's own answer would repeat the path. No hook of
 * a request runs here.
 */
export function answerUnroutable(
  { statusCode }: { readonly statusCode?: number },
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const sent = request.headers['access-control-request-headers'];
  if (request.method === 'OPTIONS' && 'access-control-request-method' in request.headers) {
    const headers = sent === undefined ? {} : { 'access-control-allow-headers': sent };
    return void reply
      .status(204)
      .headers({ ...ASKED_BEFORE, ...headers })
      .send();
  }
  const problem = new Problem(
    statusCode === 414 ? uriTooLong : invalidRequest,
    neverCharged(request),
  );
  reply
    .status(problem.type.status)
    .headers({ 'cache-control': 'no-store', 'x-request-id': request.id, ...READABLE })
    .type('application/problem+json')
    .send(problemDocument(problem, request.id));
}
