import { settlementJournalWithFee, settlementReversedJournal } from '../ledger/journal.js';
import { areSameLines } from './same-lines.js';
import { refundAgrees, refundTransfers } from './refund-agreement.js';
import type {
  ClaimedTransfer,
  ClaimRecord,
  Disagreement,
  SettlementRecord,
  Subject,
} from './subject.js';

type Rule = (subject: Subject) => readonly Disagreement[];

/** Another kind of subject that has journals adds its rule here, and its transfers below. */
const RULES: readonly Rule[] = [balances, settlementAgrees, reversalAgrees, refundAgrees];

/** Where the database disagrees with itself about one subject. */
export function disagreements(subject: Subject): readonly Disagreement[] {
  return RULES.flatMap((rule) => rule(subject));
}

/** What the chain has to confirm about a subject. */
export function claimedTransfers({ settlement, refund }: Subject): readonly ClaimedTransfer[] {
  const transfers = refund === null ? [] : refundTransfers(refund);
  if (settlement === null) return transfers;
  const { network, asset, standsIn: transaction, payer: from, payTo: to, amount } = settlement;
  const claimants = settlement.isReversed ? 0 : settlement.claimants;
  const transfer = { network, asset, transaction, from, to, amount };
  return [...transfers, { ...transfer, claimants, logIndex: null }];
}

/** @param found how often the transfer is on the chain; undefined where that cannot be asked */
export function judgeTransfer(
  subject: string,
  { network, transaction, claimants }: ClaimedTransfer,
  found: number | undefined,
): readonly Disagreement[] {
  const detail = `${network} ${transaction}`;
  if (found === undefined) return [{ subject, code: 'network_unknown', detail }];
  if (claimants === 0) return found === 0 ? [] : [{ subject, code: 'reversed_but_there', detail }];
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
  if (claim.charge !== null && claim.charge !== settlement.amount) {
    add('charge_differs', `${settlement.amount} was moved, and not ${claim.charge}`);
  }
  if (lines.length > 0 && !areSameLines(lines, settlementJournalWithFee(settlement))) {
    add('settlement_journal_differs', 'from what follows from the settlement');
  }
  return found;
}

/** A payment has a reversal in the books if and only if it vanished. */
function reversalAgrees({ id: subject, settlement, lines }: Subject): readonly Disagreement[] {
  const found = lines.filter(({ kind }) => kind === 'settlement_reversed');
  const isReversed = settlement?.isReversed === true;
  if (areSameLines(found, isReversed ? settlementReversedJournal(settlement) : [])) return [];
  const detail = isReversed ? 'the payment vanished' : 'the payment did not vanish';
  return [{ subject, code: 'reversal_differs', detail }];
}

const SHARED = ['ownerId', 'network', 'asset', 'payer', 'payTo', 'amount', 'transaction'] as const;

function differingFields(claim: ClaimRecord, settlement: SettlementRecord): readonly string[] {
  return SHARED.filter((field) => claim[field] !== settlement[field]);
}
