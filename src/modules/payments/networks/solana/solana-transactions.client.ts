import { z } from 'zod';
import { signatureBytes, type SolanaRpc } from '../../../../common/solana/index.js';
import type { AssetTransfer } from '../payment-network.js';
import { slotNumber } from './solana-blocks.client.js';
import { readPaymentTransfer } from './payment-transaction.js';
import { type Call, transfersIn } from './token-transfers.js';
import { readTransaction, type Transaction } from './transaction-bytes.js';
import { base58 } from '@scure/base';

const address = z.string().min(32).max(44);
/** More letters of base58 than the bytes of any transfer take. */
const LONGEST_TRANSFER = 32;
const innerCall = z.object({
  programIdIndex: z.int().min(0).max(255),
  accounts: z.array(z.int().min(0).max(255)).max(255),
  data: z.string().max(20_000),
});

const tokenBalances = z
  .array(
    z.object({ accountIndex: z.int().min(0).max(511), mint: address, owner: address.nullish() }),
  )
  .max(512)
  .nullish();

/** `getTransaction`, https://solana.com/docs/rpc/http/gettransaction */
const found = z
  .object({
    slot: slotNumber,
    blockTime: z.int().min(0).max(253_402_300_799).nullable(),
    transaction: z.tuple([z.string().max(4_096), z.literal('base64')]),
    meta: z.object({
      err: z.unknown(),
      innerInstructions: z
        .array(z.object({ index: z.int().min(0), instructions: z.array(innerCall).max(1_000) }))
        .max(256)
        .nullish(),
      loadedAddresses: z
        .object({ writable: z.array(address).max(256), readonly: z.array(address).max(256) })
        .nullish(),
      postTokenBalances: tokenBalances,
      preTokenBalances: tokenBalances,
    }),
  })
  .nullable();

type Found = NonNullable<z.infer<typeof found>>;

/** A transaction that is on the chain. */
export interface Landed {
  /** As Solana calls it: its first signature. */
  readonly id: string;
  readonly slot: number;
  readonly minedAt: Date;
  readonly succeeded: boolean;
  readonly transaction: Transaction;
  /** Every transfer of a token that was carried out in it, of one mint. */
  transfersOf(mint: string): readonly AssetTransfer[];
}

/** Undefined while no transaction of that id is on the chain, as far as the node knows. */
export async function findLanded(rpc: SolanaRpc, id: string): Promise<Landed | undefined> {
  if (signatureBytes(id) === undefined) return undefined;
  const options = {
    encoding: 'base64',
    commitment: 'confirmed',
    maxSupportedTransactionVersion: 0,
  };
  const answer = await rpc('getTransaction', [id, options], found);
  if (answer === null) return undefined;
  const transaction = readTransaction(Buffer.from(answer.transaction[0], 'base64'));
  // A node may answer with another transaction than it was asked for.
  if (transaction?.signatures[0] !== id) throw new Error('the answer is another transaction');
  return landed(id, answer, transaction);
}

function landed(id: string, answer: Found, transaction: Transaction): Landed {
  const { slot, blockTime, meta } = answer;
  if (blockTime === null) throw new Error('the node does not know when the transaction was');
  const succeeded = (meta.err ?? null) === null;
  return {
    id,
    slot,
    minedAt: new Date(blockTime * 1000),
    succeeded,
    transaction,
    transfersOf: (mint) => (succeeded ? transfersOf(answer, transaction, mint) : []),
  };
}

function transfersOf({ meta }: Found, transaction: Transaction, mint: string): AssetTransfer[] {
  const { writable = [], readonly = [] } = meta.loadedAddresses ?? {};
  const accounts = [...transaction.message.accounts, ...writable, ...readonly];
  const owners = new Map<string, string>();
  for (const held of [...(meta.preTokenBalances ?? []), ...(meta.postTokenBalances ?? [])]) {
    const account = accounts[held.accountIndex];
    if (account === undefined || held.mint !== mint || held.owner == null) continue;
    owners.set(account, held.owner);
  }
  const moved = transfersIn(callsOf(meta, transaction, accounts), owners);
  const payment = readPaymentTransfer(transaction);
  return moved.map(({ source, ...transfer }, logIndex) => {
    const isPayment = payment?.source === source && payment.amount === transfer.amount;
    return { ...transfer, logIndex, nonce: isPayment ? payment.messageHash : null };
  });
}

/** What was called, in the order in which it was. */
function callsOf(
  { innerInstructions }: Found['meta'],
  { message }: Transaction,
  accounts: readonly string[],
): Call[] {
  const named = (places: readonly number[]) => places.map((place) => accounts[place] ?? '');
  return message.instructions.flatMap(({ program, accounts: given, data }, at) => {
    const own = { program: accounts[program] ?? '', accounts: named(given), data };
    const inner = innerInstructions?.find(({ index }) => index === at)?.instructions ?? [];
    const made = inner.map((each) => ({
      program: accounts[each.programIdIndex] ?? '',
      accounts: named(each.accounts),
      data: bytesOf(each.data),
    }));
    return [own, ...made];
  });
}

/** Base58 takes time by the square of its length. What moves tokens is short, and nothing else is looked at. */
function bytesOf(data: string): Uint8Array {
  return data.length > LONGEST_TRANSFER ? new Uint8Array() : base58.decode(data);
}
