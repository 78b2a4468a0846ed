import { Module } from '@nestjs/common';
import { BudgetsModule } from './budgets/budgets.module.js';
import { FiguresModule } from './figures/figures.module.js';
import { ForecastModule } from './forecast/forecast.module.js';
import { FunnelModule } from './funnel/funnel.module.js';
import { ProviderAccountsModule } from './provider-accounts/provider-accounts.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { SeriesModule } from './series/series.module.js';

/** Shows creators what they earn, what it costs them, and what the month will come to. */
@Module({
  imports: [
    SeriesModule,
    FiguresModule,
    FunnelModule,
    ProviderAccountsModule,
    ForecastModule,
    BudgetsModule,
    ReportsModule,
  ],
})
export class InsightsModule {}
