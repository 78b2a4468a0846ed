import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from './common/config/index.js';
import { isMarkedOpen, isOpenToEveryOrigin } from './common/http/index.js';
import { RATE_LIMIT_HEADERS } from './common/rate-limit/index.js';
import { STORAGE_HEADER } from './modules/execution/index.js';
import { PAYMENT_RESPONSE_HEADERS } from './modules/payments/index.js';

/** A user leaves from there for a provider, with a cookie; nothing else here has to do with cookies. */
const SETS_COOKIE = /^\/api\/v1\/integrations\/[\w-]+\/oauth\/initiate(?:\?|$)/;

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** How long browsers keep a preflight at the longest: a buyer's second call is one request, not two. */
const OPEN_PREFLIGHT_SECONDS = 7_200;
/** An origin that the operator takes off the list is out after so long. */
const LISTED_PREFLIGHT_SECONDS = 600;

/** What scripts must be let read to pay and to come back. Without credentials `*` stands for all others. */
const EXPOSED = [
  '*',
  ...PAYMENT_RESPONSE_HEADERS,
  STORAGE_HEADER,
  ...RATE_LIMIT_HEADERS,
  'x-request-id',
  'x-next-cursor',
  'Location',
];

/**
 * Lets scripts of other origins call: every origin what buyers use, the configured ones the API of accounts. An
 * open answer says so whoever asked, so that what a cache keeps of it is good for all.
 */
export function allowOrigins(app: NestFastifyApplication, { CORS_ORIGINS }: Config): void {
  routePreflights(app.getHttpAdapter().getInstance());
  const isAll = CORS_ORIGINS.includes('*');
  const listed = isAll ? '*' : CORS_ORIGINS.length > 0 && CORS_ORIGINS;
  app.enableCors({
    delegator: (request: FastifyRequest, done) => {
      const isOpen = isOpenToEveryOrigin(request);
      done(null, {
        origin: isOpen ? '*' : listed,
        methods: METHODS,
        exposedHeaders: EXPOSED,
        maxAge: isOpen ? OPEN_PREFLIGHT_SECONDS : LISTED_PREFLIGHT_SECONDS,
        credentials: !isOpen && !isAll && SETS_COOKIE.test(request.url),
        preflight: isPreflight(request),
      });
    },
  });
}

/** `OPTIONS` without these is no browser's question: the route answers it. */
function isPreflight({ method, headers }: FastifyRequest): boolean {
  const isWhole = headers.origin && headers['access-control-request-method'];
  return method === 'OPTIONS' && Boolean(isWhole);
}

/** A preflight finds its way by its own method: each open route of the API gets that one as well. */
function routePreflights(fastify: FastifyInstance): void {
  const routed = new Set<string>();
  fastify.addHook('onRoute', ({ url, method, config }) => {
    if (!isMarkedOpen(config) || routed.has(url)) return;
    routed.add(url);
    if ([method].flat().includes('OPTIONS')) return;
    fastify.options(url, { config: { ...config } }, (_request, reply) => reply.callNotFound());
  });
}
