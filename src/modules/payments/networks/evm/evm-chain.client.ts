import {
  type Address,
  createPublicClient,
  erc20Abi,
  type Hash,
  type Hex,
  http,
  isAddressEqual,
  parseAbi,
  parseEventLogs,
  type PublicClient,
  TransactionReceiptNotFoundError,
} from 'viem';
import type { Authorization, ChainOutcome, ChainQuery } from '../payment-network.js';
import type { ChainReader } from './evm-network.js';
import type { UsdcDeployment } from './usdc.js';

/** EIP-3009, https://eips.ethereum.org/EIPS/eip-3009 */
const eip3009 = parseAbi([
  'function authorizationState(address authorizer, bytes32 nonce) view returns (bool)',
  'event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce)',
  'event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce)',
]);

/** Blocks looked at beyond the payment's age, for clocks that disagree. */
const MARGIN_BLOCKS = 150n;

/** Reads outcomes from the chain behind `rpcUrl`; every request ends after `timeoutMs`. */
export function evmChainReader(
  usdc: UsdcDeployment,
  rpcUrl: string,
  timeoutMs: number,
): ChainReader {
  const client = createPublicClient({
    transport: http(rpcUrl, { timeout: timeoutMs, retryCount: 2 }),
  });
  return (query) => readOutcome(client, usdc.address, query);
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
  try {
    const { status } = await client.getTransactionReceipt({ hash: transaction as Hash });
    return status === 'reverted';
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return false;
    throw error;
  }
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
  return (await paysAuthorization(client, usdc, used.transactionHash, authorization))
    ? { kind: 'transferred', transaction: used.transactionHash }
    : { kind: 'void', reason: 'authorization_spent_elsewhere' };
}

function unixSeconds(date: Date): bigint {
  return BigInt(Math.floor(date.getTime() / 1000));
}

/** A nonce can be spent on another transfer that the payer signed; only ours counts. */
async function paysAuthorization(
  client: PublicClient,
  usdc: Address,
  hash: Hash,
  authorization: Authorization,
): Promise<boolean> {
  const receipt = await client.getTransactionReceipt({ hash });
  const transfers = parseEventLogs({ abi: erc20Abi, eventName: 'Transfer', logs: receipt.logs });
  return transfers.some(
    (log) =>
      isAddressEqual(log.address, usdc) &&
      isAddressEqual(log.args.from, authorization.payer as Address) &&
      isAddressEqual(log.args.to, authorization.payTo as Address) &&
      log.args.value === authorization.amount,
  );
}
