import type { Evidence } from './evidence.js';

/** A promise that was broken. */
export interface Violation {
  readonly rule: string;
  /** Of the payment it is about; undefined where it is about all. */
  readonly nonce?: string | undefined;
  readonly detail: string;
}

/** Finds where one promise was broken. */
export type Rule = (evidence: Evidence) => Violation[];

/** Claims, settlements, ledger and chain say the same. */
export const BOOK_RULES: readonly Rule[] = [
  booksOfClaims,
  unbalancedJournals,
  balancesOfCreators,
  spendingOfCreators,
];

/** Each settled claim has one settlement and one journal of its amount; nothing else has any. */
function booksOfClaims({ claims, settlements, entries, used }: Evidence): Violation[] {
  const booked = groupBy(settlements, ({ claimId }) => claimId);
  const lines = groupBy(entries, ({ journalId }) => journalId);
  return claims.flatMap(({ id, status, amount, nonce, transaction }) => {
    const own = booked.get(id) ?? [];
    const journal = (lines.get(id) ?? []).filter(({ kind }) => kind === 'settlement');
    const isSettled = status === 'settled';
    const problems = [
      ...(own.length === (isSettled ? 1 : 0) ? [] : [`${own.length} settlements`]),
      ...(own.every((one) => one.amount === amount) ? [] : ['a settlement of another amount']),
      ...(own.every((one) => one.isReversed || one.transaction === used.get(nonce))
        ? []
        : ['a settlement by a transaction that is not its transfer']),
      ...(!isSettled ||
      own.some(({ isMoved, isReversed }) => isMoved || isReversed) ||
      transaction === used.get(nonce)
        ? []
        : [`transaction ${transaction}`]),
      ...(journal.length === (isSettled ? 2 : 0) ? [] : [`${journal.length} lines in its journal`]),
      ...(journal.every((line) => magnitude(line.amount) === amount) ? [] : ['a wrong journal']),
    ];
    return problems.map((detail) => ({
      rule: 'wrong_books',
      nonce,
      detail: `${status} claim ${id}: ${detail}`,
    }));
  });
}

function unbalancedJournals({ entries }: Evidence): Violation[] {
  const journals = groupBy(entries, ({ journalId, kind }) => `${kind} ${journalId}`);
  return [...journals]
    .filter(([, lines]) => total(lines) !== 0n)
    .map(([id, lines]) => ({ rule: 'unbalanced_journal', detail: `${id}: ${total(lines)}` }));
}

function balancesOfCreators({ entries, transfers, creators }: Evidence): Violation[] {
  return [...creators].flatMap(([wallet, ownerId]) => {
    const received = total(transfers.filter(({ payTo }) => payTo === wallet));
    const booked = total(
      entries.filter((entry) => entry.ownerId === ownerId && entry.account === 'wallet'),
    );
    if (received === booked) return [];
    return [{ rule: 'creator_balance', detail: `${ownerId}: ledger ${booked}, chain ${received}` }];
  });
}

/** Reserved and spent is what is counted, and nothing that a run has cost is forgotten. */
function spendingOfCreators({ spending }: Evidence): Violation[] {
  if (spending.length === 0) return [{ rule: 'wrong_spending', detail: 'nothing was counted' }];
  return spending
    .filter(
      ({ reserved, spent, reservedInAll, spentInAll, known }) =>
        reserved !== reservedInAll || spent !== spentInAll || spent + reserved < known,
    )
    .map((row) => ({
      rule: 'wrong_spending',
      detail: Object.entries(row)
        .map((entry) => entry.join(' '))
        .join(', '),
    }));
}

/** The rows by their key, in their order. */
export function groupBy<T>(
  rows: readonly T[],
  key: (row: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return groups;
}

/** The sum of all amounts. */
export function total(rows: readonly { readonly amount: bigint }[]): bigint {
  return rows.reduce((sum, { amount }) => sum + amount, 0n);
}

function magnitude(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}
