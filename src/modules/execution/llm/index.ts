export { LlmModule } from './llm.module.js';
export { LlmService } from './llm.service.js';
export { LlmRegistry, UnknownModelError, type ResolvedModel } from './registry.js';
export { LlmError, type LlmErrorKind } from './llm-error.js';
export { addUsage, AnswerSoFar, type LlmAnswer } from './collect.js';
export { LLM_RETRY_POLICY } from './tokens.js';
export type { LlmOptions } from './llm-options.js';
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
