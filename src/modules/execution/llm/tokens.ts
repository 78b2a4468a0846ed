/** Injection token of the list of every `LlmProvider`. */
export const LLM_PROVIDERS = Symbol('LLM_PROVIDERS');

/** Injection token of the `RetryPolicy`. */
export const LLM_RETRY_POLICY = Symbol('LLM_RETRY_POLICY');
