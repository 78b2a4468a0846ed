import type { GasMoney } from './facilitator.js';

/** How far the money for fees goes: `low` is to be topped up, `empty` pays no settlement. */
export type GasLevel = 'good' | 'low' | 'empty';

/** How many settlements the money pays, each at its dearest. */
export function settlementsLeft({ balance, perSettlement }: GasMoney): bigint {
  return perSettlement > 0n ? balance / perSettlement : balance;
}

/**
 * @param warnBelow settlements
 * @param refused what there was when a transaction could not be paid, if one could not: only more
 * money, or a lower price, may do
 */
export function gasLevel(money: GasMoney, warnBelow: number, refused?: GasMoney): GasLevel {
  const left = settlementsLeft(money);
  const isRefused =
    refused !== undefined &&
    money.balance <= refused.balance &&
    money.perSettlement >= refused.perSettlement;
  if (left === 0n || isRefused) return 'empty';
  return left < BigInt(warnBelow) ? 'low' : 'good';
}
