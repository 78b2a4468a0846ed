import { bytesToHex, isHex, stringToBytes } from 'viem';
import type { Address } from 'viem';
import { PERMIT2_ADDRESS, UPTO_PROXY_ADDRESS } from '../../common/networks/index.js';
import type { EvmAsset } from '../../common/networks/index.js';
import multicall3 from './Multicall3.json' with { type: 'json' };
import {
  type AnvilClient,
  DELEGATE_ADDRESS,
  MULTICALL3_ADDRESS,
  WALLET_FACTORY_ADDRESS,
} from './network.js';
import permit2 from './Permit2.json' with { type: 'json' };
import testUsdc from './TestUsdc.json' with { type: 'json' };
import testWallet from './TestWallet.json' with { type: 'json' };
import testWalletFactory from './TestWalletFactory.json' with { type: 'json' };
import uptoProxy from './UptoProxy.json' with { type: 'json' };

/** A test token: where it is, how it is called, and the EIP-712 domain that its transfers are signed for. */
export type TestToken = Pick<EvmAsset, 'address' | 'symbol' | 'domain'>;

/** The slots of the token's texts in TestUsdc.sol. */
const SLOTS = { name: 5, symbol: 6, version: 7 } as const;
/** A longer text takes more than its own slot. */
const LONGEST_TEXT = 31;

/**
 * Puts the test tokens, Multicall3, Permit2 and x402's proxy at the addresses that payment clients expect, and
 * what makes smart wallets beside them. Balances and used
 * authorizations stay as they are, so a chain restored from its state is not set back.
 * @throws Error for a name, symbol or version of more than 31 bytes
 */
export async function installContracts(
  anvil: AnvilClient,
  tokens: readonly TestToken[],
): Promise<void> {
  await installCode(anvil, MULTICALL3_ADDRESS, multicall3.deployedBytecode);
  await installCode(anvil, PERMIT2_ADDRESS, permit2.deployedBytecode);
  await installCode(anvil, UPTO_PROXY_ADDRESS, uptoProxy.deployedBytecode);
  await installCode(anvil, WALLET_FACTORY_ADDRESS, testWalletFactory.deployedBytecode);
  await installCode(anvil, DELEGATE_ADDRESS, testWallet.deployedBytecode);
  for (const { address, symbol, domain } of tokens) {
    await installCode(anvil, address, testUsdc.deployedBytecode);
    for (const [text, index] of [
      [domain.name, SLOTS.name],
      [symbol, SLOTS.symbol],
      [domain.version, SLOTS.version],
    ] as const) {
      await anvil.setStorageAt({ address, index, value: shortText(text) });
    }
  }
}

/** As Solidity stores a short text: its bytes, and twice their number in the last byte. */
function shortText(text: string): `0x${string}` {
  const bytes = stringToBytes(text);
  if (bytes.length > LONGEST_TEXT) {
    throw new Error(`A test token says at most ${LONGEST_TEXT} bytes of text, not: ${text}`);
  }
  const slot = new Uint8Array(32);
  slot.set(bytes);
  slot[LONGEST_TEXT] = bytes.length * 2;
  return bytesToHex(slot);
}

async function installCode(anvil: AnvilClient, address: Address, bytecode: string): Promise<void> {
  if (!isHex(bytecode)) throw new Error(`The compiled contract for ${address} is damaged.`);
  if ((await anvil.getCode({ address })) === bytecode) return;
  await anvil.setCode({ address, bytecode });
}
