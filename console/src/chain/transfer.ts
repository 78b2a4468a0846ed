import { encodeFunctionData, erc20Abi, getAddress, type Hex, parseUnits, toHex } from 'viem';
import type { Eip1193 } from '../wallet/wallets.ts';

const USDC_DECIMALS = 6;

/** A transfer that somebody is to make. */
export interface Transfer {
  /** CAIP-2 id. */
  readonly network: string;
  /** Contract of the token. */
  readonly asset: string;
  readonly to: string;
  /** USDC, as a decimal text. */
  readonly amount: string;
}

/** The account that a wallet shows to this page; it may ask its owner first. */
export async function accountOf(wallet: Eip1193): Promise<string> {
  const [account] = (await wallet.request({ method: 'eth_requestAccounts' })) as readonly string[];
  if (account === undefined) throw new Error('The wallet gives no account.');
  return account;
}

/**
 * Has a wallet send USDC, on the right network. The wallet asks its owner.
 * @returns hash of the transaction, which is not on the chain yet
 */
export async function transferUsdc(wallet: Eip1193, transfer: Transfer): Promise<Hex> {
  const account = await accountOf(wallet);
  const chainId = toHex(chainIdOf(transfer.network));
  if (chainId !== (await wallet.request({ method: 'eth_chainId' }))) {
    await wallet.request({ method: 'wallet_switchEthereumChain', params: [{ chainId }] });
  }
  const data = encodeFunctionData({
    abi: erc20Abi,
    functionName: 'transfer',
    args: [getAddress(transfer.to), parseUnits(transfer.amount, USDC_DECIMALS)],
  });
  const call = { from: account, to: getAddress(transfer.asset), data, value: '0x0' };
  return (await wallet.request({ method: 'eth_sendTransaction', params: [call] })) as Hex;
}

/** `eip155:84532` as 84532. */
function chainIdOf(network: string): number {
  return Number(network.split(':')[1]);
}
