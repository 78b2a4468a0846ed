import { parseJson } from '../../../../common/json/index.js';
import { compileSchema, type ConfigOf } from '../../../resources/index.js';

/** What models are told, besides the creator's own words. */
export function instructions({
  systemPrompt,
  outputFormat,
  outputSchema,
}: ConfigOf<'prompt'>): string {
  if (outputFormat === 'raw') return systemPrompt;
  const schema =
    outputSchema === null ? '' : ` It fits this JSON Schema: ${JSON.stringify(outputSchema)}`;
  return `${systemPrompt}\n\nAnswer with one JSON document and nothing else.${schema}`;
}

/**
 * The JSON document of an answer, which models like to put between code fences; undefined when there
 * is none, or it does not fit the schema.
 */
export function readJson(text: string, { outputSchema }: ConfigOf<'prompt'>): unknown {
  const document = parseJson(/^\s*```(?:json)?\s*\n(.*?)\n\s*```\s*$/s.exec(text)?.[1] ?? text);
  if (document === undefined || outputSchema === null) return document;
  return compileSchema(outputSchema)(document) ? document : undefined;
}
