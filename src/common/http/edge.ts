import type { FastifyInstance } from 'fastify';
import { invalidRequest, Problem } from '../errors/index.js';
import { methodsAt } from './routes.js';
import { neverCharged } from './unread-payment.js';

/** Answers `OPTIONS` wherever there is a route, with its methods; what scripts ask is answered before. */
export function answerOptions(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.method !== 'OPTIONS' || reply.sent) return done();
    const methods = request.url === '*' ? ['OPTIONS'] : methodsAt(request);
    if (methods.length === 0) return done();
    reply.status(204).header('allow', methods.join(', ')).send();
  });
}

/** Refuses what HTTP/1.1 wants refused (RFC 9112 section 3.2); Node would, without a body. */
export function requireHost(fastify: FastifyInstance): void {
  Object.assign(fastify.server, { requireHostHeader: false });
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { headers, raw } = request;
    if (headers.host !== undefined || raw.httpVersion !== '1.1') return done();
    done(
      new Problem(invalidRequest, {
        detail: 'The header Host is missing.',
        ...neverCharged(request),
      }),
    );
  });
}
