export type { Charge } from './claims/charge.js';
export { GasWatch } from './facilitator/gas-watch.service.js';
export { FacilitatorService } from './facilitator/facilitator.service.js';
export { Challenges } from './guard/challenges.service.js';
export { isEventStream } from './x402/is-event-stream.js';
export { rawBody } from './guard/paid-answer.js';
export { PaymentNetworks } from './networks/networks.service.js';
export type { NetworkFamily } from './networks/network-family.js';
export { ProvidesNetworks } from './networks/provides-networks.decorator.js';
export { openEvmChain } from './networks/evm/evm-family.service.js';
export type * from './networks/metered-payments.js';
export type * from './networks/network-face.js';
export type * from './networks/payment-network.js';
export type * from './networks/transfer-search.js';
export { Paid } from './guard/paid.decorator.js';
export { RequiresPayment } from './guard/requires-payment.decorator.js';
export { type CallRecord, CallRecords } from './calls/call-records.service.js';
export { ReceiptUsage } from './receipts/receipt-usage.decorator.js';
export { Tickets } from './receipts/tickets.service.js';
export { LedgerCheck } from './ledger-check/ledger-check.service.js';
export {
  callInterrupted,
  paymentAlreadyUsed,
  runTimeout,
  serverEnding,
} from './payment-problems.js';
export { CallsModule } from './calls/calls.module.js';
export { FacilitatorModule } from './facilitator/facilitator.module.js';
export { NetworksModule } from './networks/networks.module.js';
export { ReceiptsModule } from './receipts/receipts.module.js';
export { PaymentsModule } from './payments.module.js';
export { resultExpired } from './payment-problems.js';
export type {
  Addendum,
  EndedCall,
  IndexReport,
  LiveBytes,
  LiveEvent,
  PaidCall,
  PaidRoute,
  RawAnswer,
  RawHead,
  Receipt,
} from './x402/paid-route.js';
export { LONGEST_RUN_BY_USE_MS, type Offer, type Payee, type Quote } from './x402/quote.js';
export type { Usage, UsageOutput, UsageSchema } from './x402/usage.js';
export { BUYERS_ONLY } from './guard/paid-answer.js';
export { TICKET_HEADER } from './x402/claimant.js';
export { PAYMENT_RESPONSE_HEADERS } from './x402/response-headers.js';
