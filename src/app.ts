import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import helmet from '@fastify/helmet';
import { RequestMethod } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { LogController } from 'fastify';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import type { Config } from './common/config/index.js';
import {
  announceDeprecations,
  answerOddRequests,
  answerOptions,
  answerUnparsed,
  answerUnroutable,
  BODY_LIMIT_BYTES,
  boundQueries,
  registerBodyParsers,
  rememberRoutes,
  requireHost,
  rewriteUrl,
} from './common/http/index.js';
import { Lifetime } from './common/lifetime/index.js';
import { logRequest, NestLogger, requestContext } from './common/observability/index.js';
import { allowOrigins } from './cross-origin.js';
import { serveDocumentation } from './documentation.js';
import type { Extension } from './extension.js';
import { INDEX_FILES } from './modules/discovery/index.js';

/** A paid call may take as long as the slowest model; this bounds receiving the request. */
const REQUEST_TIMEOUT_MS = 60_000;

/** What is not under `/api/v1`. */
const OUTSIDE_THE_API = [
  { path: '/', method: RequestMethod.GET },
  { path: '@:username', method: RequestMethod.GET },
  { path: '@:username/:slug', method: RequestMethod.ALL },
  { path: 'mcp', method: RequestMethod.ALL },
  { path: '@:username/mcp', method: RequestMethod.ALL },
  ...['v1', '@:username/v1', '@:username/:slug/v1'].map((base) => ({
    path: `${base}/*rest`,
    method: RequestMethod.ALL,
  })),
  { path: '.well-known/jwks.json', method: RequestMethod.GET },
  { path: '.well-known/did.json', method: RequestMethod.GET },
  ...INDEX_FILES.map((path) => ({ path, method: RequestMethod.GET })),
  { path: 'openapi.json', method: RequestMethod.GET },
  { path: '@:username/openapi.json', method: RequestMethod.GET },
  { path: 'api/v1/openapi.json', method: RequestMethod.GET },
  { path: 'health/live', method: RequestMethod.GET },
  { path: 'health/ready', method: RequestMethod.GET },
  { path: 'metrics', method: RequestMethod.GET },
];

/** Builds the application with what other teams add to it, ready to listen. */
export async function createApp(
  config: Config,
  logger: Logger,
  extensions: readonly Extension[] = [],
): Promise<NestFastifyApplication> {
  const adapter = createAdapter(config, logger);
  const module = AppModule.forRoot(config, logger, extensions);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
  observeRequests(adapter, logger);
  guardEdge(adapter, logger);
  completeAnswers(app, adapter);
  await app.register(helmet, { contentSecurityPolicy: { directives: contentSecurity(config) } });
  allowOrigins(app, config);
  app.setGlobalPrefix('api/v1', { exclude: OUTSIDE_THE_API });
  serveDocumentation(app, config);
  return app;
}

function createAdapter(config: Config, logger: Logger): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    trustProxy: trustedProxies(config),
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    frameworkErrors: answerUnroutable,
    clientErrorHandler: answerUnparsed(logger),
    // An address that somebody typed leads to the same as the one that was meant.
    routerOptions: { ignoreTrailingSlash: true, caseSensitive: false },
    // Whoever comes while the server ends is told so by what would have served them.
    return503OnClosing: false,
    rewriteUrl: (request: IncomingMessage) => rewriteUrl(request.url ?? '/'),
  });
}

/** Everything that is answered before, or instead of, any handler. */
function guardEdge(adapter: FastifyAdapter, logger: Logger): void {
  const fastify = adapter.getInstance();
  rememberRoutes(fastify);
  registerBodyParsers(fastify);
  answerOddRequests(fastify.server, logger);
  requireHost(fastify);
  boundQueries(fastify);
  announceDeprecations(fastify);
  answerOptions(fastify);
}

/** A number is how many proxies in front are believed, the nearest first. */
function trustedProxies({ TRUST_PROXY: trusted }: Config) {
  return typeof trusted === 'number' ? (_address: string, hop: number) => hop < trusted : trusted;
}

/** Gives every request an id, in its answer and in every log line, and logs one line about it. */
function observeRequests(adapter: FastifyAdapter, logger: Logger): void {
  const fastify = adapter.getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    requestContext.run({ requestId: request.id }, done);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    const durationMs = Math.round(reply.elapsedTime);
    const { id: requestId } = request;
    const { statusCode: status } = reply;
    const route = routeOptions.url;
    logRequest(logger, fastify.server, { requestId, method, route, status, durationMs });
    done();
  });
}

/**
 * What every answer is sent with. Shared caches (RFC 9111) keep none: an answer is for who asked, unless
 * its route says that it is for everybody; `Vary: *` holds where a cache is told to ignore
 * `Cache-Control`. A server that ends answers what it still gets and keeps no connection for more; those
 * that are open in the end all the same are cut off.
 */
function completeAnswers(app: NestFastifyApplication, adapter: FastifyAdapter): void {
  const fastify = adapter.getInstance();
  const lifetime = app.get(Lifetime);
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    const control = reply.getHeader('cache-control') ?? 'no-store';
    if (String(control).includes('no-store')) {
      reply.header('cache-control', control).header('vary', '*');
    }
    if (lifetime.isEnding) reply.header('connection', 'close');
    done();
  });
  lifetime.lastCall.addEventListener('abort', () => fastify.server.closeAllConnections());
}

/** Nothing but Swagger UI is shown in a browser; it styles itself inline and calls the API. */
function contentSecurity(config: Config) {
  return {
    defaultSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'", config.PUBLIC_URL],
    upgradeInsecureRequests: null,
  };
}
