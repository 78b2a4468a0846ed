import { Global, Module } from '@nestjs/common';
import { KEY_VERIFIER, ResourceSecrets, ResourceSecretsModule } from '../../integrations/index.js';
import { MODEL_SUPPORT, RESOURCE_SECRET_SUPPORT } from '../../resources/index.js';
import { LlmModule, LlmRegistry } from '../llm/index.js';
import { ModelKeysModule } from './model-keys.module.js';
import { ModelKeys } from './model-keys.service.js';

/**
 * What integrations and resources ask of the models, and of secrets, through ports of their own. It is global, because
 * they know no module that execution has.
 */
@Global()
@Module({
  imports: [LlmModule, ModelKeysModule, ResourceSecretsModule],
  providers: [
    { provide: KEY_VERIFIER, useExisting: LlmRegistry },
    { provide: MODEL_SUPPORT, useExisting: ModelKeys },
    { provide: RESOURCE_SECRET_SUPPORT, useExisting: ResourceSecrets },
  ],
  exports: [KEY_VERIFIER, MODEL_SUPPORT, RESOURCE_SECRET_SUPPORT],
})
export class ModelPortsModule {}
