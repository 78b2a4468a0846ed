import type { JournalLine } from '../ledger/journal.js';

/** Whether two journals say the same, in whatever order. */
export function areSameLines(
  lines: readonly JournalLine[],
  others: readonly JournalLine[],
): boolean {
  return JSON.stringify(canonical(lines)) === JSON.stringify(canonical(others));
}

function canonical(lines: readonly JournalLine[]): readonly string[] {
  return lines
    .map(({ account, ownerId, network, asset, amount }) =>
      JSON.stringify([account, ownerId, network, asset, amount.toString()]),
    )
    .sort();
}
