import { z } from 'zod';
import type { Block } from '../payment-network.js';
import { isRefusalWith, type SolanaRpc } from '../../../../common/solana/index.js';

/** How sure it must be that the chain keeps what is read: most of the stake voted for it, or all is settled. */
export type Commitment = 'confirmed' | 'finalized';

/** CAIP-2 names Solana's clusters by so many letters of the hash of their first block. */
const ID_LETTERS = 32;

/** There is no block in this slot, or none yet (https://solana.com/docs/rpc, custom error codes). */
const NO_BLOCK = new Set([-32_004, -32_007, -32_009]);
/** How many slots before the youngest may be without a block that the node can show. */
const MAX_EMPTY_SLOTS = 16;

const genesis = z.string().regex(/^[1-9A-HJ-NP-Za-km-z]{32,44}$/);
export const slotNumber = z.int().min(0);
const unixSeconds = z.int().min(0).max(253_402_300_799);
const block = z
  .object({ blockhash: z.string().min(32).max(44), blockTime: unixSeconds })
  .nullable();
const validity = z.object({ value: z.boolean() });

/** Asks which cluster the node is of. */
export async function askSolanaId(rpc: SolanaRpc): Promise<string> {
  return `solana:${(await rpc('getGenesisHash', [], genesis)).slice(0, ID_LETTERS)}`;
}

/** The youngest block of that commitment that the node can show. */
export async function headBlock(rpc: SolanaRpc, commitment: Commitment): Promise<Block> {
  const slot = await rpc('getSlot', [{ commitment }], slotNumber);
  for (let back = 0; back <= MAX_EMPTY_SLOTS && back <= slot; back += 1) {
    const found = await blockIn(rpc, slot - back, commitment);
    if (found !== undefined) return found;
  }
  throw new Error('the node shows no block of the last slots');
}

/** The block of a slot; undefined where there is none. */
export async function blockIn(
  rpc: SolanaRpc,
  slot: number,
  commitment: Commitment = 'confirmed',
): Promise<Block | undefined> {
  const options = { commitment, transactionDetails: 'none', rewards: false };
  const versioned = { ...options, maxSupportedTransactionVersion: 0 };
  try {
    const found = await rpc('getBlock', [slot, versioned], block);
    if (found === null) return undefined;
    const { blockhash: hash, blockTime } = found;
    return { number: BigInt(slot), hash, minedAt: new Date(blockTime * 1000) };
  } catch (error) {
    if (isRefusalWith(error, NO_BLOCK)) return undefined;
    throw error;
  }
}

/**
 * Whether transactions that name this block's hash can still be taken.
 * @param slot the answer is as of this slot, or a later one
 */
export async function isBlockhashValid(
  rpc: SolanaRpc,
  blockhash: string,
  commitment: Commitment,
  slot: bigint,
): Promise<boolean> {
  const options = { commitment, minContextSlot: Number(slot) };
  return (await rpc('isBlockhashValid', [blockhash, options], validity)).value;
}
