import { z } from 'zod';
import { LlmError } from './llm-error.js';
import type { LlmEvent, LlmUsage } from './llm-provider.js';
import { MAX_NANO_USD } from './nano-usd.js';

/** More tokens than any call has: what a provider counts above it is not believed. */
export const MAX_TOKENS = 100_000_000;

/** A number of tokens as a provider tells it. */
export const tokenCount = z.int().nonnegative().max(MAX_TOKENS);

/** A provider's fee and that of the model's host may come together. */
const MAX_COST_NANO_USD = 2n * MAX_NANO_USD;

/** What one answer may hold; it is kept in the database for as long as results are. */
const MAX_TEXT_BYTES = 8 * 1_048_576;
const MAX_IMAGES = 32;
/** Of all pictures together, as text: base64 or addresses. */
const MAX_IMAGE_CHARACTERS = 48 * 1_048_576;
const MAX_ADDRESS = 8_192;

type UsageEvent = Extract<LlmEvent, { type: 'usage' }>;

const UNKNOWN: LlmEvent = { type: 'usage_unknown' };

/** Keeps one answer within what can be counted and stored, whatever its provider sends. */
export class AnswerLimits {
  #textBytes = 0;
  #images = 0;
  #imageCharacters = 0;

  /** The event, or what is left of it. @throws {LlmError} unfit, when the answer is too large */
  take(event: LlmEvent): LlmEvent {
    if (event.type === 'usage') return isCountable(event) ? costing(event) : UNKNOWN;
    if (event.type === 'text') this.#textBytes += Buffer.byteLength(event.text);
    if (event.type === 'image') {
      this.#images += 1;
      this.#imageCharacters += (event.base64 ?? event.url ?? '').length;
    }
    if (this.#isTooLarge(event)) throw new LlmError('unfit');
    return event;
  }

  #isTooLarge(event: LlmEvent): boolean {
    if (event.type === 'image' && (event.url?.length ?? 0) > MAX_ADDRESS) return true;
    return (
      this.#textBytes > MAX_TEXT_BYTES ||
      this.#images > MAX_IMAGES ||
      this.#imageCharacters > MAX_IMAGE_CHARACTERS
    );
  }
}

/** A cost that cannot be is not known; the tokens are. */
function costing({ costNanoUsd: cost, ...usage }: UsageEvent): LlmEvent {
  const isKnown = cost !== undefined && cost >= 0n && cost <= MAX_COST_NANO_USD;
  return isKnown ? { ...usage, costNanoUsd: cost } : usage;
}

function isCountable(usage: LlmUsage): boolean {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = usage;
  const counts = [inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens];
  return counts.every((count) => tokenCount.safeParse(count).success);
}
