import { type Address, type Hash, type Hex, parseAbi, type PublicClient } from 'viem';
import type { ChainOutcome, ChainQuery } from '../payment-network.js';
import type { EvmChain } from './evm-network.js';
import { findReceipt } from './evm-transfers.client.js';
import { usesAuthorization } from './transfers.js';
import type { UsdcDeployment } from './usdc.js';

/** EIP-3009, https://eips.ethereum.org/EIPS/eip-3009 */
const eip3009 = parseAbi([
  'function authorizationState(address authorizer, bytes32 nonce) view returns (bool)',
  'event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce)',
  'event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce)',
]);

/** Blocks looked at beyond the payment's age, for clocks that disagree. */
const MARGIN_BLOCKS = 150n;

/** Reads outcomes from the chain behind `client`. */
export function evmChain(usdc: UsdcDeployment, client: PublicClient): Pick<EvmChain, 'outcome'> {
  return { outcome: (query) => readOutcome(client, usdc.address, query) };
}

async function readOutcome(
  client: PublicClient,
  usdc: Address,
  query: ChainQuery,
): Promise<ChainOutcome> {
  const { authorization } = query;
  // The block is read first: an authorization unused at a block past its deadline stays unused.
  const block = await client.getBlock();
  const used = await client.readContract({
    address: usdc,
    abi: eip3009,
    functionName: 'authorizationState',
    args: [authorization.payer as Address, authorization.nonce as Hex],
    blockNumber: block.number,
  });
  if (used) return findTransfer(client, usdc, query, block);
  const deadline = unixSeconds(authorization.validBefore);
  if (block.timestamp >= deadline) return { kind: 'void', reason: 'expired' };
  return { kind: (await isReverted(client, query.transaction)) ? 'reverted' : 'unused' };
}

/** False while the transaction is not mined. */
async function isReverted(client: PublicClient, transaction: string | null): Promise<boolean> {
  if (transaction === null) return false;
  return (await findReceipt(client, transaction as Hash))?.status === 'reverted';
}

async function findTransfer(
  client: PublicClient,
  usdc: Address,
  { authorization, since }: ChainQuery,
  block: { readonly number: bigint; readonly timestamp: bigint },
): Promise<ChainOutcome> {
  // Every chain listed makes at most one block a second, so the age in seconds bounds the blocks.
  const age = block.timestamp - unixSeconds(since) + MARGIN_BLOCKS;
  const search = {
    address: usdc,
    abi: eip3009,
    args: { authorizer: authorization.payer as Address, nonce: authorization.nonce as Hex },
    fromBlock: block.number > age ? block.number - age : 0n,
    toBlock: block.number,
  };
  const [used] = await client.getContractEvents({ ...search, eventName: 'AuthorizationUsed' });
  if (used === undefined) {
    const [cancelled] = await client.getContractEvents({
      ...search,
      eventName: 'AuthorizationCanceled',
    });
    if (cancelled !== undefined) return { kind: 'void', reason: 'authorization_cancelled' };
    // State and logs can come from different nodes behind one URL: no trace yet is no answer yet.
    throw new Error('the authorization is used, but its event is not found yet');
  }
  const receipt = await client.getTransactionReceipt({ hash: used.transactionHash });
  return usesAuthorization(receipt, usdc, authorization)
    ? { kind: 'transferred', transaction: used.transactionHash }
    : { kind: 'void', reason: 'authorization_spent_elsewhere' };
}

function unixSeconds(date: Date): bigint {
  return BigInt(Math.floor(date.getTime() / 1000));
}
