import type { LlmEvent, LlmImage, LlmStopReason, LlmUsage } from './llm-provider.js';

/** A whole answer. */
export interface LlmAnswer {
  readonly text: string;
  readonly images: readonly LlmImage[];
  /** Null when the provider reported none. */
  readonly usage: LlmUsage | null;
  readonly stopReason: LlmStopReason;
}

/** Gathers a stream of events to one answer; what the stream throws is thrown on. */
export async function collect(events: AsyncIterable<LlmEvent>): Promise<LlmAnswer> {
  const texts: string[] = [];
  const images: LlmImage[] = [];
  let usage: LlmUsage | null = null;
  let stopReason: LlmStopReason = 'other';

  for await (const event of events) {
    if (event.type === 'text') texts.push(event.text);
    if (event.type === 'image') images.push(withoutType(event));
    if (event.type === 'usage') usage = withoutType(event);
    if (event.type === 'stop') stopReason = event.reason;
  }
  return { text: texts.join(''), images, usage, stopReason };
}

function withoutType<T extends { readonly type: string }>(event: T): Omit<T, 'type'> {
  const { type: _, ...rest } = event;
  return rest;
}
