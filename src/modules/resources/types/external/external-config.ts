/** Methods that an endpoint can be asked to sell by. */
export const EXTERNAL_METHODS = ['GET', 'POST'] as const;

export type ExternalMethod = (typeof EXTERNAL_METHODS)[number];

/** Somebody's own x402 endpoint. Plain JSON. */
export interface ExternalConfig {
  /** Where buyers are sent. */
  readonly url: string;
  /** What it is for sale by; null for what its verification finds. */
  readonly method: ExternalMethod | null;
}

/** Longest URL, in characters. */
export const MAX_URL = 2_000;
