import { LlmError, type LlmErrorKind } from '../llm-error.js';
import type { LlmStopReason } from '../llm-provider.js';
import type { OpenAiCompatibleApi } from './openai-compatible-api.js';

type End = LlmStopReason | LlmErrorKind;

/** `error` is no word of OpenAI's, but of hosts in between: half an answer must not pass for a whole one. */
const ENDS: Readonly<Record<string, End>> = {
  stop: 'end',
  length: 'max_tokens',
  content_filter: 'refused',
  error: 'upstream',
};
const WHOLE: ReadonlySet<string> = new Set<LlmStopReason>([
  'end',
  'max_tokens',
  'stop_sequence',
  'other',
]);

/**
 * Why an answer ended whose last `finish_reason` this is.
 * @throws {LlmError} when it is not whole: it has none, or one that means a failure
 */
export function endOf(finish: string | undefined, api: OpenAiCompatibleApi): LlmStopReason {
  if (finish === undefined) throw new LlmError('upstream');
  const end = new Map(Object.entries({ ...ENDS, ...api.ends })).get(finish) ?? 'other';
  if (!isWhole(end)) throw new LlmError(end);
  return end;
}

function isWhole(end: End): end is LlmStopReason {
  return WHOLE.has(end);
}
