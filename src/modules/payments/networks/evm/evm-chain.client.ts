import {
  type Address,
  createPublicClient,
  erc20Abi,
  type Hash,
  type Hex,
  http,
  isAddressEqual,
  isHash,
  type Log,
  parseAbi,
  parseEventLogs,
  type PublicClient,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
} from 'viem';
import type { Authorization, ChainOutcome, ChainQuery } from '../payment-network.js';
import { type SignedAuthorization, TRANSFER_WITH_AUTHORIZATION } from './authorization.js';
import type { EvmChain } from './evm-network.js';
import type { UsdcDeployment } from './usdc.js';

/** EIP-3009, https://eips.ethereum.org/EIPS/eip-3009 */
const eip3009 = parseAbi([
  'function authorizationState(address authorizer, bytes32 nonce) view returns (bool)',
  'event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce)',
  'event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce)',
]);

/** Blocks looked at beyond the payment's age, for clocks that disagree. */
const MARGIN_BLOCKS = 150n;

/** Asks the chain behind `rpcUrl`; every request ends after `timeoutMs`. */
export function evmChain(usdc: UsdcDeployment, rpcUrl: string, timeoutMs: number): EvmChain {
  const client = createPublicClient({
    transport: http(rpcUrl, { timeout: timeoutMs, retryCount: 2 }),
  });
  return {
    outcome: (query) => readOutcome(client, usdc.address, query),
    confirms: (authorization, transaction) =>
      confirms(client, usdc.address, authorization, transaction as Hash),
    isSigned: (authorization) => isSigned(client, usdc, authorization),
  };
}

function isSigned(
  client: PublicClient,
  { chainId, address: verifyingContract, name, version }: UsdcDeployment,
  { message, signature }: SignedAuthorization,
): Promise<boolean> {
  return client.verifyTypedData({
    address: message.from,
    domain: { name, version, chainId, verifyingContract },
    types: TRANSFER_WITH_AUTHORIZATION,
    primaryType: 'TransferWithAuthorization',
    message,
    signature,
  });
}

/** The receipt must show this very authorization used: an older transfer alike proves nothing. */
async function confirms(
  client: PublicClient,
  usdc: Address,
  authorization: Authorization,
  hash: Hash,
): Promise<boolean | undefined> {
  const receipt = await findReceipt(client, hash);
  if (receipt === undefined) return undefined;
  const used = parseEventLogs({
    abi: eip3009,
    eventName: 'AuthorizationUsed',
    logs: receipt.logs,
    args: { authorizer: authorization.payer as Address, nonce: authorization.nonce as Hex },
  });
  const ours = used.some(({ address }) => isAddressEqual(address, usdc));
  return receipt.status === 'success' && ours && pays(receipt.logs, usdc, authorization);
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

/** Undefined while the transaction is not mined, or when there is no such transaction. */
async function findReceipt(
  client: PublicClient,
  hash: Hash,
): Promise<TransactionReceipt | undefined> {
  if (!isHash(hash)) return undefined;
  try {
    return await client.getTransactionReceipt({ hash });
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return undefined;
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
  const { logs } = await client.getTransactionReceipt({ hash: used.transactionHash });
  return pays(logs, usdc, authorization)
    ? { kind: 'transferred', transaction: used.transactionHash }
    : { kind: 'void', reason: 'authorization_spent_elsewhere' };
}

function unixSeconds(date: Date): bigint {
  return BigInt(Math.floor(date.getTime() / 1000));
}

/** A nonce can be spent on another transfer that the payer signed; only ours counts. */
function pays(logs: Log[], usdc: Address, authorization: Authorization): boolean {
  const transfers = parseEventLogs({ abi: erc20Abi, eventName: 'Transfer', logs });
  return transfers.some(
    (log) =>
      isAddressEqual(log.address, usdc) &&
      isAddressEqual(log.args.from, authorization.payer as Address) &&
      isAddressEqual(log.args.to, authorization.payTo as Address) &&
      log.args.value === authorization.amount,
  );
}
