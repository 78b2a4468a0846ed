/** A prompt without placeholders whose answer can be checked. Plain JSON. */
export interface PromptConfig {
  readonly systemPrompt: string;
  /** `provider:model`. */
  readonly model: string;
  /** Limit of the answer, in the model's tokens. */
  readonly maxTokens: number;
  /** Whether buyers send a message of their own. */
  readonly allowsUserMessage: boolean;
  /** `raw`: the model's words. `json`: one JSON document, or the buyer is not charged. */
  readonly outputFormat: 'raw' | 'json';
  /** JSON Schema that the document has to fit; null for any document. */
  readonly outputSchema: Readonly<Record<string, unknown>> | null;
}
