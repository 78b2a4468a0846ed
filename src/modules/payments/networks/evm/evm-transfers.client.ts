import {
  type Address,
  erc20Abi,
  isHash,
  type PublicClient,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
} from 'viem';
import type { TransferSearch, TransfersFound } from '../transfer-search.js';
import type { MinedTransaction } from '../payment-network.js';
import { readRanges } from './block-ranges.js';
import { blockBefore, isRefusal, marginBlocks, toBlock } from './evm-blocks.client.js';
import type { EvmClient } from './evm-network.js';
import { readProxyCall } from './proxy-call.client.js';
import { transferBy, transfersOf } from './transfers.js';
import type { EvmToken } from './evm-token.js';

/** Reads the token's transfers from the chain behind `client`. */
export function evmTransfers(
  usdc: EvmToken,
  client: PublicClient,
): Pick<EvmClient, 'balanceOf' | 'confirm' | 'mined' | 'findTransfers'> {
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
      const isOurs = transferBy(receipt, usdc.address, authorization) !== undefined;
      return isOurs ? receipt.transactionHash : null;
    },
    mined: (transaction) => readMined(client, usdc.address, transaction),
    findTransfers: (search) => findTransfers(client, usdc, search),
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
  const permit = await readProxyCall(client, receipt);
  return {
    transaction: receipt.transactionHash,
    succeeded: receipt.status === 'success',
    block: receipt.blockNumber,
    minedAt: new Date(Number(timestamp) * 1000),
    transfers: transfersOf(receipt, usdc).map((each) => {
      const isPermit = permit?.payer === each.from && permit.payTo === each.to;
      return isPermit ? { ...each, nonce: permit.nonce } : each;
    }),
  };
}

async function findTransfers(
  client: PublicClient,
  { address, blockSeconds }: EvmToken,
  { from, to, amount, since, searchedTo }: Omit<TransferSearch, 'asset'>,
): Promise<TransfersFound> {
  const head = toBlock(await client.getBlock());
  const start =
    searchedTo === null
      ? await blockBefore(client, since, head, blockSeconds)
      : searchedTo - marginBlocks(blockSeconds);
  const { found, readTo } = await readRanges(
    { first: start > 0n ? start : 0n, last: head.number },
    {
      read: async ({ first: fromBlock, last: toBlock }) => {
        const args = { from: [...from] as Address[], to: to as Address };
        const transfers = { address, abi: erc20Abi, eventName: 'Transfer', args } as const;
        const logs = await client.getContractEvents({
          ...transfers,
          strict: true,
          fromBlock,
          toBlock,
        });
        return logs.filter((log) => log.args.value === amount);
      },
      isTooLarge: isRefusal,
      untilFound: false,
    },
  );
  const transactions = [...new Set(found.map(({ transactionHash }) => transactionHash))];
  return { transactions, searchedTo: readTo };
}
