import { Module } from '@nestjs/common';
import { StorefrontModule } from '../../resources/index.js';
import { FiguresModule } from '../figures/figures.module.js';
import { FunnelModule } from '../funnel/funnel.module.js';
import { ProviderAccountsModule } from '../provider-accounts/provider-accounts.module.js';
import { SeriesModule } from '../series/series.module.js';
import { AccountOverviewsRepository } from './account-overviews.repository.js';
import { AccountOverviews } from './account-overviews.service.js';
import { ActivityController } from './activity.controller.js';
import { ActivityRepository } from './activity.repository.js';
import { Activity } from './activity.service.js';
import { FunnelController } from './funnel.controller.js';
import { Funnels } from './funnels.service.js';
import { KnownFigures } from './known-figures.service.js';
import { ReportsController } from './reports.controller.js';
import { Reports } from './reports.service.js';
import { SummaryController } from './summary.controller.js';
import { Summaries } from './summaries.service.js';

/** What creators see of all that. */
@Module({
  imports: [FiguresModule, FunnelModule, ProviderAccountsModule, SeriesModule, StorefrontModule],
  controllers: [ActivityController, FunnelController, ReportsController, SummaryController],
  providers: [
    AccountOverviews,
    AccountOverviewsRepository,
    Activity,
    ActivityRepository,
    Funnels,
    KnownFigures,
    Reports,
    Summaries,
  ],
})
export class ReportsModule {}
