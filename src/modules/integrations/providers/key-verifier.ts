import type { Secret } from '../../../common/crypto/index.js';

/**
 * What a provider says of a key. `reason` is a short sentence that its owner may read: never the key
 * and never a copy of the provider's answer.
 */
export type KeyVerdict =
  | { readonly status: 'valid' }
  | { readonly status: 'invalid'; readonly reason: string }
  | { readonly status: 'unverified'; readonly reason: string };

/** Port: asks providers about keys. Whoever composes the application supplies it. */
export interface KeyVerifier {
  /** The providers that take an API key; any other is unknown here. */
  providerIds(): string[];
  /**
   * Never bills the key. `unverified` when the provider could not be asked; rejects only when
   * `signal` aborts or on a defect.
   */
  verifyKey(provider: string, key: Secret, signal?: AbortSignal): Promise<KeyVerdict>;
}

/** Injection token of the {@link KeyVerifier}. */
export const KEY_VERIFIER = Symbol('KEY_VERIFIER');
