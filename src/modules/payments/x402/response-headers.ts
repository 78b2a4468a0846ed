import { encodePaymentRequiredHeader, encodePaymentResponseHeader } from '@x402/core/http';
import type { PaymentRequired } from '@x402/core/types';
import type { PaymentNetwork } from '../networks/payment-network.js';
import { TICKET_HEADER } from './claimant.js';

export const CHALLENGE_HEADER = 'PAYMENT-REQUIRED';
const SETTLEMENT_HEADER = 'PAYMENT-RESPONSE';
const SETTLEMENT_HEADER_V1 = 'X-PAYMENT-RESPONSE';

/** Carries the signed receipt, of an answer and of whoever asks about a call. */
export const RECEIPT_HEADER = 'PAYMENT-RECEIPT';

/** Carries the id of a paid call. */
export const CALL_ID_HEADER = 'PAYMENT-ID';

/** What scripts in a browser must be let read to pay, and to come back. */
export const PAYMENT_RESPONSE_HEADERS: readonly string[] = [
  CHALLENGE_HEADER,
  SETTLEMENT_HEADER,
  SETTLEMENT_HEADER_V1,
  RECEIPT_HEADER,
  CALL_ID_HEADER,
  TICKET_HEADER,
];

/** A transfer as buyers are told about it. */
export interface SettledPayment {
  readonly transaction: string;
  readonly payer: string;
  /** Atomic units of the asset. */
  readonly amount: bigint;
  /** What extensions of x402 v2 say of it, by their names. */
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** The header in which x402 v2 clients look for the challenge. */
export function challengeHeader(required: PaymentRequired): Record<string, string> {
  return { [CHALLENGE_HEADER]: encodePaymentRequiredHeader(required) };
}

type NetworkNames = Pick<PaymentNetwork, 'id' | 'v1Name'>;

/**
 * The proof of settlement as x402 v2 states it, and for a buyer of v1 also as v1 does: the network
 * under its v1 name, in a header of its own.
 */
export function settlementHeaders(
  { transaction, payer, amount, extensions }: SettledPayment,
  network: NetworkNames,
  x402Version: 1 | 2,
): Record<string, string> {
  const proof = { success: true, transaction, network: network.id, payer };
  const v2 = encodePaymentResponseHeader({
    ...proof,
    amount: amount.toString(),
    ...(extensions && { extensions }),
  });
  const headers = { [SETTLEMENT_HEADER]: v2 };
  return x402Version === 2 ? headers : { ...headers, ...inV1(proof, network) };
}

/** A settlement that did not succeed, or not yet, as buyers are told about it. */
export interface FailedSettlement {
  /** A stable code. */
  readonly errorReason: string;
  readonly payer: string;
  /** Null when none is known. */
  readonly transaction: string | null;
}

/** The same for a settlement that failed; in both versions, for it does not matter who reads it. */
export function failedSettlementHeaders(
  { errorReason, payer, transaction }: FailedSettlement,
  network: NetworkNames,
): Record<string, string> {
  const told = { success: false, errorReason, payer, transaction: transaction ?? '' };
  const v2 = encodePaymentResponseHeader({ ...told, network: network.id });
  return { [SETTLEMENT_HEADER]: v2, ...inV1(told, network) };
}

function inV1(told: object, { v1Name }: NetworkNames): Record<string, string> {
  const text = JSON.stringify({ ...told, network: v1Name });
  return { [SETTLEMENT_HEADER_V1]: Buffer.from(text).toString('base64') };
}
