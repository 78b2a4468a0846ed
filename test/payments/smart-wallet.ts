import {
  type Address,
  concat,
  encodeFunctionData,
  type Hex,
  parseAbi,
  parseEther,
  serializeErc6492Signature,
  type SignableMessage,
  type TypedDataDefinition,
} from 'viem';
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import {
  type AnvilClient,
  connectAnvil,
  DELEGATE_ADDRESS,
  WALLET_FACTORY_ADDRESS,
} from '../../src/sandbox/chain/network.js';

const factoryAbi = parseAbi([
  'function createWallet(address owner, uint256 salt) returns (address wallet)',
  'function walletOf(address owner, uint256 salt) view returns (address)',
]);

/** What is in front of a key's signature, so that it is none of a key. */
const FRONT: Hex = '0x0001';

/** A wallet that signs as buyers' and creators' wallets do; `@x402/evm` takes it for a signer. */
export interface SigningWallet {
  readonly address: Address;
  signMessage(parts: { readonly message: SignableMessage }): Promise<Hex>;
  signTypedData(parts: Record<string, unknown>): Promise<Hex>;
}

/** A contract of the local chain (ERC-1271) whose owner has a key. Until it is deployed, it says how (ERC-6492). */
export class SmartWallet implements SigningWallet {
  private constructor(
    readonly address: Address,
    readonly owner: PrivateKeyAccount,
    private readonly anvil: AnvilClient,
  ) {}

  /** A wallet that is not on the chain yet. */
  static async planned(rpcUrl: string): Promise<SmartWallet> {
    const owner = privateKeyToAccount(generatePrivateKey());
    const anvil = connectAnvil(rpcUrl);
    const address = await anvil.readContract({
      address: WALLET_FACTORY_ADDRESS,
      abi: factoryAbi,
      functionName: 'walletOf',
      args: [owner.address, 0n],
    });
    return new SmartWallet(address, owner, anvil);
  }

  static async deployed(rpcUrl: string): Promise<SmartWallet> {
    const wallet = await SmartWallet.planned(rpcUrl);
    await wallet.deploy();
    return wallet;
  }

  async isDeployed(): Promise<boolean> {
    return (await this.anvil.getCode({ address: this.address })) !== undefined;
  }

  async signMessage(parts: { readonly message: SignableMessage }): Promise<Hex> {
    return this.wrap(await this.owner.signMessage(parts));
  }

  async signTypedData(parts: Record<string, unknown>): Promise<Hex> {
    return this.wrap(await this.owner.signTypedData(parts as unknown as TypedDataDefinition));
  }

  async deploy(): Promise<void> {
    const { address: account } = await relay(this.anvil);
    const args = [this.owner.address, 0n] as const;
    const call = { abi: factoryAbi, functionName: 'createWallet', args } as const;
    const hash = await this.anvil.writeContract({
      ...call,
      address: WALLET_FACTORY_ADDRESS,
      account,
    });
    await this.anvil.waitForTransactionReceipt({ hash });
  }

  private async wrap(signed: Hex): Promise<Hex> {
    const signature = concat([FRONT, signed]);
    if (await this.isDeployed()) return signature;
    return serializeErc6492Signature({
      address: WALLET_FACTORY_ADDRESS,
      data: encodeFunctionData({
        abi: factoryAbi,
        functionName: 'createWallet',
        args: [this.owner.address, 0n],
      }),
      signature,
    });
  }
}

/** An account with a key that runs a wallet's code (EIP-7702), by a real transaction. */
export async function delegatingAccount(rpcUrl: string): Promise<PrivateKeyAccount> {
  const account = privateKeyToAccount(generatePrivateKey());
  const anvil = connectAnvil(rpcUrl);
  const authorization = await account.signAuthorization({
    chainId: anvil.chain.id,
    nonce: 0,
    address: DELEGATE_ADDRESS,
  });
  const { address } = await relay(anvil);
  const hash = await anvil.sendTransaction({
    account: address,
    authorizationList: [authorization],
    to: account.address,
  });
  await anvil.waitForTransactionReceipt({ hash });
  return account;
}

/** The same account, signing in the form that only its code reads. */
export function byItsCode(account: PrivateKeyAccount): SigningWallet {
  return {
    address: account.address,
    signMessage: async (parts) => concat([FRONT, await account.signMessage(parts)]),
    signTypedData: async (parts) =>
      concat([FRONT, await account.signTypedData(parts as unknown as TypedDataDefinition)]),
  };
}

/** Whoever pays for a transaction, new each time: nobody's account nonce is waited for. */
async function relay(anvil: AnvilClient): Promise<{ readonly address: Address }> {
  const { address } = privateKeyToAccount(generatePrivateKey());
  await anvil.setBalance({ address, value: parseEther('1') });
  await anvil.impersonateAccount({ address });
  return { address };
}
