/**
 * Injection token of the list of every `LlmProvider`: those that the modules of the server provide and
 * mark with `@ProvidesModels()`. Everybody may inject it; it is filled before `onModuleInit` of others.
 */
export const LLM_PROVIDERS = Symbol('LLM_PROVIDERS');

/** Injection token of the `RetryPolicy`. */
export const LLM_RETRY_POLICY = Symbol('LLM_RETRY_POLICY');
