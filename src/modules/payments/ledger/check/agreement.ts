import { type JournalLine, settlementJournalWithFee } from '../journal.js';

/** What the books say of one claim. */
export interface ClaimRecord {
  readonly settled: boolean;
  readonly ownerId: string | null;
  readonly network: string;
  readonly asset: string;
  readonly payer: string;
  readonly payTo: string;
  /** Atomic units of the asset. */
  readonly amount: bigint;
  readonly transaction: string | null;
}

/** What the books say of the settlement of a claim. */
export interface SettlementRecord extends Omit<ClaimRecord, 'settled'> {
  readonly transaction: string;
  readonly fee: bigint;
  /** How many settlements say that they are this very transfer: 1 when it is the only one. */
  readonly claimants: number;
}

/** Everything the database holds under one id, read at one moment. */
export interface Subject {
  /** Id of a claim, or of whatever else has a journal. */
  readonly id: string;
  readonly claim: ClaimRecord | null;
  readonly settlement: SettlementRecord | null;
  readonly lines: readonly JournalLine[];
}

/** Something that does not agree. */
export interface Disagreement {
  readonly subject: string;
  readonly code:
    | 'unbalanced_journal'
    | 'settlement_missing'
    | 'settlement_differs'
    | 'settlement_journal_missing'
    | 'settlement_journal_differs'
    | 'claim_not_settled'
    | 'network_unknown'
    | 'transfer_missing'
    | 'transfer_shared';
  readonly detail: string;
}

type Rule = (subject: Subject) => readonly Disagreement[];

/** Another kind of subject that has journals adds its rule here, and its transfers below. */
const RULES: readonly Rule[] = [balances, settlementAgrees];

/** Where the database disagrees with itself about one subject. */
export function disagreements(subject: Subject): readonly Disagreement[] {
  return RULES.flatMap((rule) => rule(subject));
}

/** A transfer that must be on the chain, with how many records claim to be it. */
export interface ClaimedTransfer {
  readonly transaction: string;
  readonly from: string;
  readonly to: string;
  /** Atomic units of the asset. */
  readonly amount: bigint;
  readonly network: string;
  readonly claimants: number;
}

/** What the chain has to confirm about a subject. */
export function claimedTransfers({ settlement }: Subject): readonly ClaimedTransfer[] {
  if (settlement === null) return [];
  const { network, transaction, payer: from, payTo: to, amount, claimants } = settlement;
  return [{ network, transaction, from, to, amount, claimants }];
}

/** @param found how often the transfer is on the chain; undefined where that cannot be asked */
export function judgeTransfer(
  subject: string,
  { network, transaction, claimants }: ClaimedTransfer,
  found: number | undefined,
): readonly Disagreement[] {
  const detail = `${network} ${transaction}`;
  if (found === undefined) return [{ subject, code: 'network_unknown', detail }];
  if (found === 0) return [{ subject, code: 'transfer_missing', detail }];
  if (found >= claimants) return [];
  return [{ subject, code: 'transfer_shared', detail: `${detail} by ${claimants} records` }];
}

/** How many journals the lines are. */
export function countJournals({ lines }: Subject): number {
  return new Set(lines.map(({ kind }) => kind)).size;
}

function balances({ id: subject, lines }: Subject): readonly Disagreement[] {
  const sums = new Map<string, bigint>();
  for (const { kind, ownerId, network, asset, amount } of lines) {
    const books = `${kind} of ${ownerId ?? 'the platform'} in ${asset} on ${network}`;
    sums.set(books, (sums.get(books) ?? 0n) + amount);
  }
  return [...sums]
    .filter(([, sum]) => sum !== 0n)
    .map(([books, sum]) => ({ subject, code: 'unbalanced_journal', detail: `${books}: ${sum}` }));
}

function settlementAgrees(subject: Subject): readonly Disagreement[] {
  const { id, claim, settlement } = subject;
  const lines = subject.lines.filter(({ kind }) => kind === 'settlement');
  const found: Disagreement[] = [];
  const add = (code: Disagreement['code'], detail: string) =>
    void found.push({ subject: id, code, detail });
  if (claim?.settled !== true) {
    if (settlement !== null) add('claim_not_settled', 'there is a settlement');
    if (lines.length > 0) add('claim_not_settled', 'there is a settlement journal');
    return found;
  }
  if (lines.length === 0) add('settlement_journal_missing', 'the claim is settled');
  if (settlement === null) {
    add('settlement_missing', 'the claim is settled');
    return found;
  }
  const fields = differingFields(claim, settlement);
  if (fields.length > 0) add('settlement_differs', `from its claim in ${fields.join(', ')}`);
  if (lines.length > 0 && !isJournalOf(settlement, lines)) {
    add('settlement_journal_differs', 'from what follows from the settlement');
  }
  return found;
}

const SHARED = ['ownerId', 'network', 'asset', 'payer', 'payTo', 'amount', 'transaction'] as const;

function differingFields(claim: ClaimRecord, settlement: SettlementRecord): readonly string[] {
  return SHARED.filter((field) => claim[field] !== settlement[field]);
}

function isJournalOf(settlement: SettlementRecord, lines: readonly JournalLine[]): boolean {
  const expected = settlementJournalWithFee(settlement);
  return JSON.stringify(canonical(lines)) === JSON.stringify(canonical(expected));
}

function canonical(lines: readonly JournalLine[]): readonly string[] {
  return lines
    .map(({ account, ownerId, network, asset, amount }) =>
      JSON.stringify([account, ownerId, network, asset, amount.toString()]),
    )
    .sort();
}
