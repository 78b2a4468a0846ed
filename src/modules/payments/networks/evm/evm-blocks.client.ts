import { BaseError, BlockNotFoundError, type PublicClient, RpcRequestError } from 'viem';
import type { Block } from '../payment-network.js';
import type { EvmClient } from './evm-network.js';

/** Seconds looked at beyond what is needed, for clocks that disagree and nodes that lag behind. */
const MARGIN_SECONDS = 300;

/** How many blocks those are, on a chain whose blocks are so far apart. */
export function marginBlocks(blockSeconds: number): bigint {
  return BigInt(Math.ceil(MARGIN_SECONDS / blockSeconds));
}

/** Reads the blocks of the chain behind `client`. */
export function evmBlocks(client: PublicClient): Pick<EvmClient, 'head' | 'blockHash'> {
  return {
    head: async () => toBlock(await client.getBlock()),
    blockHash: async (blockNumber) => {
      try {
        return (await client.getBlock({ blockNumber })).hash;
      } catch (error) {
        if (error instanceof BlockNotFoundError) return undefined;
        throw error;
      }
    },
  };
}

/** What viem tells of a mined block. */
interface MinedBlock {
  readonly number: bigint;
  readonly hash: string;
  readonly timestamp: bigint;
}

export function toBlock({ number, hash, timestamp }: MinedBlock): Block {
  return { number, hash, minedAt: new Date(Number(timestamp) * 1000) };
}

/**
 * Number of a block that is not younger than `time`, and not much older. How far blocks are apart is
 * a first guess: it goes back further, in steps that double, until a block says that it is old enough.
 */
export async function blockBefore(
  client: PublicClient,
  time: Date,
  head: Block,
  blockSeconds: number,
): Promise<bigint> {
  const age = Math.max(0, head.minedAt.getTime() - time.getTime()) / 1000;
  for (
    let back = BigInt(Math.ceil(age / blockSeconds)) + marginBlocks(blockSeconds);
    ;
    back *= 2n
  ) {
    const blockNumber = head.number - back;
    if (blockNumber <= 0n) return 0n;
    const { timestamp } = await client.getBlock({ blockNumber });
    if (Number(timestamp) * 1000 <= time.getTime()) return blockNumber;
  }
}

/** Whether the node answered, and said no: another question may get an answer. */
export function isRefusal(error: unknown): boolean {
  return (
    error instanceof BaseError && error.walk((cause) => cause instanceof RpcRequestError) !== null
  );
}
