/** What a creator allows of one resource, beyond what the server allows anyway; null: no limit. */
export interface ResourceLimits {
  /** Largest input, in bytes of its JSON. */
  readonly inputBytes: number | null;
  /** Calls that run at the same time. */
  readonly concurrentCalls: number | null;
  /** Calls that start within any 60 seconds. */
  readonly callsPerMinute: number | null;
  /** What its runs may cost on the creator's key in a day (UTC), in 10^-9 USD. */
  readonly dailySpendNanoUsd: bigint | null;
}

/** Upper bounds of the limits. */
export const LIMIT_BOUNDS = {
  inputBytes: 10_000_000,
  concurrentCalls: 1_000,
  callsPerMinute: 10_000,
} as const;

/** Whether calls have to be counted. */
export function isCounted(limits: ResourceLimits): boolean {
  const { concurrentCalls, callsPerMinute, dailySpendNanoUsd } = limits;
  return concurrentCalls !== null || callsPerMinute !== null || dailySpendNanoUsd !== null;
}
