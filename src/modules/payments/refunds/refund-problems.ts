import type { ProblemType } from '../../../common/errors/index.js';

export const refundNotFound: ProblemType = {
  code: 'refund_not_found',
  status: 404,
  title: 'There is no refund with this id',
  retryable: false,
};

/** The member `refund` holds its id, its status and where it is seen how it stands. */
export const refundExists: ProblemType = {
  code: 'refund_exists',
  status: 409,
  title: 'There is a refund of this payment already',
  retryable: false,
};

export const refundTooLate: ProblemType = {
  code: 'refund_too_late',
  status: 409,
  title: 'Payers can ask for a refund within 30 days of the payment',
  retryable: false,
};

export const refundNotOffered: ProblemType = {
  code: 'refund_not_offered',
  status: 409,
  title: 'Nobody decides on refunds of this call',
  retryable: false,
};

/** The member `refund` is as in {@link refundExists}. */
export const refundStatusConflict: ProblemType = {
  code: 'refund_status_conflict',
  status: 409,
  title: 'The refund is in a state that does not allow this',
  retryable: false,
};

export const refundNotSeen: ProblemType = {
  code: 'refund_not_seen',
  status: 409,
  title: 'The transaction is not on the chain yet',
  retryable: true,
};

/** The member `reason` says what is wrong, as a stable code. */
export const wrongRefundTransfer: ProblemType = {
  code: 'wrong_refund_transfer',
  status: 422,
  title: 'The transaction does not pay this refund',
  retryable: false,
};

export const paymentReversed: ProblemType = {
  code: 'payment_reversed',
  status: 409,
  title: 'The payment vanished from the chain, so there is nothing to give back',
  retryable: false,
};

export const callNotEnded: ProblemType = {
  code: 'call_not_ended',
  status: 409,
  title: 'The call is still running; ask again once it has ended',
  retryable: true,
};
