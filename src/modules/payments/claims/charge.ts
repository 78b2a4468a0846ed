import { isAcrossAssets } from '../networks/metered-payments.js';
import type { PaymentClaim } from './claim.entity.js';

/** What a call came to that is charged by use. */
export interface Charge {
  /** Atomic USDC, at least one: there is no payment of nothing. */
  readonly amount: bigint;
  /** What was counted, and by which formula: JSON, which the receipt says. */
  readonly usage: Readonly<Record<string, unknown>>;
}

/** Whether the payer signed a maximum, and pays what the call comes to. */
export function isByUse({ nonce }: Pick<PaymentClaim, 'nonce'>): boolean {
  return isAcrossAssets(nonce);
}

/** What the network is to move: atomic units. */
export function amountAsked({ charge, amount }: Pick<PaymentClaim, 'charge' | 'amount'>): bigint {
  return charge ?? amount;
}

/** What a settled call cost its payer: what the chain moved, in atomic units. */
export function amountPaid({
  moved,
  ...claim
}: Pick<PaymentClaim, 'moved' | 'charge' | 'amount'>): bigint {
  return moved ?? amountAsked(claim);
}

/** How a claim is fixed to a charge. @throws Error for one that the payer did not sign */
export function fixedTo(
  charge: Charge | undefined,
  { amount: most }: Pick<PaymentClaim, 'amount'>,
): Pick<PaymentClaim, 'charge' | 'chargeBasis'> {
  if (charge === undefined) throw new Error('a call by use ended without a charge');
  const { amount, usage } = charge;
  if (amount < 1n || amount > most) throw new Error(`${amount} is no charge of at most ${most}`);
  return { charge: amount, chargeBasis: JSON.stringify(usage) };
}
