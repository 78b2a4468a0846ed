import {
  type Address,
  type Hex,
  numberToHex,
  pad,
  parseAbi,
  type PublicClient,
  toEventSelector,
} from 'viem';
import { z } from 'zod';
import type { Block, ChainOutcome, ChainQuery } from '../payment-network.js';
import { type BlockRange, readRanges } from './block-ranges.js';
import { blockBefore, isRefusal, marginBlocks } from './evm-blocks.client.js';
import { transferIn, useIn } from './evm-transfer-time.client.js';
import type { EvmToken } from './evm-token.js';

const [USED, CANCELED] = parseAbi([
  'event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce)',
  'event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce)',
]).map((event) => toEventSelector(event)) as [Hex, Hex];

/** How long before our request a use is looked for, to tell it from one that is not seen yet. */
const LOOK_BACK_MS = 60 * 60_000;

const hash = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/)
  .transform((text) => text as Hex);
/** `eth_getLogs`, https://ethereum.github.io/execution-apis/ */
const logs = z.array(z.object({ transactionHash: hash, topics: z.array(hash).min(1).max(4) }));

type Use = z.infer<typeof logs>[number];

/** Finds what used an authorization that the chain says is used at `head`. */
export async function findUse(
  client: PublicClient,
  usdc: EvmToken,
  query: ChainQuery,
  head: Block,
): Promise<ChainOutcome> {
  const first = await firstBlock(client, usdc, query, head, LOOK_BACK_MS);
  const { found, readTo } = await readRanges(
    { first, last: head.number },
    {
      read: (part) => readUses(client, usdc, query, part),
      isTooLarge: isRefusal,
      untilFound: true,
    },
  );
  const [use] = found;
  return use === undefined
    ? foundNothing(usdc, query, head, readTo)
    : judge(client, usdc, query, use);
}

/**
 * Where a search begins: an authorization cannot be used before it is valid.
 * @param lookBackMs how long before our request a use is looked for
 */
export async function firstBlock(
  client: PublicClient,
  { blockSeconds }: EvmToken,
  { authorization, since, searchedTo }: ChainQuery,
  head: Block,
  lookBackMs: number,
): Promise<bigint> {
  if (searchedTo !== null) {
    const again = searchedTo + 1n - marginBlocks(blockSeconds);
    return again > 0n ? again : 0n;
  }
  const earliest = Math.max(authorization.validAfter.getTime(), since.getTime() - lookBackMs);
  return blockBefore(client, new Date(earliest), head, blockSeconds);
}

async function readUses(
  client: PublicClient,
  { address }: EvmToken,
  { authorization: { payer, nonce } }: ChainQuery,
  { first, last }: BlockRange,
): Promise<Use[]> {
  const topics = [[USED, CANCELED], pad(payer as Address), nonce as Hex];
  const [fromBlock, toBlock] = [numberToHex(first), numberToHex(last)];
  const found: unknown = await client.request({
    method: 'eth_getLogs',
    params: [{ address, topics, fromBlock, toBlock }],
  });
  return logs.parse(found);
}

async function judge(
  client: PublicClient,
  usdc: EvmToken,
  query: ChainQuery,
  { transactionHash, topics }: Use,
): Promise<ChainOutcome> {
  if (topics[0] === CANCELED) return { kind: 'void', reason: 'authorization_cancelled' };
  const receipt = await client.getTransactionReceipt({ hash: transactionHash });
  const transfer = await transferIn(client, query, receipt, useIn(receipt, usdc, query));
  return transfer ?? { kind: 'void', reason: 'authorization_spent_elsewhere' };
}

/** What it means that a search found nothing, and how far it came. */
export function foundNothing(
  usdc: EvmToken,
  query: ChainQuery,
  head: Block,
  readTo: bigint,
): ChainOutcome {
  const isWhole = readTo >= head.number && isLongOver(usdc, query, head);
  if (isWhole) return { kind: 'void', reason: 'authorization_spent_elsewhere' };
  // State and logs can come from different nodes behind one URL: no trace yet is no answer yet.
  return { kind: 'unclear', searchedTo: readTo };
}

/** Every node knows the blocks in which it could be used: what none of them shows was before. */
function isLongOver(usdc: EvmToken, { authorization }: ChainQuery, head: Block): boolean {
  const finality = usdc.confirmations * usdc.blockSeconds * 1000;
  return head.minedAt.getTime() >= authorization.validBefore.getTime() + finality;
}
