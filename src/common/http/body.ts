import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  invalidRequest,
  Problem,
  type ProblemType,
  unsupportedMediaType,
} from '../errors/index.js';

const unreadable = new WeakMap<FastifyRequest, ProblemType>();

/**
 * Reads JSON bodies. A body that cannot be read is not refused here but remembered, so that an
 * unpaid request to a paid route learns the price first, whatever it sent along.
 */
export function registerBodyParsers(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null, undefined);
    void parseJson(request, body.toString(), (error, value) => {
      if (error !== null) unreadable.set(request, invalidRequest);
      done(null, error === null ? value : undefined);
    });
  });
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length > 0) unreadable.set(request, unsupportedMediaType);
    done(null, undefined);
  });
}

/** @throws {Problem} when the request came with a body that is not well-formed JSON. */
export function assertReadableBody(request: FastifyRequest): void {
  const type = unreadable.get(request);
  if (type !== undefined) throw new Problem(type);
}
