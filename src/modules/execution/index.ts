export { modelRefused } from './execution-problems.js';
export { STORAGE_HEADER } from './storage/storage-view.js';
export { Quotes, type ResourceQuote } from './run/quotes.service.js';
export { ExecutionService } from './run/execution.service.js';
export { answersResult } from './run/resource-usage.js';
export { RunModule } from './run/run.module.js';
export { ExecutionModule } from './execution.module.js';
export {
  bearer,
  type ChatBody,
  costNanoUsd,
  judgeKey,
  type KeyCheck,
  type KeyVerdict,
  kindOfStatus,
  type KnownModel,
  type ListPrice,
  LLM_PROVIDERS,
  LlmError,
  type LlmErrorKind,
  type LlmEvent,
  type LlmImage,
  LlmKit,
  LlmKitModule,
  type LlmMessage,
  type LlmProvider,
  LlmProvidersModule,
  type LlmReasoningEffort,
  type LlmRequest,
  type LlmResponseFormat,
  type LlmSettings,
  type LlmStopReason,
  type LlmUsage,
  nanoUsd,
  type OpenAiCompatibleApi,
  OpenAiCompatibleModels,
  type PricedModel,
  pricesInForce,
  ProvidesModels,
  streamAnswer,
  tokenCount,
  UNANSWERED,
  type UpstreamCall,
  type UpstreamFailure,
} from './llm/index.js';
export type {
  CallRequest,
  Content,
  ContentHead,
  Executor,
  ExecutorCall,
  ExecutorEvent,
  ModelDemand,
  Ownership,
} from './executors/executor.js';
export { ProvidesExecutor } from './executors/provides-executor.decorator.js';
export { ExecutorsModule } from './executors/executors.module.js';
export { ModelCall, type ModelQuestion } from './executors/model-call.service.js';
export { FREE_FAILURES } from './limits/spend.js';
