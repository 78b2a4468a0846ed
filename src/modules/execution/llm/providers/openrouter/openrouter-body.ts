import type { LlmRequest } from '../../llm-provider.js';
import type { LlmResponseFormat, LlmSettings } from '../../llm-settings.js';

/**
 * The body of `POST /chat/completions`. What is undefined is not sent.
 * Source: https://openrouter.ai/docs/api-reference/chat-completion.
 */
export function bodyOf(request: LlmRequest) {
  const { model, system, messages, endUser, maxTokens, output, ...settings } = request;
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
    modalities: output,
    ...settingsOf(settings),
  };
}

/** Source: https://openrouter.ai/docs/api-reference/parameters. */
function settingsOf(settings: LlmSettings) {
  const { reasoningEffort, responseFormat } = settings;
  return {
    temperature: settings.temperature,
    top_p: settings.topP,
    top_k: settings.topK,
    frequency_penalty: settings.frequencyPenalty,
    presence_penalty: settings.presencePenalty,
    repetition_penalty: settings.repetitionPenalty,
    min_p: settings.minP,
    top_a: settings.topA,
    seed: settings.seed,
    stop: settings.stop,
    verbosity: settings.verbosity,
    // Nobody is shown the thoughts.
    reasoning: reasoningEffort && { effort: reasoningEffort, exclude: true },
    response_format: responseFormat && formatOf(responseFormat),
  };
}

function formatOf(format: LlmResponseFormat) {
  if (format.type === 'json_object') return { type: format.type };
  const { schema } = format;
  return { type: format.type, json_schema: { name: 'answer', strict: true, schema } };
}
