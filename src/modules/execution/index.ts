export { STORAGE_HEADER } from './storage/storage-view.js';
export { ExecutionModule } from './execution.module.js';
export {
  type KeyVerdict,
  LLM_PROVIDERS,
  LlmError,
  type LlmErrorKind,
  type LlmEvent,
  LlmKit,
  LlmKitModule,
  type LlmMessage,
  type LlmProvider,
  LlmProvidersModule,
  type LlmRequest,
  type LlmUsage,
  ProvidesModels,
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
