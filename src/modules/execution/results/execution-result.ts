import type { LlmImage } from '../llm/index.js';
import type { KeptContent } from './content.js';

/** What a run gives the buyer. */
export interface ExecutionResult {
  readonly id: string;
  readonly response: string;
  readonly images?: readonly LlmImage[];
  readonly content?: KeptContent;
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number } | null;
}
