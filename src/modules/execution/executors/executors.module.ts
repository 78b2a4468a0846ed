import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ConfigModule } from '../../../common/config/index.js';
import { ConnectionsModule, ResourceSecretsModule } from '../../integrations/index.js';
import { ModelsModule, ResourceTypesModule } from '../../resources/index.js';
import { ModelKeysModule } from '../keys/model-keys.module.js';
import { LlmModule } from '../llm/llm.module.js';
import { executorsConfig } from './executors.config.js';
import { Executors } from './executors.service.js';
import { ExternalExecutor } from './external/external-executor.service.js';
import { ModelCall } from './model-call.service.js';
import { OpenRouterInstantExecutor } from './openrouter_instant/openrouter-instant-executor.service.js';
import { AnswerChecks } from './prompt/answer-checks.service.js';
import { PromptExecutor } from './prompt/prompt-executor.service.js';
import { PromptTemplateExecutor } from './prompt_template/prompt-template-executor.service.js';
import { ProxyExecutor } from './proxy/proxy-executor.service.js';
import { StaticExecutor } from './static/static-executor.service.js';

/** What runs Coinslot's own types of resources, and where what runs all of them is found. */
@Module({
  imports: [
    ConfigModule.forFeature(executorsConfig),
    DiscoveryModule,
    ModelKeysModule,
    LlmModule,
    ConnectionsModule,
    ResourceSecretsModule,
    ModelsModule,
    ResourceTypesModule,
  ],
  providers: [
    PromptTemplateExecutor,
    OpenRouterInstantExecutor,
    PromptExecutor,
    ProxyExecutor,
    ExternalExecutor,
    StaticExecutor,
    Executors,
    AnswerChecks,
    ModelCall,
  ],
  exports: [Executors, ModelCall],
})
export class ExecutorsModule {}
