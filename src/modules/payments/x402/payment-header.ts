import { decodePaymentSignatureHeader } from '@x402/core/http';
import { isPaymentPayloadV2 } from '@x402/core/schemas';
import type { PaymentPayload } from '@x402/core/types';

/** Header that carries a payment, x402 v2. */
export const PAYMENT_HEADER = 'payment-signature';
/** Header that carries the challenge, x402 v2. */
export const CHALLENGE_HEADER = 'payment-required';
/** Header that carries the settlement, x402 v2. */
export const SETTLEMENT_HEADER = 'payment-response';

/** A larger header is no payment: real ones have some 1,500 characters. */
const MAX_LENGTH = 12_288;

/** Reads the payment header; undefined when it is not a well-formed x402 v2 payment. */
export function decodePayment(header: string): PaymentPayload | undefined {
  if (header.length > MAX_LENGTH) return undefined;
  try {
    const payload: unknown = decodePaymentSignatureHeader(header);
    return isPaymentPayloadV2(payload) ? (payload as PaymentPayload) : undefined;
  } catch {
    return undefined;
  }
}
