import { Controller, Get, Header, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Registry } from 'prom-client';
import { Public } from '../../accounts/index.js';
import { MetricsGuard } from './metrics.guard.js';
import { Metrics } from './metrics.service.js';

/** For Prometheus. No program of a user calls it, so the OpenAPI documents are silent about it. */
@ApiExcludeController()
@Public()
@UseGuards(MetricsGuard)
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  read(): Promise<string> {
    return this.metrics.text();
  }
}
