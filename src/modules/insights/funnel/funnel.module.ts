import { Module } from '@nestjs/common';
import { FiguresModule } from '../figures/figures.module.js';
import { SeriesModule } from '../series/series.module.js';
import { FunnelSource } from './funnel-source.service.js';

/** From a price that was told to a result. */
@Module({
  imports: [FiguresModule, SeriesModule],
  providers: [FunnelSource],
  exports: [FunnelSource],
})
export class FunnelModule {}
