import type { PromptConfig } from '../../../resources/index.js';

/** What models are told, besides the creator's own words. */
export function instructions({ systemPrompt, outputFormat, outputSchema }: PromptConfig): string {
  if (outputFormat === 'raw') return systemPrompt;
  const schema =
    outputSchema === null ? '' : ` It fits this JSON Schema: ${JSON.stringify(outputSchema)}`;
  return `${systemPrompt}\n\nAnswer with one JSON document and nothing else.${schema}`;
}
