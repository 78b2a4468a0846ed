import { type Address, type Hex, parseAbi, type PublicClient } from 'viem';
import type { Block, ChainOutcome, ChainQuery } from '../payment-network.js';
import { toBlock } from './evm-blocks.client.js';
import type { EvmClient } from './evm-network.js';
import { findUse } from './evm-uses.client.js';
import { findReceipt } from './evm-transfers.client.js';
import { transferIn, useIn } from './evm-transfer-time.client.js';
import type { EvmToken } from './evm-token.js';

/** EIP-3009, https://eips.ethereum.org/EIPS/eip-3009 */
const eip3009 = parseAbi([
  'function authorizationState(address authorizer, bytes32 nonce) view returns (bool)',
]);

/** How much younger than a request a block has to be to know of it, for clocks that disagree. */
const REQUEST_MARGIN_MS = 3_000;
/** How long after its deadline an authorization is void: the last blocks may still be replaced. */
const EXPIRY_MARGIN_MS = 10_000;

/** Reads outcomes from the chain behind `client`. */
export function evmChain(usdc: EvmToken, client: PublicClient): Pick<EvmClient, 'outcome'> {
  return { outcome: (query) => readOutcome(client, usdc, query) };
}

/** The known transaction first: it needs one question, and no search. */
async function readOutcome(
  client: PublicClient,
  usdc: EvmToken,
  query: ChainQuery,
): Promise<ChainOutcome> {
  const receipt =
    query.transaction === null ? undefined : await findReceipt(client, query.transaction);
  const known = receipt && (await transferIn(client, query, receipt, useIn(receipt, usdc, query)));
  if (known !== undefined) return known;
  const head = toBlock(await client.getBlock());
  if (await isUsed(client, usdc, query, head)) return findUse(client, usdc, query, head);
  return notUsed(query, head, receipt?.status === 'reverted');
}

/** Read at the very block whose time is known, so that both say the same. */
function isUsed(
  client: PublicClient,
  { address }: EvmToken,
  { authorization: { payer, nonce } }: ChainQuery,
  { number: blockNumber }: Block,
): Promise<boolean> {
  const args = [payer as Address, nonce as Hex] as const;
  const question = { address, abi: eip3009, functionName: 'authorizationState', args } as const;
  return client.readContract({ ...question, blockNumber });
}

/** What it means that an authorization is not used as of `head`. */
export function notUsed(query: ChainQuery, head: Block, isReverted: boolean): ChainOutcome {
  const untilVoid = query.authorization.validBefore.getTime() - head.minedAt.getTime();
  // Unused at a block past its deadline, it stays unused.
  if (untilVoid <= -EXPIRY_MARGIN_MS) return { kind: 'void', reason: 'expired' };
  if (untilVoid <= 0 || !knowsOfRequest(head, query)) return { kind: 'unclear', searchedTo: null };
  return { kind: isReverted ? 'reverted' : 'unused' };
}

/** A block that is older than our last request cannot show what came of it. */
function knowsOfRequest({ minedAt }: Block, { askedAt, now }: ChainQuery): boolean {
  if (askedAt === null) return true;
  const ahead = Math.max(0, minedAt.getTime() - now.getTime());
  return minedAt.getTime() >= askedAt.getTime() + ahead + REQUEST_MARGIN_MS;
}
