import type { PublicClient, TransactionReceipt } from 'viem';
import type { Block, ChainOutcome, ChainQuery } from '../payment-network.js';
import { toBlock } from './evm-blocks.client.js';
import { transferBy } from './transfers.js';
import type { EvmToken } from './evm-token.js';

/** How much older than the request a transfer may look, for blocks that carry the time they began. */
const AGE_MARGIN_MS = 5_000;

/** Where in a transaction an authorization moved money, and how much where that is not what was signed. */
export interface Use {
  readonly logIndex: number;
  readonly amount?: bigint;
}

/** The use of an EIP-3009 authorization; undefined when the transaction did not use it. */
export function useIn(
  receipt: TransactionReceipt,
  { address }: EvmToken,
  { authorization }: Pick<ChainQuery, 'authorization'>,
): Use | undefined {
  const logIndex = transferBy(receipt, address, authorization);
  return logIndex === undefined ? undefined : { logIndex };
}

/**
 * The transfer by which a mined transaction used the authorization; void when it is older than our
 * request, undefined where there is no use.
 */
export async function transferIn(
  client: PublicClient,
  query: ChainQuery,
  receipt: TransactionReceipt,
  use: Use | undefined,
): Promise<ChainOutcome | undefined> {
  if (use === undefined) return undefined;
  const block = await blockOf(client, receipt);
  if (await isOlder(client, block, query)) {
    return { kind: 'void', reason: 'authorization_spent_elsewhere' };
  }
  return { kind: 'transferred', transaction: receipt.transactionHash, block, ...use };
}

/** Most nodes tell the block's time with each log, which spares a question. */
async function blockOf(client: PublicClient, receipt: TransactionReceipt): Promise<Block> {
  const { blockNumber: number, blockHash: hash, logs } = receipt;
  const timestamp =
    logs[0]?.blockTimestamp ?? (await client.getBlock({ blockHash: hash })).timestamp;
  return toBlock({ number, hash, timestamp });
}

/**
 * Whether the transfer happened before we asked for it. Where our clock says so, the chain has the
 * last word: the transfer has to be older by its clock than the request is by ours.
 */
async function isOlder(
  client: PublicClient,
  { minedAt }: Block,
  { since, now }: ChainQuery,
): Promise<boolean> {
  if (minedAt.getTime() >= since.getTime() - AGE_MARGIN_MS) return false;
  const head = toBlock(await client.getBlock());
  const age = head.minedAt.getTime() - minedAt.getTime();
  return age > now.getTime() - since.getTime() + AGE_MARGIN_MS;
}
