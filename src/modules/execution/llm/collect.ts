import type { LlmEvent, LlmImage, LlmStopReason, LlmUsage } from './llm-provider.js';

/** An answer as far as it has come. */
export interface LlmAnswer {
  readonly text: string;
  readonly images: readonly LlmImage[];
  /** Null when the provider reported none. */
  readonly usage: LlmUsage | null;
  readonly stopReason: LlmStopReason;
}

/** Puts an answer together from its events, in the order they come. */
export class AnswerSoFar implements LlmAnswer {
  readonly #texts: string[] = [];
  readonly images: LlmImage[] = [];
  usage: LlmUsage | null = null;
  stopReason: LlmStopReason = 'other';

  get text(): string {
    return this.#texts.join('');
  }

  add(event: LlmEvent): void {
    if (event.type === 'text') this.#texts.push(event.text);
    if (event.type === 'image') this.images.push(withoutType(event));
    if (event.type === 'usage') this.usage = withoutType(event);
    if (event.type === 'usage_unknown') this.usage = null;
    if (event.type === 'stop') this.stopReason = event.reason;
  }
}

/** Gathers a stream of events to one answer; what the stream throws is thrown on. */
export async function collect(events: AsyncIterable<LlmEvent>): Promise<LlmAnswer> {
  const answer = new AnswerSoFar();
  for await (const event of events) answer.add(event);
  return answer;
}

/** The tokens of two calls together; a cost that one of them does not know is not known. */
export function addUsage(one: LlmUsage | null, other: LlmUsage | null): LlmUsage | null {
  if (one === null || other === null) return one ?? other;
  const costs = [one.costNanoUsd, other.costNanoUsd] as const;
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    cacheReadTokens: one.cacheReadTokens + other.cacheReadTokens,
    cacheWriteTokens: one.cacheWriteTokens + other.cacheWriteTokens,
    ...(costs[0] !== undefined && costs[1] !== undefined && { costNanoUsd: costs[0] + costs[1] }),
  };
}

function withoutType<T extends { readonly type: string }>(event: T): Omit<T, 'type'> {
  const { type: _, ...rest } = event;
  return rest;
}
