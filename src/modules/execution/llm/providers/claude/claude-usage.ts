import { z } from 'zod';
import { tokenCount } from '../../answer-limits.js';
import type { LlmEvent, LlmUsage } from '../../llm-provider.js';

const UNKNOWN: LlmEvent = { type: 'usage_unknown' };
const counts = z.looseObject({}).catch({});

/**
 * Counts the tokens of one Messages stream. What the API tells is cumulative, and null or absent
 * where nothing has changed; a number that cannot be is unknown.
 */
export class ClaudeUsage {
  #input: number | undefined;
  #output: number | undefined;
  #cacheRead: number | undefined = 0;
  #cacheWrite: number | undefined = 0;
  #isFinal = false;

  /** @param price what the tokens of a whole call cost, or null. */
  constructor(private readonly price: (usage: LlmUsage) => bigint | null) {}

  /** What `message_start` tells: the prompt, and an answer that has only begun, so no cost. */
  begin(raw: unknown): LlmEvent {
    this.#read(raw);
    const usage = this.#known();
    return usage === undefined ? UNKNOWN : { type: 'usage', ...usage };
  }

  /** What `message_delta` tells, which counts the whole answer. */
  finish(raw: unknown): LlmEvent {
    const { output_tokens: told } = counts.parse(raw);
    this.#isFinal ||= told !== undefined && told !== null;
    this.#read(raw);
    return this.end();
  }

  /** What is known of the call as a whole. */
  end(): LlmEvent {
    const usage = this.#isFinal ? this.#known() : undefined;
    if (usage === undefined) return UNKNOWN;
    const cost = this.price(usage);
    return { type: 'usage', ...usage, ...(cost !== null && { costNanoUsd: cost }) };
  }

  #read(raw: unknown): void {
    const told = counts.parse(raw);
    this.#input = latest(told['input_tokens'], this.#input);
    this.#output = latest(told['output_tokens'], this.#output);
    this.#cacheRead = latest(told['cache_read_input_tokens'], this.#cacheRead);
    this.#cacheWrite = latest(told['cache_creation_input_tokens'], this.#cacheWrite);
  }

  #known(): LlmUsage | undefined {
    const [inputTokens, outputTokens] = [this.#input, this.#output];
    const [cacheReadTokens, cacheWriteTokens] = [this.#cacheRead, this.#cacheWrite];
    if (inputTokens === undefined || outputTokens === undefined) return undefined;
    if (cacheReadTokens === undefined || cacheWriteTokens === undefined) return undefined;
    return { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens };
  }
}

function latest(told: unknown, before: number | undefined): number | undefined {
  return told === undefined || told === null ? before : tokenCount.safeParse(told).data;
}
