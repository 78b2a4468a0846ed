import { Module } from '@nestjs/common';
import { FiguresModule } from '../figures/figures.module.js';
import { ProviderAccountsModule } from '../provider-accounts/provider-accounts.module.js';
import { SeriesModule } from '../series/series.module.js';
import { ForecastController } from './forecast.controller.js';
import { Forecasts } from './forecasts.service.js';
import { MONEY_SOURCES } from './money-sources.js';
import { OwnAndProviderMoney } from './own-and-provider-money.service.js';

/** What the month will come to. */
@Module({
  imports: [FiguresModule, ProviderAccountsModule, SeriesModule],
  controllers: [ForecastController],
  providers: [Forecasts, { provide: MONEY_SOURCES, useClass: OwnAndProviderMoney }],
  exports: [MONEY_SOURCES],
})
export class ForecastModule {}
