import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ConnectionsModule } from '../../integrations/index.js';
import { SeriesModule } from '../series/series.module.js';
import { AccountStandingsRepository } from './account-standings.repository.js';
import { AccountReader } from './accounts/account-reader.service.js';
import { PlansRepository } from './accounts/plans.repository.js';
import { ProviderAccountsController } from './accounts/provider-accounts.controller.js';
import { ProviderAccounts } from './accounts/provider-accounts.service.js';
import { Refreshes } from './accounts/refreshes.service.js';
import { AnthropicUsage } from './anthropic/anthropic-usage.service.js';
import { AccountRun } from './collection/account-run.service.js';
import { BeginCollection } from './collection/begin-collection.service.js';
import { CodingCollection } from './collection/coding-collection.service.js';
import { CodingDaysRepository } from './collection/coding-days.repository.js';
import { CollectAccountsJob } from './collection/collect-accounts.job.js';
import { CollectionsRepository } from './collection/collections.repository.js';
import { Collector } from './collection/collector.service.js';
import { CoverageRepository } from './collection/coverage.repository.js';
import { DocumentsRepository } from './collection/documents.repository.js';
import { ForgetCodingDaysJob } from './collection/forget-coding-days.job.js';
import { Reporters } from './collection/reporters.service.js';
import { RunOpener } from './collection/run-opener.service.js';
import { UsageCollection } from './collection/usage-collection.service.js';
import { UsageRepository } from './collection/usage.repository.js';
import { OpenRouterUsage } from './openrouter/openrouter-usage.service.js';
import { ProviderFiguresSource } from './provider-figures-source.service.js';

/** What providers count of the accounts that users connected: collected, kept and shown. */
@Module({
  imports: [ConnectionsModule, DiscoveryModule, SeriesModule],
  controllers: [ProviderAccountsController],
  providers: [
    AccountReader,
    AccountRun,
    AccountStandingsRepository,
    AnthropicUsage,
    BeginCollection,
    CodingCollection,
    CodingDaysRepository,
    CollectAccountsJob,
    CollectionsRepository,
    Collector,
    CoverageRepository,
    DocumentsRepository,
    ForgetCodingDaysJob,
    OpenRouterUsage,
    PlansRepository,
    ProviderAccounts,
    ProviderFiguresSource,
    Refreshes,
    Reporters,
    RunOpener,
    UsageCollection,
    UsageRepository,
  ],
  exports: [ProviderFiguresSource],
})
export class ProviderAccountsModule {}
