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
  type LlmRequest,
  type LlmUsage,
  ProvidesModels,
} from './llm/index.js';
