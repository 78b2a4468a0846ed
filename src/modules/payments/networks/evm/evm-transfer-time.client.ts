import type { PublicClient, TransactionReceipt } from 'viem';
import type { Block, ChainOutcome, ChainQuery } from '../payment-network.js';
import { toBlock } from './evm-blocks.client.js';
import { transferBy } from './transfers.js';
import type { EvmToken } from './evm-token.js';

/** How much older than the request a transfer may look, for blocks that carry the time they began. */
const AGE_MARGIN_MS = 5_000;

/**
 * The transfer of a mined transaction that used the authorization; void when it is older than our
 * request, undefined when the transaction did not use it.
 */
export async function transferIn(
  client: PublicClient,
  { address }: EvmToken,
  query: ChainQuery,
  receipt: TransactionReceipt,
): Promise<ChainOutcome | undefined> {
  const logIndex = transferBy(receipt, address, query.authorization);
  if (logIndex === undefined) return undefined;
  const block = await blockOf(client, receipt);
  if (await isOlder(client, block, query)) {
    return { kind: 'void', reason: 'authorization_spent_elsewhere' };
  }
  return { kind: 'transferred', transaction: receipt.transactionHash, logIndex, block };
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
