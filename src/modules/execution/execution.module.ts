import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/index.js';
import { ResourcesModule } from '../resources/index.js';
import { ConfigModule } from '../../common/config/index.js';
import { limitsConfig } from './limits/limits.config.js';
import { executorsConfig } from './executors/executors.config.js';
import { storageConfig } from './storage/storage.config.js';
import { resultsConfig } from './results/results.config.js';
import { runConfig } from './run/run.config.js';
import { endUsersConfig } from './end-users/end-users.config.js';
import type { Executor } from './executors/executor.js';
import { EXECUTOR_CLASSES, EXECUTORS, Executors } from './executors/executors.service.js';
import { AnswerChecks } from './executors/prompt/answer-checks.service.js';
import { ModelCall } from './executors/model-call.service.js';
import { Admission } from './limits/admission.service.js';
import { CallCosts } from './limits/call-costs.service.js';
import { CallLimits } from './limits/call-limits.service.js';
import { ModelCosts } from './limits/model-costs.service.js';
import { ReservationsRepository } from './limits/reservations.repository.js';
import { StandingController } from './limits/standing.controller.js';
import { LimitStanding } from './limits/standing.service.js';
import { TidyReservationsJob } from './limits/tidy-reservations.job.js';
import { EndLostTestsJob } from './run/end-lost-tests.job.js';
import { ModelKeysModule } from './keys/model-keys.module.js';
import { ModelKeys } from './keys/model-keys.service.js';
import { ContentsRepository } from './results/contents.repository.js';
import { Contents } from './results/contents.service.js';
import { SweepContentsJob } from './results/sweep-contents.job.js';
import { EndUsers } from './end-users/end-users.service.js';
import { Execution } from './run/execution.entity.js';
import { ExecutionService } from './run/execution.service.js';
import { ExecutionView } from './run/execution-view.service.js';
import { ExecutionsController } from './run/executions.controller.js';
import { ExecutionsRepository } from './run/executions.repository.js';
import { PaidCallsController } from './run/paid-calls.controller.js';
import { PaidRuns } from './run/paid-runs.service.js';
import { Quotes } from './run/quotes.service.js';
import { ResourceCall } from './run/resource-call.service.js';
import { TestRunsController } from './run/test-runs.controller.js';
import { TestLimit } from './run/test-limit.service.js';
import { TestRuns } from './run/test-runs.service.js';
import { StorageClient } from './storage/storage.client.js';
import { StoragePayments } from './storage/storage-payments.service.js';
import { StorageWallet } from './storage/storage-wallet.client.js';
import { StorageWishes } from './storage/storage-wishes.service.js';
import { StoreOutputsJob } from './storage/store-outputs.job.js';
import { StoredOutput } from './storage/stored-output.entity.js';
import { StoredOutputsRepository } from './storage/stored-outputs.repository.js';
import { StoredOutputs } from './storage/stored-outputs.service.js';
import { Storing } from './storage/storing.service.js';
import { Uploads } from './storage/uploads.service.js';
import { MeasureSuccessJob } from './usage/measure-success.job.js';
import { UsageLogEntry } from './usage/usage-log.entity.js';
import { UsageLog } from './usage/usage-log.service.js';
import { UsageReport } from './usage/usage-report.service.js';
import { UsageController } from './usage/usage.controller.js';

const storage = [
  StorageClient,
  StoragePayments,
  StorageWallet,
  StorageWishes,
  StoreOutputsJob,
  StoredOutputs,
  StoredOutputsRepository,
  Storing,
  Uploads,
];

/** Runs what is sold: brings resources, creators' keys and payments together. */
@Module({
  imports: [
    AccountsModule,
    ModelKeysModule,
    ConfigModule.forFeature(limitsConfig),
    ConfigModule.forFeature(executorsConfig),
    ConfigModule.forFeature(storageConfig),
    ConfigModule.forFeature(resultsConfig),
    ConfigModule.forFeature(runConfig),
    ConfigModule.forFeature(endUsersConfig),
    ResourcesModule.forRoot({
      imports: [AccountsModule, ModelKeysModule],
      modelSupport: ModelKeys,
    }),
    TypeOrmModule.forFeature([Execution, UsageLogEntry, StoredOutput]),
  ],
  controllers: [
    PaidCallsController,
    ExecutionsController,
    TestRunsController,
    UsageController,
    StandingController,
  ],
  providers: [
    AnswerChecks,
    ModelCall,
    ...EXECUTOR_CLASSES,
    {
      provide: EXECUTORS,
      useFactory: (...executors: Executor[]) => executors,
      inject: [...EXECUTOR_CLASSES],
    },
    Contents,
    ContentsRepository,
    Executors,
    Admission,
    CallCosts,
    CallLimits,
    ModelCosts,
    LimitStanding,
    ReservationsRepository,
    TidyReservationsJob,
    EndLostTestsJob,
    EndUsers,
    ExecutionService,
    ExecutionView,
    ExecutionsRepository,
    MeasureSuccessJob,
    PaidRuns,
    Quotes,
    ResourceCall,
    SweepContentsJob,
    TestLimit,
    TestRuns,
    UsageLog,
    UsageReport,
    ...storage,
  ],
})
export class ExecutionModule {}
