import { Module } from '@nestjs/common';
import { ReportsModule } from './reports/reports.module.js';
import { SeriesModule } from './series/series.module.js';

/** Shows creators what they earn, what it costs them, and what the month will come to. */
@Module({ imports: [SeriesModule, ReportsModule] })
export class InsightsModule {}
