import { forget, keep, kept } from '../kept/kept.ts';

/**
 * What a browser keeps of a payment whose answer it has not shown, so that its buyer can come back after a reload.
 * None of it is secret: the wallet that paid opens the answer.
 */
export interface OpenPayment {
  readonly network: string;
  readonly payer: string;
  /** Atomic units. */
  readonly amount: string;
  /** When it was signed, and until when it can be charged: Unix seconds. */
  readonly signedAt: number;
  readonly validBefore: number;
}

const keyOf = (path: string) => `coinslot:open-payment:${path}`;

/** The payment that is open at an address, if there is one. */
export function openPaymentAt(path: string): OpenPayment | undefined {
  const text = kept(keyOf(path));
  return text === undefined ? undefined : (JSON.parse(text) as OpenPayment);
}

/** Keeps it until {@link forgetPayment}. */
export function rememberPayment(path: string, payment: OpenPayment): void {
  keep(keyOf(path), JSON.stringify(payment));
}

/** Its answer was shown, or it was not charged. */
export function forgetPayment(path: string): void {
  forget(keyOf(path));
}
