import type { AssetTransfer, Authorization } from '../payment-network.js';
import type { Landed } from './solana-transactions.client.js';

/** The transfer of a transaction that moved the money of this very payment; undefined when none did. */
export function transferBy(
  landed: Pick<Landed, 'transfersOf'>,
  { asset, payer, payTo, amount, nonce }: Authorization,
): AssetTransfer | undefined {
  return landed
    .transfersOf(asset)
    .find(
      (each) =>
        each.nonce === nonce && each.from === payer && each.to === payTo && each.amount === amount,
    );
}
