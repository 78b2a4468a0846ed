import type { PaymentRequirements } from '@x402/core/types';
import type { PaymentMethod } from './payment-network.js';

/** A nonce that begins so is its payer's only one of that kind, whichever asset it pays in. */
export const ACROSS_ASSETS = 'permit2:';

/** Whether a nonce is its payer's only one over all assets. */
export function isAcrossAssets(nonce: string): boolean {
  return nonce.startsWith(ACROSS_ASSETS);
}

/**
 * Ways to pay what was used, up to what was signed: only who the payer names can settle, and once. Read,
 * checked and looked for as any other authorization of the network.
 */
export interface MeteredPayments {
  /** As in `PaymentNetwork`; none of them stands there too. */
  readonly methods: readonly PaymentMethod[];

  /**
   * What x402 asks of the buyer: an entry for each of `methods`, as `PaymentNetwork.requirements`.
   * @param amount the most that may be charged
   * @param facilitator who is to settle
   */
  requirements(
    amount: bigint,
    payTo: string,
    offerId: string,
    facilitator: string,
  ): readonly PaymentRequirements[];

  /** What challenges declare so that buyers can pay without an approval of their own. */
  readonly sponsoring: Readonly<Record<string, unknown>>;

  /** Whether the chain has what these payments need. Rejects when it cannot be asked. */
  isDeployed(): Promise<boolean>;

  /** Atomic units that `payer` lets these payments take. Rejects when the chain cannot be asked. */
  allowanceOf(payer: string, asset: string): Promise<bigint>;
}
