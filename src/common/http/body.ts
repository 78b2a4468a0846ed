import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  invalidRequest,
  Problem,
  type ProblemType,
  unsupportedMediaType,
} from '../errors/index.js';

/** No body of this API needs more; code that walks values recursively is safe at this depth. */
const MAX_DEPTH = 64;

const unreadable = new WeakMap<FastifyRequest, ProblemType>();
const received = new WeakMap<FastifyRequest, Buffer>();

/**
 * Reads JSON bodies. A body that cannot be read is not refused here but remembered, so that an
 * unpaid request to a paid route learns the price first, whatever it sent along.
 */
export function registerBodyParsers(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    received.set(request, Buffer.from(body));
    void parseJson(request, body.toString(), (error, value) => {
      const readable = error === null && !isDeeperThan(value, MAX_DEPTH);
      if (!readable) unreadable.set(request, invalidRequest);
      done(null, readable ? value : undefined);
    });
  });
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length > 0) unreadable.set(request, unsupportedMediaType);
    received.set(request, Buffer.from(body));
    done(null, undefined);
  });
}

/** The body as it came, for who takes any: from now on it counts as readable, whatever it is. */
export function takeBody(request: FastifyRequest): Buffer {
  unreadable.delete(request);
  return received.get(request) ?? Buffer.alloc(0);
}

/** @throws {Problem} when the request came with a body that is not well-formed JSON. */
export function assertReadableBody(request: FastifyRequest): void {
  const type = unreadable.get(request);
  if (type !== undefined) throw new Problem(type);
}

function isDeeperThan(value: unknown, depth: number): boolean {
  let level: unknown[] = [value];
  for (let left = depth; left >= 0 && level.length > 0; left -= 1) {
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    );
  }
  return level.length > 0;
}
