import type { Schema } from '../../api/index.ts';
import type { Tone } from '../../design/index.ts';

/** A refund as its creator sees it. */
export type Refund = Schema<'OwnRefundDto'>;

/** What a status means for the creator: a word, and how it looks. */
export const STATUSES: Readonly<Record<Refund['status'], readonly [string, Tone]>> = {
  requested: ['To decide', 'accent'],
  owed: ['To pay', 'warn'],
  paid: ['Paid', 'good'],
  declined: ['Declined', 'neutral'],
  void: ['Void: the payment vanished', 'neutral'],
};

/** Why there is the refund. */
export function causeOf({ cause, reason }: Refund): string {
  if (cause === 'failed_call') {
    return `The call failed after it was paid${reason === null ? '' : `: ${reason}`}`;
  }
  return reason ?? 'The buyer gave no reason';
}
