import { Module } from '@nestjs/common';
import { EndUsersModule } from './end-users/end-users.module.js';
import { ExecutorsModule } from './executors/executors.module.js';
import { ModelKeysModule } from './keys/model-keys.module.js';
import { ModelPortsModule } from './keys/model-ports.module.js';
import { LimitsModule } from './limits/limits.module.js';
import { LlmModule } from './llm/llm.module.js';
import { RunRecordsModule } from './records/run-records.module.js';
import { ResultsModule } from './results/results.module.js';
import { RunModule } from './run/run.module.js';
import { StorageModule } from './storage/storage.module.js';
import { UsageModule } from './usage/usage.module.js';

/** Runs what is sold: brings resources, creators’ keys and payments together. */
@Module({
  imports: [
    EndUsersModule,
    ExecutorsModule,
    ModelKeysModule,
    ModelPortsModule,
    LimitsModule,
    LlmModule,
    RunRecordsModule,
    ResultsModule,
    RunModule,
    StorageModule,
    UsageModule,
  ],
})
export class ExecutionModule {}
