import {
  type Address,
  decodeAbiParameters,
  erc20Abi,
  type Hex,
  numberToHex,
  pad,
  parseAbiParameters,
  type PublicClient,
  toEventSelector,
  type TransactionReceipt,
} from 'viem';
import { z } from 'zod';
import { PERMIT2_ADDRESS, UPTO_PROXY_ADDRESS } from '../../../../common/networks/index.js';
import { ACROSS_ASSETS } from '../metered-payments.js';
import type { Authorization, ChainOutcome, ChainQuery, Block } from '../payment-network.js';
import { type BlockRange, readRanges } from './block-ranges.js';
import { isRefusal, toBlock } from './evm-blocks.client.js';
import { notUsed } from './evm-chain.client.js';
import type { EvmToken } from './evm-token.js';
import { transferIn, type Use } from './evm-transfer-time.client.js';
import { findReceipt } from './evm-transfers.client.js';
import { firstBlock, foundNothing } from './evm-uses.client.js';
import { isPermitUsed, placeOf } from './permit-use.client.js';
import { readProxyCall } from './proxy-call.client.js';
import { transfersOf } from './transfers.js';

const [TRANSFER, TAKEN_BACK] = [
  toEventSelector('Transfer(address,address,uint256)'),
  toEventSelector('UnorderedNonceInvalidation(address,uint256,uint256)'),
];
const WORD_AND_MASK = parseAbiParameters('uint256 word, uint256 mask');

/** How long before our request a use is looked for: clocks disagree, and no older one is ours. */
const LOOK_BACK_MS = 60_000;

const hash = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/)
  .transform((text) => text as Hex);
/** `eth_getLogs`, https://ethereum.github.io/execution-apis/ */
const logs = z.array(
  z.object({
    transactionHash: hash,
    topics: z.array(hash).min(1).max(4),
    data: z
      .string()
      .regex(/^0x([0-9a-fA-F]{2}){0,128}$/)
      .transform((text) => text as Hex),
  }),
);

/** What is asked of a chain about payments by Permit2 in one token. */
export interface PermitClient {
  outcome(query: ChainQuery): Promise<ChainOutcome>;
  confirm(authorization: Authorization, transaction: string): Promise<string | null | undefined>;
  isDeployed(): Promise<boolean>;
  allowanceOf(payer: string): Promise<bigint>;
}

/** Reads what became of payments by Permit2 from the chain behind `client`. */
export function evmPermits(token: EvmToken, client: PublicClient): PermitClient {
  return {
    outcome: (query) => readOutcome(client, token, query),
    confirm: async (authorization, transaction) => {
      const receipt = await findReceipt(client, transaction);
      if (receipt === undefined) return undefined;
      const use = await permitUse(client, token, authorization, receipt);
      return use === undefined ? null : receipt.transactionHash;
    },
    isDeployed: async () => {
      const contracts = [PERMIT2_ADDRESS, UPTO_PROXY_ADDRESS];
      const codes = await Promise.all(contracts.map((address) => client.getCode({ address })));
      return codes.every((code) => code !== undefined && code !== '0x');
    },
    allowanceOf: (payer) => {
      const args = [payer as Address, PERMIT2_ADDRESS] as const;
      const question = { abi: erc20Abi, functionName: 'allowance', args } as const;
      return client.readContract({ ...question, address: token.address });
    },
  };
}

/** As for EIP-3009: the known transaction first, then whether the nonce is used, then by what. */
async function readOutcome(
  client: PublicClient,
  token: EvmToken,
  query: ChainQuery,
): Promise<ChainOutcome> {
  const { transaction, authorization } = query;
  const receipt = transaction === null ? undefined : await findReceipt(client, transaction);
  const use = receipt && (await permitUse(client, token, authorization, receipt));
  const known = receipt && (await transferIn(client, query, receipt, use));
  if (known !== undefined) return known;
  const head = toBlock(await client.getBlock());
  const { payer, nonce } = authorization;
  const isUsed = await isPermitUsed(client, payer as Address, numberOf(nonce), head.number);
  if (isUsed) return findUse(client, token, query, head);
  return notUsed(query, head, receipt?.status === 'reverted');
}

async function findUse(
  client: PublicClient,
  token: EvmToken,
  query: ChainQuery,
  head: Block,
): Promise<ChainOutcome> {
  const first = await firstBlock(client, token, query, head, LOOK_BACK_MS);
  const { found, readTo } = await readRanges(
    { first, last: head.number },
    {
      read: (part) => readTraces(client, token, query, part),
      isTooLarge: isRefusal,
      untilFound: true,
    },
  );
  return found[0] ?? foundNothing(token, query, head, readTo);
}

/** What transfers to the payee and what the payer took back tell of the nonce, in one request. */
async function readTraces(
  client: PublicClient,
  token: EvmToken,
  query: ChainQuery,
  { first, last }: BlockRange,
): Promise<ChainOutcome[]> {
  const { payer, payTo, nonce } = query.authorization;
  const address = [token.address, PERMIT2_ADDRESS];
  const topics = [[TRANSFER, TAKEN_BACK], pad(payer as Address)];
  const [fromBlock, toBlock] = [numberToHex(first), numberToHex(last)];
  const found: unknown = await client.request({
    method: 'eth_getLogs',
    params: [{ address, topics, fromBlock, toBlock }],
  });
  const payee = pad(payTo as Address).toLowerCase();
  for (const { topics: named, data, transactionHash } of logs.parse(found)) {
    if (named[0] === TAKEN_BACK && takesBack(data, nonce)) {
      return [{ kind: 'void', reason: 'authorization_cancelled' }];
    }
    if (named[0] !== TRANSFER || named[2]?.toLowerCase() !== payee) continue;
    const receipt = await client.getTransactionReceipt({ hash: transactionHash });
    const use = await permitUse(client, token, query.authorization, receipt);
    const transfer = await transferIn(client, query, receipt, use);
    if (transfer !== undefined) return [transfer];
  }
  return [];
}

function numberOf(nonce: string): bigint {
  return BigInt(nonce.slice(ACROSS_ASSETS.length));
}

function takesBack(data: Hex, nonce: string): boolean {
  if (data.length !== 2 + 128) return false;
  const [word, mask] = decodeAbiParameters(WORD_AND_MASK, data);
  const place = placeOf(numberOf(nonce));
  return word === place.word && (mask & place.bit) !== 0n;
}

/**
 * What a transaction to the proxy moved for this very payment, as its log says; undefined for any other
 * transaction. An older transfer alike proves nothing: the nonce is read from what the proxy was told.
 */
async function permitUse(
  client: PublicClient,
  { address }: EvmToken,
  { payer, payTo, nonce }: Authorization,
  receipt: TransactionReceipt,
): Promise<Use | undefined> {
  const told = await readProxyCall(client, receipt);
  if (told?.nonce !== nonce || told.payer !== payer || told.payTo !== payTo) return undefined;
  const transfer = transfersOf(receipt, address).find(
    ({ from, to }) => from === payer && to === payTo,
  );
  if (transfer === undefined) return undefined;
  const logIndex = receipt.logs.findIndex((log) => log.logIndex === transfer.logIndex);
  return { logIndex, amount: transfer.amount };
}
