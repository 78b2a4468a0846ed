import {
  type Address,
  erc20Abi,
  isHash,
  type PublicClient,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
} from 'viem';
import type { MinedTransaction, TransferSearch, TransfersFound } from '../payment-network.js';
import type { EvmChain } from './evm-network.js';
import { transfersOf, usesAuthorization } from './transfers.js';
import type { UsdcDeployment } from './usdc.js';

/** Blocks looked at again, for clocks that disagree and nodes that lag behind. */
const MARGIN_BLOCKS = 150n;
/** What public nodes answer `eth_getLogs` for in one request. */
const RANGE_BLOCKS = 1_000n;
const MAX_RANGES = 10n;

/** Reads the token's transfers from the chain behind `client`. */
export function evmTransfers(
  usdc: UsdcDeployment,
  client: PublicClient,
): Pick<EvmChain, 'balanceOf' | 'confirm' | 'mined' | 'findTransfers'> {
  return {
    balanceOf: (address) =>
      client.readContract({
        address: usdc.address,
        abi: erc20Abi,
        functionName: 'balanceOf',
        args: [address as Address],
      }),
    confirm: async (authorization, transaction) => {
      const receipt = await findReceipt(client, transaction);
      if (receipt === undefined) return undefined;
      const isOurs = usesAuthorization(receipt, usdc.address, authorization);
      return isOurs ? receipt.transactionHash : null;
    },
    mined: (transaction) => readMined(client, usdc.address, transaction),
    findTransfers: (search) => findTransfers(client, usdc.address, search),
  };
}

/** Undefined while the transaction is not mined, or when there can be none of that id. */
export async function findReceipt(
  client: PublicClient,
  transaction: string,
): Promise<TransactionReceipt | undefined> {
  if (!isHash(transaction)) return undefined;
  try {
    return await client.getTransactionReceipt({ hash: transaction });
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return undefined;
    throw error;
  }
}

async function readMined(
  client: PublicClient,
  usdc: Address,
  hash: string,
): Promise<MinedTransaction | undefined> {
  const receipt = await findReceipt(client, hash);
  if (receipt === undefined) return undefined;
  const { timestamp } = await client.getBlock({ blockHash: receipt.blockHash });
  return {
    transaction: receipt.transactionHash,
    succeeded: receipt.status === 'success',
    block: receipt.blockNumber,
    minedAt: new Date(Number(timestamp) * 1000),
    transfers: transfersOf(receipt, usdc),
  };
}

async function findTransfers(
  client: PublicClient,
  usdc: Address,
  { from, to, amount, since, searchedTo }: TransferSearch,
): Promise<TransfersFound> {
  const head = await client.getBlock();
  // Every chain listed makes at most one block a second, so the age in seconds bounds the blocks.
  const age = head.timestamp - BigInt(Math.floor(since.getTime() / 1000));
  const start = (searchedTo ?? head.number - age) - MARGIN_BLOCKS;
  const first = start > 0n ? start : 0n;
  const last = min(head.number, first + RANGE_BLOCKS * MAX_RANGES - 1n);
  const found = new Set<string>();
  for (let block = first; block <= last; block += RANGE_BLOCKS) {
    const logs = await client.getContractEvents({
      address: usdc,
      abi: erc20Abi,
      eventName: 'Transfer',
      args: { from: [...from] as Address[], to: to as Address },
      strict: true,
      fromBlock: block,
      toBlock: min(last, block + RANGE_BLOCKS - 1n),
    });
    for (const log of logs) if (log.args.value === amount) found.add(log.transactionHash);
  }
  return { transactions: [...found], searchedTo: last };
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
