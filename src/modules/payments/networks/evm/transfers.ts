import {
  type Address,
  erc20Abi,
  getAbiItem,
  getAddress,
  type Hex,
  isAddressEqual,
  parseAbi,
  parseEventLogs,
  toEventSelector,
  type TransactionReceipt,
} from 'viem';
import type { AssetTransfer, Authorization } from '../payment-network.js';

/** EIP-3009, https://eips.ethereum.org/EIPS/eip-3009 */
const authorizationUsed = parseAbi([
  'event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce)',
]);

const transfer = [getAbiItem({ abi: erc20Abi, name: 'Transfer' })] as const;
const USED = toEventSelector(authorizationUsed[0]);
const TRANSFER = toEventSelector(transfer[0]);

/**
 * The transfers of a token in one transaction. USDC logs the use of an authorization immediately
 * before the transfer that uses it.
 */
export function transfersOf(
  receipt: Pick<TransactionReceipt, 'logs'>,
  token: Address,
): AssetTransfer[] {
  const logs = receipt.logs.filter(({ address }) => isAddressEqual(address, token));
  const of = (topic: Hex) => logs.filter(({ topics }) => topics[0] === topic);
  const used = new Map(
    parseEventLogs({ abi: authorizationUsed, logs: of(USED) }).map((log) => [
      log.logIndex + 1,
      log.args,
    ]),
  );
  return parseEventLogs({ abi: transfer, logs: of(TRANSFER) }).map((log) => {
    const { from, to, value: amount } = log.args;
    const authorization = used.get(log.logIndex);
    const nonce = authorization?.authorizer === from ? authorization.nonce.toLowerCase() : null;
    return { from: getAddress(from), to: getAddress(to), amount, logIndex: log.logIndex, nonce };
  });
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
