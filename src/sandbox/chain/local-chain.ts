import type { Address } from 'viem';
import { startAnvil } from './anvil-process.js';
import { installContracts, type TestToken } from './contracts.js';
import { createFunding } from './funding.js';
import type { Funding } from './funding.js';
import { connectAnvil, SANDBOX_CHAIN } from './network.js';

/** A chain of this machine that looks like Base Sepolia to buyers, with money for the asking. */
export interface ChainConnection extends Funding {
  readonly rpcUrl: string;
  readonly chainId: number;
  /** The first of its test tokens, the test USDC: 6 decimals, the EIP-712 domain of its row. */
  readonly usdc: Address;
}

/** A local chain that this process started and ends. */
export interface LocalChain extends ChainConnection {
  stop(): Promise<void>;
}

/** Where the chain keeps its state; without a file it starts empty and leaves nothing. */
export interface LocalChainOptions {
  /** Kept over restarts: blocks, balances and used authorizations. Created when missing. */
  stateFile?: string;
  /** Empty blocks come at this interval, as on a real chain; without it after transactions only. */
  blockSeconds?: number;
  /** Which chain it looks like; Base Sepolia by default. */
  looksLike?: ChainLook;
}

/** What tells a chain from others, for buyers: an `EvmChain` has it. */
export interface ChainLook {
  readonly chainId: number;
  readonly assets: readonly [TestToken, ...TestToken[]];
}

/**
 * Starts a local chain with its test tokens and Multicall3. The chain ends with this process.
 * @throws Error saying what to install when there is no anvil, or why anvil did not start.
 */
export async function startChain(options: LocalChainOptions = {}): Promise<LocalChain> {
  const { looksLike = SANDBOX_CHAIN, ...where } = options;
  const { chainId, assets } = looksLike;
  const { rpcUrl, stop } = await startAnvil(chainId, where);
  try {
    await installContracts(connectAnvil(rpcUrl, chainId), assets);
    return { ...connectChain(rpcUrl, looksLike), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The same chain for another process, which only knows its address. Nothing is started. */
export function connectChain(
  rpcUrl: string,
  { chainId, assets: [{ address: usdc }] }: ChainLook = SANDBOX_CHAIN,
): ChainConnection {
  return { rpcUrl, chainId, usdc, ...createFunding(connectAnvil(rpcUrl, chainId), usdc) };
}
