import { Module } from '@nestjs/common';
import { ConnectionsModule } from '../../integrations/index.js';
import { LlmModule } from '../llm/index.js';
import { ModelKeys } from './model-keys.service.js';

/** Whether creators have keys for the models that they use. */
@Module({
  imports: [ConnectionsModule, LlmModule],
  providers: [ModelKeys],
  exports: [ModelKeys],
})
export class ModelKeysModule {}
