import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { LOGGER } from '../../../common/observability/index.js';
import type { Spans } from './spans.js';
import { tracingConfig } from './tracing.config.js';

/** Sends traces to the operator's collector (OTLP over HTTP). Nothing of it is loaded where there is none. */
@Injectable()
export class Tracing implements OnModuleInit, OnApplicationShutdown {
  private spans: Spans | undefined;

  constructor(
    @Inject(tracingConfig.KEY) private readonly config: ConfigType<typeof tracingConfig>,
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    const { endpoint, headers, percent } = this.config;
    // Commands have the modules and no server.
    const adapter = this.host.httpAdapter as FastifyAdapter | null;
    if (adapter === null || endpoint === undefined) return;
    const [{ openTracer }, { Spans }] = await Promise.all([
      import('./otlp-tracer.client.js'),
      import('./spans.js'),
    ]);
    const onLost = () => this.logger.warn('the collector of traces took none, and they are lost');
    this.spans = new Spans(openTracer({ endpoint, headers, percent, onLost }));
    this.spans.traceRequests(adapter.getInstance());
    this.spans.traceWork();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.spans?.close();
  }
}
