import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { ConnectionsModule, ResourceSecretsModule } from '../../integrations/index.js';
import { ModelsModule } from '../../resources/index.js';
import { ModelKeysModule } from '../keys/model-keys.module.js';
import { LlmModule } from '../llm/llm.module.js';
import { executorsConfig } from './executors.config.js';
import type { Executor } from './executor.js';
import { EXECUTOR_CLASSES, EXECUTORS, Executors } from './executors.service.js';
import { ModelCall } from './model-call.service.js';
import { AnswerChecks } from './prompt/answer-checks.service.js';

/** What runs each type of resource. */
@Module({
  imports: [
    ConfigModule.forFeature(executorsConfig),
    ModelKeysModule,
    LlmModule,
    ConnectionsModule,
    ResourceSecretsModule,
    ModelsModule,
  ],
  providers: [
    ...EXECUTOR_CLASSES,
    {
      provide: EXECUTORS,
      useFactory: (...executors: Executor[]) => executors,
      inject: [...EXECUTOR_CLASSES],
    },
    Executors,
    AnswerChecks,
    ModelCall,
  ],
  exports: [Executors],
})
export class ExecutorsModule {}
