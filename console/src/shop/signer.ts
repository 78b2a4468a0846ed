import {
  getTypesForEIP712Domain,
  numberToHex,
  serializeTypedData,
  type TypedDataDomain,
} from 'viem';
import type { Eip1193 } from '../wallet/wallets.ts';
import { WalletFailed } from './problem.ts';

/** What a wallet is asked for next. */
export type WalletStep = 'connect' | 'switch' | 'sign';

/** What is signed (EIP-712). */
export interface TypedData {
  readonly domain: TypedDataDomain;
  readonly types: Readonly<
    Record<string, readonly { readonly name: string; readonly type: string }[]>
  >;
  readonly primaryType: string;
  readonly message: Readonly<Record<string, unknown>>;
}

/** An account of a wallet that signs for one chain after another. */
export interface Signer {
  readonly address: `0x${string}`;
  /** @throws {WalletFailed} when it does not sign, or does not know the chain */
  signTypedData(data: TypedData): Promise<`0x${string}`>;
}

/** Asks a wallet for its account. @param tell what is asked for, so that a page can say so */
export async function connect(wallet: Eip1193, tell: (step: WalletStep) => void): Promise<Signer> {
  const ask = async (method: string, params?: readonly unknown[]) => {
    try {
      return await wallet.request({ method, ...(params && { params }) });
    } catch (error) {
      throw new WalletFailed(error);
    }
  };
  tell('connect');
  const [address] = (await ask('eth_requestAccounts')) as readonly `0x${string}`[];
  if (address === undefined) throw new WalletFailed(new Error('The wallet gives no account.'));
  const signTypedData = async (data: TypedData) => {
    const chainId = Number(data.domain.chainId);
    // Wallets sign for the chain that they show, and for no other.
    if (Number(await ask('eth_chainId')) !== chainId) {
      tell('switch');
      await ask('wallet_switchEthereumChain', [{ chainId: numberToHex(chainId) }]);
    }
    tell('sign');
    return (await ask('eth_signTypedData_v4', [address, textOf(data)])) as `0x${string}`;
  };
  return { address, signTypedData };
}

/** The same, of the account that paid. @throws {WalletFailed} when the wallet shows another one */
export async function connectAs(
  payer: string,
  wallet: Eip1193,
  tell: (step: WalletStep) => void = () => undefined,
): Promise<Signer> {
  const signer = await connect(wallet, tell);
  if (signer.address.toLowerCase() === payer.toLowerCase()) return signer;
  const short = `${payer.slice(0, 6)}…${payer.slice(-4)}`;
  throw new WalletFailed(new Error(`Choose the account ${short} in it, which paid.`));
}

function textOf({ types, ...data }: TypedData): string {
  const domain = { EIP712Domain: getTypesForEIP712Domain({ domain: data.domain }) };
  // Its types tell apart what is known when it is compiled; what is signed here is not.
  type Serialized = Parameters<typeof serializeTypedData>[0];
  return serializeTypedData({ ...data, types: { ...domain, ...types } } as unknown as Serialized);
}
