import type { LlmImage, LlmStopReason } from '../llm/index.js';
import type { KeptContent } from './content.js';

/** What a run gives the buyer. */
export interface ExecutionResult {
  readonly id: string;
  readonly response: string;
  readonly images?: readonly LlmImage[];
  readonly content?: KeptContent;
  /** Why the model stopped; absent where none answered, and for bytes, which are whole. */
  readonly stopReason?: LlmStopReason;
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number } | null;
}
