import { parseAbi, parseEther } from 'viem';
import type { Address } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import type { AnvilClient } from './network.js';

const usdcAbi = parseAbi([
  'function mint(address to, uint256 amount) returns (bool)',
  'function balanceOf(address account) view returns (uint256)',
]);

/** What else to give an account. */
export interface FundOptions {
  /** The account has at least this much ETH afterwards, in wei. Default: 1 ETH. */
  wei?: bigint;
  /** Which of the chain's test tokens it is given; the first one by default. */
  token?: Address;
}

/** Money for the accounts of a local chain. */
export interface Funding {
  /** Mints `usdcAtomic` (1 USDC = 1000000) to the account and gives it ETH for gas. */
  fund(address: Address, usdcAtomic: bigint, options?: FundOptions): Promise<void>;
  /** The account's USDC in atomic units. */
  usdcBalance(address: Address): Promise<bigint>;
}

/**
 * Funding with a minter of its own, so that several processes can fund at the same time. It mints one
 * by one: the chain says what its account's next nonce is, also after the chain was set back.
 * @param first the token that is meant where none is named
 */
export function createFunding(anvil: AnvilClient, first: Address): Funding {
  const minter = privateKeyToAccount(generatePrivateKey());
  let minting: Promise<unknown> = Promise.resolve();

  async function ensureEther(address: Address, wei: bigint): Promise<void> {
    if ((await anvil.getBalance({ address })) < wei)
      await anvil.setBalance({ address, value: wei });
  }

  function mint(...order: Parameters<typeof mintNow>): Promise<void> {
    const minted = minting.then(() => mintNow(...order));
    minting = minted.catch(() => undefined);
    return minted;
  }

  async function mintNow(address: Address, to: Address, amount: bigint): Promise<void> {
    await ensureEther(minter.address, parseEther('1'));
    const hash = await anvil.writeContract({
      account: minter,
      address,
      abi: usdcAbi,
      functionName: 'mint',
      args: [to, amount],
    });
    const { status } = await anvil.waitForTransactionReceipt({ hash });
    if (status !== 'success') throw new Error(`Minting test USDC failed in transaction ${hash}.`);
  }

  return {
    async fund(address, usdcAtomic, { wei = parseEther('1'), token = first } = {}) {
      await ensureEther(address, wei);
      if (usdcAtomic > 0n) await mint(token, address, usdcAtomic);
    },
    usdcBalance: (address) =>
      anvil.readContract({
        address: first,
        abi: usdcAbi,
        functionName: 'balanceOf',
        args: [address],
      }),
  };
}
