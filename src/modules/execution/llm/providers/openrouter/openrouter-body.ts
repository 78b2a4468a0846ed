import type { LlmRequest } from '../../llm-provider.js';
import type { ChatBody } from '../../openai-compatible/chat-body.js';

/**
 * What OpenRouter takes beyond OpenAI's own settings, and under other names.
 * Source: https://openrouter.ai/docs/api-reference/parameters.
 */
export function openRouterBody(standard: ChatBody, request: LlmRequest): object {
  const { reasoning_effort: effort, ...rest } = standard;
  return {
    ...rest,
    modalities: request.output,
    top_k: request.topK,
    repetition_penalty: request.repetitionPenalty,
    min_p: request.minP,
    top_a: request.topA,
    // Nobody is shown the thoughts.
    reasoning: effort && { effort, exclude: true },
  };
}
