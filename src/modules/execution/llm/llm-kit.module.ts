import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { LlmKit } from './llm-kit.service.js';
import { ConnectionPool } from './connection-pool.service.js';
import { llmConfig } from './llm.config.js';

/** What providers of models are made with. */
@Module({
  imports: [ConfigModule.forFeature(llmConfig)],
  providers: [ConnectionPool, LlmKit],
  exports: [LlmKit],
})
export class LlmKitModule {}
