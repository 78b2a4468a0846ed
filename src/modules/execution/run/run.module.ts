import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { DirectoryModule } from '../../accounts/index.js';
import { CallsModule, ReceiptsModule } from '../../payments/index.js';
import { ResourceTypesModule, StorefrontModule } from '../../resources/index.js';
import { EndUsersModule } from '../end-users/end-users.module.js';
import { ExecutorsModule } from '../executors/executors.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { RunRecordsModule } from '../records/run-records.module.js';
import { ResultsModule } from '../results/results.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { EndLostTestsJob } from './end-lost-tests.job.js';
import { ExecutionView } from './execution-view.service.js';
import { ExecutionService } from './execution.service.js';
import { ExecutionsController } from './executions.controller.js';
import { PaidCallsController } from './paid-calls.controller.js';
import { PaidRuns } from './paid-runs.service.js';
import { Quotes } from './quotes.service.js';
import { ResourceCall } from './resource-call.service.js';
import { runConfig } from './run.config.js';
import { TestLimit } from './test-limit.service.js';
import { TestRunsController } from './test-runs.controller.js';
import { TestRuns } from './test-runs.service.js';

/** Runs what is sold, paid or for a test. */
@Module({
  imports: [
    ConfigModule.forFeature(runConfig),
    DirectoryModule,
    EndUsersModule,
    ExecutorsModule,
    LimitsModule,
    RunRecordsModule,
    ResultsModule,
    StorageModule,
    CallsModule,
    ReceiptsModule,
    ResourceTypesModule,
    StorefrontModule,
  ],
  controllers: [ExecutionsController, PaidCallsController, TestRunsController],
  providers: [
    EndLostTestsJob,
    ExecutionView,
    ExecutionService,
    PaidRuns,
    Quotes,
    ResourceCall,
    TestLimit,
    TestRuns,
  ],
  exports: [ExecutionService, Quotes],
})
export class RunModule {}
