/** What a call came to, as its own address answers it. */
export interface CallResult {
  readonly id: string;
  readonly response?: string;
  readonly images?: readonly CallImage[];
  readonly stopReason?: string;
  readonly usage?: CallUsage | null;
}

export interface CallImage {
  readonly mimeType: string;
  readonly base64?: string;
  readonly url?: string;
}

interface CallUsage {
  readonly input_tokens: number;
  readonly output_tokens: number;
}

/** A completion as OpenAI's API writes it, whole or in chunks. */
export interface Completion {
  readonly id: string;
  readonly model: string;
  /** Unix seconds: when the call began, so that the same payment is answered the same. */
  readonly created: number;
}

/** Why OpenAI's API says that an answer ends; a resource calls no tools. */
export type FinishReason = 'stop' | 'length' | 'content_filter';

/** Results of before it was kept say nothing of it. */
export function finishOf({ stopReason }: Pick<CallResult, 'stopReason'>): FinishReason {
  return stopReason === 'max_tokens' ? 'length' : 'stop';
}

/** The completion that a call is. @param model as the resource is called */
export function completionOf(callId: string, model: string): Completion {
  return { id: `chatcmpl-${callId}`, model, created: secondsOf(callId) };
}

/** The whole answer (https://platform.openai.com/docs/api-reference/chat/object). */
export function wholeCompletion(
  completion: Completion,
  { response = '', images = [], stopReason, usage }: CallResult,
) {
  const finish = finishOf({ stopReason });
  const message = {
    role: 'assistant',
    content: response,
    refusal: null,
    ...(images.length > 0 && { images: images.map(imagePart) }),
  };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: finish }];
  const counted = usage ? { usage: usageOf(usage) } : {};
  return { ...completion, object: 'chat.completion', choices, ...counted };
}

/** One chunk of an answer that streams. */
export function chunk(completion: Completion, delta: object, finish: FinishReason | null = null) {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
  return { ...completion, object: 'chat.completion.chunk', choices };
}

/** The last chunk, for those who ask for it: what was used. */
export function usageChunk(completion: Completion, { usage }: CallResult) {
  const counted = usage ? usageOf(usage) : null;
  return { ...completion, object: 'chat.completion.chunk', choices: [], usage: counted };
}

/** An image as OpenRouter's API shows those that a model makes. */
export function imagePart({ mimeType, base64, url = '' }: CallImage) {
  const source = base64 === undefined ? url : `data:${mimeType};base64,${base64}`;
  return { type: 'image_url', image_url: { url: source } };
}

function usageOf({ input_tokens: prompt_tokens, output_tokens: completion_tokens }: CallUsage) {
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

/** RFC 9562 section 5.7: a UUID of version 7 begins with its milliseconds. */
function secondsOf(callId: string): number {
  const milliseconds = Number.parseInt(callId.replace('-', '').slice(0, 12), 16);
  return Number.isNaN(milliseconds) ? 0 : Math.floor(milliseconds / 1000);
}
