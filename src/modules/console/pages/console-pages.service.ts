import fastifyStatic from '@fastify/static';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Problem, routeNotFound } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { ConsoleBuild } from '../build/console-build.service.js';
import { CONSOLE_HEADERS } from './console-headers.js';

/** Assets are named after what is in them, so one that changes has another name. */
const ASSET_MAX_AGE = '365d';

/**
 * Serves the console: one page at `/console` and below, which finds its way by the address, and its assets. They
 * are compressed at build. Where nothing was built, the server says so in its log and is the API alone.
 */
@Injectable()
export class ConsolePages implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    private readonly build: ConsoleBuild,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    // Commands have the modules and no server.
    const adapter = this.host.httpAdapter as FastifyAdapter | null;
    if (adapter === null) return;
    if (this.build.page === undefined) {
      this.logger.warn('the console was not built (npm run build): /console is not served');
      return;
    }
    serve(adapter.getInstance(), this.build.page, this.build.assets);
  }
}

function serve(fastify: FastifyInstance, page: string, assets: string): void {
  const answer = (_request: FastifyRequest, reply: FastifyReply) =>
    reply.headers(CONSOLE_HEADERS).send(page);
  fastify.get('/console', answer);
  fastify.get('/console/*', answer);
  void fastify.register(
    async (scope) => {
      // The page at every address below must not stand in for a script that is gone.
      scope.setNotFoundHandler(() => {
        throw new Problem(routeNotFound);
      });
      await scope.register(fastifyStatic, {
        root: assets,
        decorateReply: false,
        index: false,
        preCompressed: true,
        immutable: true,
        maxAge: ASSET_MAX_AGE,
      });
    },
    { prefix: '/console/assets' },
  );
}
