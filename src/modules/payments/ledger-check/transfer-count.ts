import type { MinedTransaction } from '../networks/payment-network.js';
import type { ClaimedTransfer } from './subject.js';

/**
 * How often exactly this transfer happened in its transaction: 0 when that is not mined, failed, or is
 * written in another way than the chain does, so that no two records can mean the same transaction.
 */
export function countTransfers(
  mined: MinedTransaction | undefined,
  {
    transaction,
    from,
    to,
    amount,
    logIndex,
  }: Omit<ClaimedTransfer, 'network' | 'asset' | 'claimants'>,
): number {
  if (mined?.succeeded !== true || mined.transaction !== transaction) return 0;
  return mined.transfers.filter(
    (each) =>
      (from === null || same(each.from, from)) &&
      (logIndex === null || each.logIndex === logIndex) &&
      same(each.to, to) &&
      each.amount === amount,
  ).length;
}

/** Addresses differ in the case of their letters only by their checksum (EIP-55). */
function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
