import type { ProblemType } from '../../common/errors/index.js';

export const paymentRequired: ProblemType = {
  code: 'payment_required',
  status: 402,
  title: 'Payment is required',
  retryable: false,
};

export const invalidPayment: ProblemType = {
  code: 'invalid_payment',
  status: 400,
  title: 'The payment header is not a well-formed x402 payment',
  retryable: false,
};

export const paymentAlreadyUsed: ProblemType = {
  code: 'payment_already_used',
  status: 409,
  title: 'This payment was used before',
  retryable: false,
};

export const resultExpired: ProblemType = {
  code: 'result_expired',
  status: 410,
  title: 'The server kept the result of this payment for as long as promised and has deleted it',
  retryable: false,
};

export const receiptNotFound: ProblemType = {
  code: 'receipt_not_found',
  status: 404,
  title: 'There is no receipt of that id',
  retryable: false,
};

export const facilitatorUnavailable: ProblemType = {
  code: 'facilitator_unavailable',
  status: 503,
  title: 'The server cannot check payments at the moment',
  retryable: true,
};

export const settlementUnknown: ProblemType = {
  code: 'settlement_unknown',
  status: 502,
  title: 'The server sent the payment but does not know its outcome yet',
  retryable: true,
};

export const callInterrupted: ProblemType = {
  code: 'call_interrupted',
  status: 503,
  title: 'The call broke off before it had a result',
  retryable: true,
};

export const callNotFound: ProblemType = {
  code: 'call_not_found',
  status: 404,
  title: 'There is no call of that id and ticket',
  retryable: false,
};

export const notThePayer: ProblemType = {
  code: 'not_the_payer',
  status: 403,
  title: 'The wallet that paid did not sign exactly this request',
  retryable: false,
};

export const chainUnavailable: ProblemType = {
  code: 'chain_unavailable',
  status: 503,
  title: 'The chain does not answer at the moment',
  retryable: true,
};

export const paymentsUnavailable: ProblemType = {
  code: 'payments_unavailable',
  status: 503,
  title: 'The server cannot settle payments on this network at the moment',
  retryable: true,
};

export const payerBusy: ProblemType = {
  code: 'payer_busy',
  status: 503,
  title: 'The server is still reserving other payments of this wallet',
  retryable: true,
};

export const runTimeout: ProblemType = {
  code: 'run_timeout',
  status: 504,
  title: 'The call took longer than calls may',
  retryable: true,
};

/** Another server, or this one when it is back, takes the same request. */
export const serverEnding: ProblemType = {
  code: 'server_ending',
  status: 503,
  title: 'This server is about to end and begins no new calls',
  retryable: true,
};

/** The handler answered with an error status instead of throwing. */
export function workFailed(status: number): ProblemType {
  const title = 'The work of this call failed';
  return { code: 'work_failed', status, title, retryable: status >= 500 };
}
