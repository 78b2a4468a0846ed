import { MAX_ATTEMPTS } from '../../src/modules/payments/settlement/claims.service.js';
import type { ClaimRow, Evidence, RoundEvidence } from './evidence.js';

/** A promise that was broken. */
export interface Violation {
  readonly rule: string;
  /** Of the payment it is about; undefined where it is about all. */
  readonly nonce?: string | undefined;
  readonly detail: string;
}

type Rule = (evidence: Evidence) => Violation[];

/** Every broken promise; none when all held. */
export function violationsOf(evidence: Evidence): Violation[] {
  return RULES.flatMap((rule) => rule(evidence));
}

const RULES: readonly Rule[] = [
  ofEachRound('charged_without_result', (round, claims, { used }) => {
    if (!used.has(round.lane.nonce) || claims.some(mayHaveNoResult)) return [];
    return round.finals
      .filter(({ result }) => result === undefined)
      .map(({ replica, status, code }) => `replica ${replica} said at last: ${status} ${code}`);
  }),
  ofEachRound('said_charged_without_charge', ({ lane }, _claims, { used }) => {
    if (used.has(lane.nonce)) return [];
    return lane.answers
      .filter(({ payment, result }) => payment === 'charged' || result !== undefined)
      .slice(0, 1)
      .map(({ replica, mode }) => `replica ${replica}, ${mode}`);
  }),
  ofEachRound('not_served', ({ lane }, claims, { used }) => {
    if (!lane.plan.insists || used.has(lane.nonce)) return [];
    return [`insisted, and has nothing: ${claims.map(({ status }) => status).join(' ')}`];
  }),
  ofEachRound('different_results', ({ lane, finals }) => {
    const told = [...lane.answers, ...finals].flatMap(({ result }) => result ?? []);
    const results = new Set(told.map(({ id, response }) => `${id} ${response}`));
    return results.size > 1 ? [[...results].join(' <> ')] : [];
  }),
  ofEachRound('result_of_nobody', ({ lane }) =>
    lane.answers
      .flatMap(({ result }) => result?.response ?? [])
      .filter((response) => !lane.generations.includes(response)),
  ),
  ofEachRound('ran_too_often', ({ lane }, claims) => {
    const attempts = claims.reduce((sum, claim) => sum + claim.attempts, 0);
    return lane.begun > attempts ? [`${lane.begun} runs, ${attempts} attempts`] : [];
  }),
  ofEachRound('moved_twice', ({ lane }, _claims, { transfers, used, price }) => {
    const moved = total(transfers.filter(({ payer }) => payer === lane.payer));
    const expected = used.has(lane.nonce) ? price : 0n;
    return moved === expected ? [] : [`${moved} moved instead of ${expected}`];
  }),
  ofEachRound('wrong_end', ({ lane }, claims, { used }) => {
    const settled = claims.filter(({ status }) => status === 'settled').length;
    const expected = used.has(lane.nonce) ? 1 : 0;
    return settled === expected ? [] : [`${settled} claims settled instead of ${expected}`];
  }),
  stuckClaims,
  failedWithoutRest,
  booksOfClaims,
  unbalancedJournals,
  balancesOfCreators,
];

/** A refund is owed, or every free run failed and what there was of the result is kept. */
function mayHaveNoResult({ status, work, attempts, refundOwed }: ClaimRow): boolean {
  return status === 'settled' && work === 'failed' && (refundOwed || attempts >= MAX_ATTEMPTS);
}

function ofEachRound(
  rule: string,
  look: (round: RoundEvidence, claims: readonly ClaimRow[], evidence: Evidence) => string[],
): Rule {
  return (evidence) => {
    const claims = groupBy(evidence.claims, ({ nonce }) => nonce);
    return evidence.rounds.flatMap((round) => {
      const { nonce } = round.lane;
      const details = look(round, claims.get(nonce) ?? [], evidence);
      return details.map((detail) => ({ rule, nonce, detail }));
    });
  };
}

/** When everything was honest for long enough and unpaid payments have expired, all have ended. */
function stuckClaims({ claims }: Evidence): Violation[] {
  return claims
    .filter(({ isEnded }) => !isEnded)
    .map(({ id, status, work, nonce }) => ({
      rule: 'stuck',
      nonce,
      detail: `claim ${id}: ${status}, work ${work}`,
    }));
}

/** Work that failed after the charge leaves a refund or a part of the result. */
function failedWithoutRest({ claims }: Evidence): Violation[] {
  return claims
    .filter(({ status, work }) => status === 'settled' && work === 'failed')
    .filter(({ refundOwed, policy, result }) =>
      policy === 'before_execution' ? !refundOwed : result === null,
    )
    .map(({ id, nonce, policy }) => ({
      rule: 'failed_without_rest',
      nonce,
      detail: `claim ${id}: ${policy}`,
    }));
}

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
      ...(own.every((one) => one.transaction === used.get(nonce))
        ? []
        : ['a settlement by a transaction that is not its transfer']),
      ...(!isSettled || transaction === used.get(nonce) ? [] : [`transaction ${transaction}`]),
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

function groupBy<T>(
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

function total(rows: readonly { readonly amount: bigint }[]): bigint {
  return rows.reduce((sum, { amount }) => sum + amount, 0n);
}

function magnitude(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}
