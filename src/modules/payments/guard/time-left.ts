import type { Quote } from '../x402/quote.js';

const DEFAULT_LONGEST_RUN_MS = 120_000;
/** What a settlement may take once there is a result. */
const SETTLING_MS = 10_000;

/** Whether a payment may expire before the work is done and it is settled. */
export function mayExpire(
  { longestRunMs = DEFAULT_LONGEST_RUN_MS }: Pick<Quote, 'longestRunMs'>,
  validBefore: Date,
  now: Date,
): boolean {
  return validBefore.getTime() - now.getTime() < longestRunMs + SETTLING_MS;
}
