import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { RunModule } from '../../execution/index.js';
import { FacilitatorModule } from '../../payments/index.js';
import { metricsConfig } from './metrics.config.js';
import { MetricsController } from './metrics.controller.js';
import { Metrics } from './metrics.service.js';
import { OperatingFiguresRepository } from './operating-figures.repository.js';
import { OperatingFigures } from './operating-figures.service.js';
import { ProcessGauges } from './process-gauges.service.js';

/** Figures that an operator alarms on. */
@Module({
  imports: [ConfigModule.forFeature(metricsConfig), FacilitatorModule, RunModule],
  controllers: [MetricsController],
  providers: [Metrics, OperatingFigures, OperatingFiguresRepository, ProcessGauges],
})
export class MetricsModule {}
