import { lasting, passing, type ProblemType } from '../../common/errors/index.js';

export const paymentRequired = lasting('payment_required', 402, 'Payment is required');
export const invalidPayment = lasting('invalid_payment', 400, 'The payment header is not a well-formed x402 payment');
export const paymentAlreadyUsed = lasting('payment_already_used', 409, 'This payment was used before');
export const resultExpired = lasting('result_expired', 410, 'The server kept the result of this payment for as long as promised and has deleted it');
export const receiptNotFound = lasting('receipt_not_found', 404, 'There is no receipt of that id');
export const facilitatorUnavailable = passing('facilitator_unavailable', 503, 'The server cannot check payments at the moment');
export const settlementUnknown = passing('settlement_unknown', 502, 'The server sent the payment but does not know its outcome yet');
export const callInterrupted = passing('call_interrupted', 503, 'The call broke off before it had a result');
export const callNotFound = lasting('call_not_found', 404, 'There is no call of that id and ticket');
export const notThePayer = lasting('not_the_payer', 403, 'The wallet that paid did not sign exactly this request');
export const paymentsUnavailable = passing('payments_unavailable', 503, 'The server cannot settle payments on this network at the moment');
export const payerBusy = passing('payer_busy', 503, 'The server is still reserving other payments of this wallet');
export const runTimeout = passing('run_timeout', 504, 'The call took longer than calls may');

/** Another server, or this one when it is back, takes the same request. */
export const serverEnding = passing('server_ending', 503, 'This server is about to end and begins no new calls');

/** The handler answered with an error status instead of throwing. */
export function workFailed(status: number): ProblemType {
  return (status >= 500 ? passing : lasting)('work_failed', status, 'The work of this call failed');
}
