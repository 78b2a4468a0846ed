/** How much a model thinks before it answers. */
export type LlmReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';

/** An answer that is one JSON document: any, or one that fits a JSON Schema. */
export type LlmResponseFormat =
  | { readonly type: 'json_object' }
  | { readonly type: 'json_schema'; readonly schema: Readonly<Record<string, unknown>> };

/**
 * How a model is to answer. All of it is optional, and a provider leaves out what it does not take:
 * whoever asks knows what the model supports.
 */
export interface LlmSettings {
  /** 0 to 2. */
  readonly temperature?: number;
  /** 0 to 1. */
  readonly topP?: number;
  /** From so many of the likeliest tokens; 0 for all. */
  readonly topK?: number;
  /** -2 to 2. */
  readonly frequencyPenalty?: number;
  /** -2 to 2. */
  readonly presencePenalty?: number;
  /** 0 to 2. */
  readonly repetitionPenalty?: number;
  /** 0 to 1. */
  readonly minP?: number;
  /** 0 to 1. */
  readonly topA?: number;
  readonly seed?: number;
  /** Texts that end the answer where they would stand in it. */
  readonly stop?: readonly string[];
  readonly reasoningEffort?: LlmReasoningEffort;
  /** How much is said in the answer. */
  readonly verbosity?: 'low' | 'medium' | 'high';
  readonly responseFormat?: LlmResponseFormat;
}
