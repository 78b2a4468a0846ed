export { LlmModule } from './llm.module.js';
export { LlmProvidersModule } from './llm-providers.module.js';
export { LlmService } from './llm.service.js';
export { LlmRegistry, UnknownModelError, type ResolvedModel } from './registry.js';
export { LlmError, type LlmErrorKind } from './llm-error.js';
export { addUsage, AnswerSoFar, type LlmAnswer } from './collect.js';
export { LLM_PROVIDERS } from './tokens.js';
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

export { STOP_REASONS } from './llm-provider.js';

// What providers are made of.
export { ProvidesModels } from './provides-models.decorator.js';
export { LlmKitModule } from './llm-kit.module.js';
export { LlmKit } from './llm-kit.service.js';
export { OpenAiCompatibleModels } from './openai-compatible/openai-compatible.client.js';
export type { KeyCheck, OpenAiCompatibleApi } from './openai-compatible/openai-compatible-api.js';
export type { ChatBody } from './openai-compatible/chat-body.js';
export type { KnownModel, PricedModel } from './known-model.js';
export type { LlmReasoningEffort, LlmResponseFormat, LlmSettings } from './llm-settings.js';
export { costNanoUsd, type ListPrice, pricesInForce } from './prices.js';
export { kindOfStatus } from './llm-error.js';
export { tokenCount } from './answer-limits.js';
export { bearer, judgeKey, streamAnswer, UNANSWERED, type UpstreamCall } from './upstream-call.js';
export type { UpstreamFailure } from './upstream-failure.js';
