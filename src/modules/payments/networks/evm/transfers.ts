import {
  type Address,
  getAddress,
  type Hex,
  isAddressEqual,
  type Log,
  toEventSelector,
  type TransactionReceipt,
} from 'viem';
import type { AssetTransfer, Authorization } from '../payment-network.js';

/** EIP-3009, https://eips.ethereum.org/EIPS/eip-3009: its two arguments are topics. */
const USED = toEventSelector('AuthorizationUsed(address,bytes32)');
/** EIP-20, https://eips.ethereum.org/EIPS/eip-20: two addresses as topics, the amount as data. */
const TRANSFER = toEventSelector('Transfer(address,address,uint256)');

const WORD = /^0x[0-9a-f]{64}$/i;

/**
 * The transfers of a token in one transaction. USDC logs the use of an authorization immediately
 * before the transfer that uses it.
 */
export function transfersOf(
  receipt: Pick<TransactionReceipt, 'logs'>,
  token: Address,
): AssetTransfer[] {
  const logs = receipt.logs.filter(({ address }) => isAddressEqual(address, token));
  const used = new Map<number, readonly [Hex, Hex]>();
  for (const log of logs) {
    const use = argumentsOf(log, USED);
    if (use !== undefined) used.set(log.logIndex + 1, use);
  }
  return logs.flatMap(({ logIndex, ...log }) => {
    const moved = argumentsOf(log, TRANSFER);
    if (moved === undefined || !WORD.test(log.data)) return [];
    const [from, to] = moved.map(addressIn) as [string, string];
    const [authorizer, spent] = used.get(logIndex) ?? [];
    const isUse = authorizer !== undefined && addressIn(authorizer) === from;
    const nonce = isUse && spent !== undefined ? spent.toLowerCase() : null;
    return [{ from, to, amount: BigInt(log.data), logIndex, nonce }];
  });
}

/**
 * The two topics of an event besides its name. Read by hand: every paid call reads a receipt, and a
 * decoder for any ABI hashes the events' signatures anew for each log.
 */
function argumentsOf({ topics }: Pick<Log, 'topics'>, event: Hex): readonly [Hex, Hex] | undefined {
  const [name, first, second] = topics;
  if (name !== event || topics.length !== 3 || first === undefined || second === undefined) {
    return undefined;
  }
  return WORD.test(first) && WORD.test(second) ? [first, second] : undefined;
}

function addressIn(topic: Hex): Address {
  return getAddress(`0x${topic.slice(-40)}`);
}

/**
 * Which log of the transaction, counted from 0, moved the money of this very authorization; undefined
 * when none did. An older transfer alike proves nothing, and a nonce can be spent on another transfer
 * that the payer signed.
 */
export function transferBy(
  receipt: Pick<TransactionReceipt, 'logs' | 'status'>,
  token: Address,
  { payer, payTo, amount, nonce }: Authorization,
): number | undefined {
  if (receipt.status !== 'success') return undefined;
  const transfer = transfersOf(receipt, token).find(
    (each) =>
      each.nonce === nonce && each.from === payer && each.to === payTo && each.amount === amount,
  );
  if (transfer === undefined) return undefined;
  return receipt.logs.findIndex(({ logIndex }) => logIndex === transfer.logIndex);
}
