import { isHex } from 'viem';
import type { Address } from 'viem';
import multicall3 from './Multicall3.json' with { type: 'json' };
import { MULTICALL3_ADDRESS, USDC_ADDRESS } from './network.js';
import type { AnvilClient } from './network.js';
import testUsdc from './TestUsdc.json' with { type: 'json' };

/**
 * Puts test USDC and Multicall3 at the addresses that payment clients expect. Balances and used
 * authorizations stay as they are, so a chain restored from its state is not set back.
 */
export async function installContracts(
  anvil: AnvilClient,
  token: Address = USDC_ADDRESS,
): Promise<void> {
  await installCode(anvil, token, testUsdc.deployedBytecode);
  await installCode(anvil, MULTICALL3_ADDRESS, multicall3.deployedBytecode);
}

async function installCode(anvil: AnvilClient, address: Address, bytecode: string): Promise<void> {
  if (!isHex(bytecode)) throw new Error(`The compiled contract for ${address} is damaged.`);
  if ((await anvil.getCode({ address })) === bytecode) return;
  await anvil.setCode({ address, bytecode });
}
