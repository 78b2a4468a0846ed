import { refundOwedJournal, refundPaidJournal, refundVoidJournal } from '../ledger/journal.js';
import { areSameLines } from './same-lines.js';
import type { ClaimedTransfer, Disagreement, RefundRecord, Subject } from './subject.js';

/** A refund has the journals that its status asks for, and no others. */
export function refundAgrees({ id, refund, lines }: Subject): readonly Disagreement[] {
  const isVoid = refund?.status === 'void';
  // What became void may have been owed before, or only asked for: then it has no journal at all.
  const wasOwed = isVoid && lines.some(({ kind }) => kind === 'refund_owed');
  const isOwed = refund?.status === 'owed' || refund?.status === 'paid' || wasOwed;
  const expected = {
    refund_owed: refund !== null && isOwed ? refundOwedJournal(refund) : [],
    refund_paid: refund?.status === 'paid' ? refundPaidJournal(refund) : [],
    refund_void: refund !== null && wasOwed ? refundVoidJournal(refund) : [],
  };
  return (['refund_owed', 'refund_paid', 'refund_void'] as const).flatMap((kind) => {
    const found = lines.filter((line) => line.kind === kind);
    if (areSameLines(found, expected[kind])) return [];
    return [{ subject: id, code: codeFor(found, expected[kind]), detail: kind }];
  });
}

function codeFor(
  found: readonly unknown[],
  expected: readonly unknown[],
): 'refund_journal_missing' | 'refund_journal_differs' | 'refund_not_owed' {
  if (found.length === 0) return 'refund_journal_missing';
  return expected.length === 0 ? 'refund_not_owed' : 'refund_journal_differs';
}

/** The transfer that paid a refund; the seller may send it from any wallet of theirs. */
export function refundTransfers(refund: RefundRecord): readonly ClaimedTransfer[] {
  const { status, network, asset, transaction, payer: to, amount, logIndex } = refund;
  if (status !== 'paid' || transaction === null) return [];
  return [{ network, asset, transaction, from: null, to, amount, logIndex, claimants: 1 }];
}
