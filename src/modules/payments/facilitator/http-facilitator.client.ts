import { HTTPFacilitatorClient } from '@x402/core/http';
import type { Secret } from '../../../common/crypto/index.js';
import type { Facilitator } from './facilitator.js';

/** Where the facilitator is, and how long to wait for it. */
export interface FacilitatorAddress {
  readonly url: string;
  readonly timeoutMs: number;
  readonly token: Secret | undefined;
}

/** A facilitator behind a URL (x402 specification, facilitator interface). */
export function httpFacilitator({ url, timeoutMs, token }: FacilitatorAddress): Facilitator {
  const headers: Record<string, string> =
    token === undefined ? {} : { authorization: `Bearer ${token.reveal()}` };
  return new HTTPFacilitatorClient({
    url,
    timeoutMs,
    createAuthHeaders: async () => ({ verify: headers, settle: headers, supported: headers }),
  });
}
