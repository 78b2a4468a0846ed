import { Module } from '@nestjs/common';
import { SeriesModule } from '../series/series.module.js';
import { DaySources } from './day-sources.service.js';
import { EarningsSource } from './earnings-source.service.js';
import { FigureTotals } from './figure-totals.service.js';
import { FoldFiguresJob } from './fold-figures.job.js';
import { Folding } from './folding.service.js';
import { FoldingRepository } from './folding.repository.js';
import { ForgetZonesJob } from './forget-zones.job.js';
import { MarginSource } from './margin-source.service.js';
import { OwnFigures } from './own-figures.service.js';
import { OwnersZones } from './owners-zones.service.js';
import { RunsSource } from './runs-source.service.js';
import { ZonesRepository } from './zones.repository.js';

/** What users sold and what ran, by the days of the zones that they ask for. */
@Module({
  imports: [SeriesModule],
  providers: [
    DaySources,
    EarningsSource,
    FigureTotals,
    FoldFiguresJob,
    Folding,
    FoldingRepository,
    ForgetZonesJob,
    MarginSource,
    OwnFigures,
    OwnersZones,
    RunsSource,
    ZonesRepository,
  ],
  exports: [EarningsSource, FigureTotals, MarginSource, OwnFigures, RunsSource],
})
export class FiguresModule {}
