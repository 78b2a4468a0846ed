import type { Page } from 'playwright-core';
import { createWalletClient, type Hex, hexToString, http, isHex } from 'viem';
import type { PrivateKeyAccount } from 'viem/accounts';

/** What a wallet of the browser answers, and how often it was asked. */
export interface ScriptedWallet {
  /** Says no to all questions from now on, as a person who closes them. */
  rejects: boolean;
  /** The chain that it shows, in hexadecimal: it signs payments for no other, as wallets do. */
  chainId: string;
  /** Who it shows and signs as. */
  account: PrivateKeyAccount;
  readonly asked: readonly string[];
}

/** A question of a page to its wallet (EIP-1193). */
interface Question {
  readonly method: string;
  readonly params?: readonly unknown[];
}

const NAME = 'Scripted Wallet';

/**
 * Puts a wallet into every page that `page` opens. It announces itself as wallets do (EIP-6963), and really signs.
 * @param rpcUrl chain that it sends transactions to; without one it sends none
 */
export async function putWallet(
  page: Page,
  account: PrivateKeyAccount,
  rpcUrl?: string,
): Promise<ScriptedWallet> {
  const asked: string[] = [];
  const wallet = { rejects: false, chainId: '0x14a34', account, asked };
  await page.exposeFunction('askScriptedWallet', async (text: string) => {
    const question = JSON.parse(text) as Question;
    asked.push(question.method);
    if (wallet.rejects) return { error: { code: 4001, message: 'User rejected the request.' } };
    return { result: await answer(wallet.account, wallet, question, rpcUrl) };
  });
  await page.addInitScript(announce, NAME);
  return wallet;
}

async function answer(
  account: PrivateKeyAccount,
  wallet: { chainId: string },
  { method, params = [] }: Question,
  rpcUrl: string | undefined,
): Promise<unknown> {
  switch (method) {
    case 'eth_requestAccounts':
    case 'eth_accounts':
      return [account.address.toLowerCase()];
    case 'eth_chainId':
      return wallet.chainId;
    case 'wallet_switchEthereumChain':
      wallet.chainId = (params[0] as { chainId: string }).chainId;
      return null;
    case 'personal_sign':
      return account.signMessage({ message: textOf(params[0]) });
    case 'eth_sendTransaction':
      if (rpcUrl === undefined) throw new Error('the scripted wallet has no chain');
      return send(account, rpcUrl, params[0] as { readonly to: Hex; readonly data: Hex });
    case 'eth_signTypedData_v4':
      return signTypedData(account, wallet.chainId, String(params[1]));
    default:
      throw new Error(`the scripted wallet does not know ${method}`);
  }
}

function signTypedData(account: PrivateKeyAccount, shown: string, text: string): Promise<Hex> {
  const data = JSON.parse(text) as Parameters<typeof account.signTypedData>[0];
  const chainId = Number(data.domain?.chainId);
  if (chainId !== Number(shown)) throw new Error(`the wallet shows another chain than ${chainId}`);
  return account.signTypedData(data);
}

function send(account: PrivateKeyAccount, rpcUrl: string, call: { to: Hex; data: Hex }) {
  const client = createWalletClient({ account, transport: http(rpcUrl) });
  const { to, data } = call;
  return client.sendTransaction({ to, data, chain: null });
}

function textOf(message: unknown): string {
  return isHex(message) ? hexToString(message as Hex) : String(message);
}

/** Runs in the page, before its own scripts. */
function announce(name: string): void {
  const page = globalThis as unknown as {
    askScriptedWallet(
      text: string,
    ): Promise<{ result?: unknown; error?: { code: number; message: string } }>;
    dispatchEvent(event: Event): boolean;
    addEventListener(name: string, listener: () => void): void;
  };
  const provider = {
    async request(question: unknown) {
      const { result, error } = await page.askScriptedWallet(JSON.stringify(question));
      if (error) throw Object.assign(new Error(error.message), { code: error.code });
      return result;
    },
    on: () => undefined,
    removeListener: () => undefined,
  };
  const info = {
    uuid: 'd1ff1c2e-0000-4000-8000-000000000001',
    name,
    rdns: 'example.wallet',
    icon: 'data:,',
  };
  const tell = () =>
    page.dispatchEvent(
      Object.assign(new Event('eip6963:announceProvider'), {
        detail: Object.freeze({ info, provider }),
      }),
    );
  page.addEventListener('eip6963:requestProvider', tell);
  tell();
}
