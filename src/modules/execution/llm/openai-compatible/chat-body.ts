import type { LlmRequest } from '../llm-provider.js';
import type { LlmResponseFormat } from '../llm-settings.js';

/** What is sent to `/chat/completions`. */
export type ChatBody = ReturnType<typeof chatBody>;

/**
 * The body of `POST /chat/completions` with the settings that OpenAI documents. What is undefined is
 * not sent. Source: https://platform.openai.com/docs/api-reference/chat/create.
 */
export function chatBody(request: LlmRequest) {
  const { model, system, messages, endUser, maxTokens, responseFormat } = request;
  return {
    model,
    messages: [
      ...(system === '' ? [] : [{ role: 'system', content: system }]),
      ...messages.map(({ role, content }) => ({ role, content })),
    ],
    user: endUser,
    max_tokens: maxTokens,
    stream: true,
    stream_options: { include_usage: true },
    temperature: request.temperature,
    top_p: request.topP,
    frequency_penalty: request.frequencyPenalty,
    presence_penalty: request.presencePenalty,
    seed: request.seed,
    stop: request.stop,
    reasoning_effort: request.reasoningEffort,
    verbosity: request.verbosity,
    response_format: responseFormat && formatOf(responseFormat),
  };
}

function formatOf(format: LlmResponseFormat) {
  if (format.type === 'json_object') return { type: format.type };
  const { schema } = format;
  return { type: format.type, json_schema: { name: 'answer', strict: true, schema } };
}
