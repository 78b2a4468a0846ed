import type { Collection, Outcome } from './collections.repository.js';

/** Pauses after failures in a row: five minutes, doubled each time up to six hours. */
const FIRST_PAUSE = 300;
const MAX_PAUSE = 21_600;
/** Who wants to be left alone for longer is asked after a day all the same. */
const MAX_REST = 86_400;

/** How long to wait after so many failures in a row, in seconds. */
export function pauseAfter(failures: number): number {
  return Math.min(MAX_PAUSE, FIRST_PAUSE * 2 ** Math.min(failures - 1, 10));
}

/** What was read to the end it was meant to come to. */
export function completed(hasMore: boolean, odd: readonly string[]): Outcome {
  const done = { isSynced: true, failures: 0 };
  if (hasMore) return { ...done, status: 'collecting', reason: null, again: 0 };
  if (odd.length === 0) return { ...done, status: 'complete', reason: null, again: 'night' };
  const days = odd.length === 1 ? `on ${odd[0]}` : `on ${odd.length} days, such as ${odd[0]}`;
  const reason = `The provider’s sums by key or product are not those by model ${days}`;
  return { ...done, status: 'inconsistent', reason, again: 'night' };
}

/** What went wrong; it is tried again after a pause, and each night at the latest where nothing else helps. */
export function failed(
  status: 'unreachable' | 'unreadable' | 'refused' | 'no_account',
  reason: string,
  before: Collection,
  told = 0,
): Outcome {
  const failures = Math.min(before.failures + 1, 1_000);
  const isLasting = status === 'refused' || status === 'no_account';
  const rest = told > 0 ? Math.min(MAX_REST, told) : 0;
  const pause = Math.max(pauseAfter(failures), rest);
  return { status, reason, isSynced: false, failures, again: isLasting ? 'night' : pause, rest };
}

/** Nothing is known to be wrong, and there is more to do: the job goes on with it. */
export function interrupted({ status, reason, failures }: Collection): Outcome {
  return { status, reason, failures, isSynced: false, again: 0 };
}
