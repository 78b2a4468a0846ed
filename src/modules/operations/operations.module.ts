import { Module } from '@nestjs/common';
import { HealthModule } from './health/health.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { TracingModule } from './tracing/tracing.module.js';

/** What those who run the server ask it. */
@Module({ imports: [HealthModule, MetricsModule, TracingModule] })
export class OperationsModule {}
