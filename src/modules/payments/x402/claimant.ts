import type { IncomingHttpHeaders } from 'node:http';
import { readPaymentIdentifier } from './payment-identifier.js';
import type { ReceivedPayment } from './payment-header.js';
import { retryDigest } from './retry-key.js';

/** Header in which a buyer shows the ticket of a call, see docs/payments.md. */
export const TICKET_HEADER = 'PAYMENT-TICKET';

/** What a request shows, beside the payment, of who sends it: nothing of it is on the chain. */
export interface Claimant {
  /** SHA-256 of the retry key that the payment repeats from its challenge; null for none. */
  readonly retryDigest: Buffer | null;
  /** The buyer's own name for the payment; null for none. */
  readonly paymentIdentifier: string | null;
  /** As it was sent; null for none. */
  readonly ticket: string | null;
}

/** Reads what a request shows of its sender. */
export function claimantOf(payment: ReceivedPayment, headers: IncomingHttpHeaders): Claimant {
  const ticket = headers[TICKET_HEADER.toLowerCase()];
  const shown = { ticket: typeof ticket === 'string' ? ticket : null };
  if (payment.x402Version === 1) return { ...shown, retryDigest: null, paymentIdentifier: null };
  return {
    ...shown,
    retryDigest: retryDigest(payment.accepted),
    paymentIdentifier: readPaymentIdentifier(payment) ?? null,
  };
}
