export { LlmModule } from './llm.module.js';
export { LlmProvidersModule } from './llm-providers.module.js';
export { LlmService } from './llm.service.js';
export { LlmRegistry, UnknownModelError, type ResolvedModel } from './registry.js';
export { LlmError, type LlmErrorKind } from './llm-error.js';
export { addUsage, AnswerSoFar, type LlmAnswer } from './collect.js';
export { LLM_PROVIDERS } from './tokens.js';
export { ProvidesModels } from './provides-models.decorator.js';
export { LlmKitModule } from './llm-kit.module.js';
export { LlmKit } from './llm-kit.service.js';
export { MAX_NANO_USD, nanoUsd } from './nano-usd.js';
export type { RetryPolicy } from './retry.js';
export type {
  KeyVerdict,
  LlmEvent,
  LlmImage,
  LlmMessage,
  LlmProvider,
  LlmRequest,
  LlmStopReason,
  LlmUsage,
} from './llm-provider.js';
