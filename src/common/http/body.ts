import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { bodyText } from './body-text.js';
import { invalidRequest, Problem, unsupportedMediaType } from '../errors/index.js';
import {
  exceededBound,
  type JsonBounds,
  malformedAt,
  parseJson,
  REQUEST_BOUNDS,
} from '../json/index.js';

/** The most bytes of a body; a route of its own may take more. */
export const BODY_LIMIT_BYTES = 1_048_576;

const EXCEEDED: Readonly<Record<keyof JsonBounds, (limit: number) => string>> = {
  depth: (limit) => `The JSON is nested too deeply: at most ${limit} levels.`,
  members: (limit) => `An object has too many members: at most ${limit}.`,
  entries: (limit) => `A list has too many entries: at most ${limit}.`,
  values: (limit) => `The JSON has too many values: at most ${limit} in all.`,
  name: (limit) => `The name of a member is too long: at most ${limit} characters.`,
};

const unreadable = new WeakMap<FastifyRequest, Problem>();
const received = new WeakMap<FastifyRequest, Buffer>();

/**
 * Reads JSON bodies. A body that cannot be read is not refused here but remembered, so that an
 * unpaid request to a paid route learns the price first, whatever it sent along.
 */
export function registerBodyParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer' },
    (request, body, done) => {
      if (body.length === 0) return done(null, undefined);
      received.set(request, body);
      if (isTakenRaw(request)) return done(null, undefined);
      const text = bodyText(body, request.headers['content-encoding']);
      const read = text instanceof Problem ? text : readBody(text);
      if (read instanceof Problem) unreadable.set(request, read);
      done(null, read instanceof Problem ? undefined : read);
    },
  );
  fastify.addContentTypeParser<Buffer>('*', { parseAs: 'buffer' }, (request, body, done) => {
    const isRefused = body.length > 0 && !isTakenRaw(request);
    if (isRefused) unreadable.set(request, new Problem(unsupportedMediaType));
    received.set(request, body);
    done(null, undefined);
  });
}

/** Marks a route whose handler takes the body as it came, of whatever type: nobody reads it before. */
export const TakesRawBody = () => RouteConfig({ isTakenRaw: true });

function isTakenRaw({ routeOptions }: FastifyRequest): boolean {
  return 'isTakenRaw' in (routeOptions.config ?? {});
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

/** Nothing is made of a text that exceeds the bounds: what reads members costs more than they do. */
function readBody(text: string): unknown {
  const exceeded = exceededBound(text, REQUEST_BOUNDS);
  if (exceeded !== undefined) return unread(EXCEEDED[exceeded](REQUEST_BOUNDS[exceeded]));
  const value = parseJson(text);
  if (value === undefined) return unread(whereMalformed(text));
  const name = unusableName(value);
  return name === undefined ? value : unread(`No member can be called "${name}".`);
}

/** Says where, and repeats nothing of a text that may hold a secret. */
function whereMalformed(text: string): string {
  const found = malformedAt(text);
  if (found === undefined) return 'The body is not JSON.';
  const { line, column, expected } = found;
  return `The body is not JSON: at line ${line}, column ${column}, there should be ${expected}.`;
}

function unread(detail: string): Problem {
  return new Problem(invalidRequest, { detail });
}

/** Members named like those of every object would be lost on their way through class-transformer. */
function unusableName(value: unknown): string | undefined {
  let level: unknown[] = [value];
  while (level.length > 0) {
    const objects = level.filter((one) => typeof one === 'object' && one !== null);
    const name = objects.flatMap(Object.keys).find((key) => Object.hasOwn(Object.prototype, key));
    if (name !== undefined) return name;
    level = objects.flatMap(Object.values);
  }
  return undefined;
}
