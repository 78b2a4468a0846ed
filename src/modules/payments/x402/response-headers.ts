import { encodePaymentRequiredHeader, encodePaymentResponseHeader } from '@x402/core/http';
import type { PaymentRequired } from '@x402/core/types';
import type { PaymentNetwork } from '../networks/payment-network.js';

const CHALLENGE_HEADER = 'PAYMENT-REQUIRED';
const SETTLEMENT_HEADER = 'PAYMENT-RESPONSE';
const SETTLEMENT_HEADER_V1 = 'X-PAYMENT-RESPONSE';

/** Carries the signed receipt, of an answer and of whoever asks about a call. */
export const RECEIPT_HEADER = 'PAYMENT-RECEIPT';

/** What scripts in a browser must be let read to pay. */
export const PAYMENT_RESPONSE_HEADERS: readonly string[] = [
  CHALLENGE_HEADER,
  SETTLEMENT_HEADER,
  SETTLEMENT_HEADER_V1,
  RECEIPT_HEADER,
];

/** A transfer as buyers are told about it. */
export interface SettledPayment {
  readonly transaction: string;
  readonly payer: string;
  /** Atomic units of the asset. */
  readonly amount: bigint;
}

/** The header in which x402 v2 clients look for the challenge. */
export function challengeHeader(required: PaymentRequired): Record<string, string> {
  return { [CHALLENGE_HEADER]: encodePaymentRequiredHeader(required) };
}

/**
 * The proof of settlement as x402 v2 states it, and for a buyer of v1 also as v1 does: the network
 * under its v1 name, in a header of its own.
 */
export function settlementHeaders(
  { transaction, payer, amount }: SettledPayment,
  network: Pick<PaymentNetwork, 'id' | 'v1Name'>,
  x402Version: 1 | 2,
): Record<string, string> {
  const proof = { success: true, transaction, network: network.id, payer };
  const v2 = encodePaymentResponseHeader({ ...proof, amount: amount.toString() });
  const headers = { [SETTLEMENT_HEADER]: v2 };
  if (x402Version === 2) return headers;
  const v1 = JSON.stringify({ ...proof, network: network.v1Name });
  return { ...headers, [SETTLEMENT_HEADER_V1]: Buffer.from(v1).toString('base64') };
}
