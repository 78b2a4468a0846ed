import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { HttpAdapterHost } from '@nestjs/core';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { onAnswered } from '../../../common/observability/index.js';
import { DatabaseGauges } from './database-gauges.js';
import { metricsConfig } from './metrics.config.js';
import { OperatingFigures } from './operating-figures.service.js';
import { ProcessGauges } from './process-gauges.service.js';
import { RequestDurations } from './request-durations.js';

/** What an operator alarms on, as Prometheus reads it. It measures nothing unless somebody may read it. */
@Injectable()
export class Metrics implements OnModuleInit {
  private readonly registry = new Registry();
  private readonly databaseGauges = new DatabaseGauges(this.registry);
  private readonly durations = new RequestDurations(this.registry);

  constructor(
    @Inject(metricsConfig.KEY) private readonly config: ConfigType<typeof metricsConfig>,
    private readonly host: HttpAdapterHost,
    private readonly figures: OperatingFigures,
    private readonly process: ProcessGauges,
  ) {}

  onModuleInit(): void {
    // Commands have the modules and no server.
    const adapter = this.host.httpAdapter as HttpAdapterHost['httpAdapter'] | null;
    if (adapter === null || this.config.token === undefined) return;
    collectDefaultMetrics({ register: this.registry });
    this.process.register(this.registry);
    onAnswered(adapter.getHttpServer(), (answered) => this.durations.note(answered));
  }

  /** Prometheus' text format, version 0.0.4. */
  async text(): Promise<string> {
    this.databaseGauges.show(await this.figures.latest());
    return this.registry.metrics();
  }
}
