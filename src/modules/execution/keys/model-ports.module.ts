import { Global, Module } from '@nestjs/common';
import { KEY_VERIFIER } from '../../integrations/index.js';
import { MODEL_SUPPORT } from '../../resources/index.js';
import { LlmModule, LlmRegistry } from '../llm/index.js';
import { ModelKeysModule } from './model-keys.module.js';
import { ModelKeys } from './model-keys.service.js';

/**
 * What integrations and resources ask of the models through ports of their own. It is global, because
 * they know no module that execution has.
 */
@Global()
@Module({
  imports: [LlmModule, ModelKeysModule],
  providers: [
    { provide: KEY_VERIFIER, useExisting: LlmRegistry },
    { provide: MODEL_SUPPORT, useExisting: ModelKeys },
  ],
  exports: [KEY_VERIFIER, MODEL_SUPPORT],
})
export class ModelPortsModule {}
