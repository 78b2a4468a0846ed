import type { FastifyInstance } from 'fastify';
import { invalidRequest, Problem } from '../errors/index.js';
import { REQUEST_BOUNDS } from '../json/index.js';
import { neverCharged } from './unread-payment.js';

const { members: MAX_PARAMETERS } = REQUEST_BOUNDS;

/** Refuses queries with more parameters than an object may have members, before anything reads them. */
export function boundQueries(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const parameters = request.url.split('&', MAX_PARAMETERS + 1).length;
    if (parameters <= MAX_PARAMETERS) return done();
    const detail = `The query has too many parameters: at most ${MAX_PARAMETERS}.`;
    done(new Problem(invalidRequest, { detail, ...neverCharged(request) }));
  });
}
