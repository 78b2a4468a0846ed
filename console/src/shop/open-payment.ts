import { forget, keep, kept } from '../kept/kept.ts';

/**
 * What a browser keeps of a payment whose answer it has not shown, so that its buyer can come back after a reload.
 * None of it is secret: the wallet that paid opens the answer.
 */
export interface OpenPayment {
  readonly network: string;
  readonly payer: string;
  /** Tells it from the other payments of its payer. */
  readonly nonce: string;
  /** Atomic units. */
  readonly amount: string;
  /** When it was signed, and until when it can be charged: Unix seconds. */
  readonly signedAt: number;
  readonly validBefore: number;
}

/** Of one address; of more, the newest. */
const MOST = 10;

const keyOf = (path: string) => `coinslot:open-payments:${path}`;

/** The newest payment that is open at an address, if there is one. */
export function openPaymentAt(path: string): OpenPayment | undefined {
  return paymentsAt(path)[0];
}

/** Keeps it until {@link forgetPayment}. */
export function rememberPayment(path: string, payment: OpenPayment): void {
  save(path, [payment, ...paymentsAt(path)].slice(0, MOST));
}

/** Its answer was shown, or it was not charged. Others that are open stay: another tab may wait for them. */
export function forgetPayment(path: string, { nonce }: OpenPayment): void {
  save(
    path,
    paymentsAt(path).filter((each) => each.nonce !== nonce),
  );
}

function save(path: string, payments: readonly OpenPayment[]): void {
  if (payments.length === 0) forget(keyOf(path));
  else keep(keyOf(path), JSON.stringify(payments));
}

/** Whatever else stands there was not written here. */
function paymentsAt(path: string): readonly OpenPayment[] {
  try {
    const read: unknown = JSON.parse(kept(keyOf(path)) ?? '[]');
    return Array.isArray(read) ? read.filter(isPayment) : [];
  } catch {
    return [];
  }
}

function isPayment(value: unknown): value is OpenPayment {
  const { network, payer, nonce, amount, signedAt, validBefore } = (value ?? {}) as OpenPayment;
  const isText = [network, payer, nonce].every((each) => typeof each === 'string');
  return (
    isText && /^\d+$/.test(amount) && Number.isFinite(signedAt) && Number.isFinite(validBefore)
  );
}
