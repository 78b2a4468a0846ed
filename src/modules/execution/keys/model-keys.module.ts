import { Module } from '@nestjs/common';
import { IntegrationsModule } from '../../integrations/index.js';
import { LlmModule, LlmRegistry } from '../llm/index.js';
import { ModelKeys } from './model-keys.service.js';

/** The creators' connections, with the LLM providers as judges of their keys. */
const integrations = IntegrationsModule.forRoot({ imports: [LlmModule], keyVerifier: LlmRegistry });

@Module({
  imports: [integrations, LlmModule],
  providers: [ModelKeys],
  exports: [integrations, LlmModule, ModelKeys],
})
export class ModelKeysModule {}
