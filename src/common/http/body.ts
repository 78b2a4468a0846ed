import type { FastifyInstance, FastifyRequest } from 'fastify';
import { invalidRequest, Problem, unsupportedMediaType } from '../errors/index.js';

/** No body of this API needs more; code that walks values recursively is safe at this depth. */
const MAX_DEPTH = 64;

const unreadable = new WeakMap<FastifyRequest, Problem>();
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
      const problem = error === null ? problemWith(value) : new Problem(invalidRequest);
      if (problem !== undefined) unreadable.set(request, problem);
      done(null, problem === undefined ? value : undefined);
    });
  });
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length > 0) unreadable.set(request, new Problem(unsupportedMediaType));
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
  const problem = unreadable.get(request);
  if (problem !== undefined) throw problem;
}

/** Members named like those of every object would be lost on their way through class-transformer. */
function problemWith(value: unknown): Problem | undefined {
  let level: unknown[] = [value];
  for (let left = MAX_DEPTH; left >= 0; left -= 1) {
    const objects = level.filter((one) => typeof one === 'object' && one !== null);
    if (objects.length === 0) return undefined;
    const name = objects.flatMap(Object.keys).find((key) => Object.hasOwn(Object.prototype, key));
    if (name !== undefined) {
      return new Problem(invalidRequest, { detail: `No member can be called "${name}".` });
    }
    level = objects.flatMap(Object.values);
  }
  return new Problem(invalidRequest, { detail: 'The JSON is nested too deeply.' });
}
