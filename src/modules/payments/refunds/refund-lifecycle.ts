/** Where a refund stands. */
export const REFUND_STATUSES = [
  /** The payer asked for it; the creator has not decided. */
  'requested',
  /** The creator has to send the money. */
  'owed',
  /** The creator refused. Final. */
  'declined',
  /** The transfer was seen on the chain. Final. */
  'paid',
  /** The payment vanished from the chain, so there is nothing to give back. Final. */
  'void',
] as const;

export type RefundStatus = (typeof REFUND_STATUSES)[number];

/** Why there is a refund: a call that was paid first and failed, or the payer's request. */
export const REFUND_CAUSES = ['failed_call', 'request'] as const;

export type RefundCause = (typeof REFUND_CAUSES)[number];

/** How a refund begins: what a failed call owes needs nobody's decision. */
export const FIRST_STATUS: Readonly<Record<RefundCause, RefundStatus>> = {
  failed_call: 'owed',
  request: 'requested',
};

/** Every allowed change of status; the database refuses all others as well. */
export const REFUND_TRANSITIONS: Readonly<Record<RefundStatus, readonly RefundStatus[]>> = {
  requested: ['owed', 'declined', 'void'],
  owed: ['paid', 'void'],
  declined: [],
  paid: [],
  void: [],
};

export function canMove(from: RefundStatus, to: RefundStatus): boolean {
  return REFUND_TRANSITIONS[from].includes(to);
}
