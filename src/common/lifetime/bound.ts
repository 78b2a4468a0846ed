/** What ending takes at the most once all work is given up. */
const LAST_STEPS_MS = 5_000;

/**
 * How the time that a process may take to end is spent: until `overMs` work under way may come to its
 * end; until `lastCallMs` the rest is put down and answered; then everything is closed.
 */
export function boundsOf(shutdownMs: number): {
  readonly overMs: number;
  readonly lastCallMs: number;
} {
  const lastSteps = Math.min(LAST_STEPS_MS, shutdownMs / 2);
  return { overMs: shutdownMs - lastSteps, lastCallMs: shutdownMs - lastSteps / 2 };
}
