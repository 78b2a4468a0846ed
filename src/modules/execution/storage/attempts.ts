/** How often storing one result is tried at the most. */
export const MAX_ATTEMPTS = 8;

const FIRST_PAUSE_MS = 30_000;

/** How long to wait after an attempt: 30 s, 1, 2, 4 … minutes, an hour in all. */
export function pauseAfter(attempts: number): number {
  return FIRST_PAUSE_MS * 2 ** (Math.min(attempts, MAX_ATTEMPTS) - 1);
}
