import type { Secret } from '../../../common/crypto/index.js';
import type { PricedModel } from './known-model.js';
import type { LlmSettings } from './llm-settings.js';

/** One turn of the conversation; the last one is the user's. */
export interface LlmMessage {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** What a model is asked. */
export interface LlmRequest extends LlmSettings {
  /** The model's id as its provider writes it, without the `provider:` in front. */
  readonly model: string;
  /** The creator's instructions; empty for none. */
  readonly system: string;
  /** At least one. */
  readonly messages: readonly LlmMessage[];
  /**
   * Who the answer is for, so that a provider can tell one buyer's abuse from another's: opaque, the
   * same whenever this creator's buyer comes back, 1 to 64 characters of `A-Z a-z 0-9 _ -`.
   */
  readonly endUser: string;
  /** Upper bound of tokens to write, at least 1. */
  readonly maxTokens: number;
  /** What the answer may hold; text alone when absent. */
  readonly output?: readonly ('text' | 'image')[];
}

/**
 * Tokens of one call, each a whole number from 0 to `MAX_TOKENS`. The four counts do not overlap: their first, third and fourth add up to the
 * whole prompt, whichever way the provider counts.
 */
export interface LlmUsage {
  /** Prompt tokens that were neither read from a cache nor written to one. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  /** What the call costs the key's owner, in 10^-9 USD rounded up; absent where nobody knows. */
  readonly costNanoUsd?: bigint;
}

export const STOP_REASONS = ['end', 'max_tokens', 'stop_sequence', 'other'] as const;

/** Why a complete answer ended; a refusal is an `LlmError` of kind `refused` instead. */
export type LlmStopReason = (typeof STOP_REASONS)[number];

/** A generated picture: exactly one of its bytes and an address to fetch it from. */
export interface LlmImage {
  readonly mimeType: string;
  readonly base64?: string;
  readonly url?: string;
}

/**
 * One piece of an answer. `usage` may come more than once, each counting from the start of the call
 * and replacing the one before; `usage_unknown` takes back what was told. `stop` comes last, exactly once, and only when the answer is whole.
 */
export type LlmEvent =
  | { readonly type: 'text'; readonly text: string }
  | ({ readonly type: 'image' } & LlmImage)
  | ({ readonly type: 'usage' } & LlmUsage)
  | { readonly type: 'usage_unknown' }
  | { readonly type: 'stop'; readonly reason: LlmStopReason };

/** What the provider says of a key. `unverified`: it could not be asked. */
export type KeyVerdict =
  | { readonly status: 'valid' }
  | { readonly status: 'invalid'; readonly reason: string }
  | { readonly status: 'unverified'; readonly reason: string };

/**
 * A company that runs models, reached with the creator's own key. Implementations hold no state of
 * a call, so any number run side by side with different keys.
 */
export interface LlmProvider {
  /** What stands before the colon in `provider:model`: lower-case letters, digits, `_`, `-`. */
  readonly id: string;

  /**
   * Asks once, without retrying. The events arrive as the model writes them; leaving the loop early
   * ends the call upstream.
   * @throws {LlmError} whatever goes wrong, also after some events have been given.
   * @throws the reason of `signal` when it aborts.
   */
  generate(request: LlmRequest, key: Secret, signal: AbortSignal): AsyncIterable<LlmEvent>;

  /** Asks the provider whether it accepts the key; costs no tokens. Throws only when aborted. */
  verifyKey(key: Secret, signal?: AbortSignal): Promise<KeyVerdict>;

  /** Models to show to creators; left out where a listing of its own tells them. Asks nobody. */
  knownModels?(): readonly PricedModel[];
}
