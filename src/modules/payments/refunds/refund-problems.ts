import { lasting, passing } from '../../../common/errors/index.js';

export const refundNotFound = lasting('refund_not_found', 404, 'There is no refund with this id');

/** The member `refund` holds its id, its status and where it is seen how it stands. */
export const refundExists = lasting('refund_exists', 409, 'There is a refund of this payment already');
export const refundTooLate = lasting('refund_too_late', 409, 'Payers can ask for a refund within 30 days of the payment');
export const refundNotOffered = lasting('refund_not_offered', 409, 'Nobody decides on refunds of this call');

/** The member `refund` is as in {@link refundExists}. */
export const refundStatusConflict = lasting('refund_status_conflict', 409, 'The refund is in a state that does not allow this');
export const refundNotSeen = passing('refund_not_seen', 409, 'The transaction is not on the chain yet');

/** The member `reason` says what is wrong, as a stable code. */
export const wrongRefundTransfer = lasting('wrong_refund_transfer', 422, 'The transaction does not pay this refund');
export const paymentReversed = lasting('payment_reversed', 409, 'The payment vanished from the chain, so there is nothing to give back');
export const callNotEnded = passing('call_not_ended', 409, 'The call is still running; ask again once it has ended');
