import { setTimeout as sleep } from 'node:timers/promises';
import { decodePaymentRequiredHeader, encodePaymentSignatureHeader } from '@x402/core/http';
import type { PaymentPayload, PaymentRequired, PaymentRequirements } from '@x402/core/types';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { wrapFetchWithPaymentFromConfig } from '@x402/fetch';
import { erc20Abi, type Hex, parseAbi, parseEther } from 'viem';
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import type { ChainConnection } from '../../src/sandbox/chain/index.js';
import { CHAIN_ID, connectAnvil, USDC_ADDRESS } from '../../src/sandbox/chain/network.js';
import type { SigningWallet } from '../payments/smart-wallet.js';
import { NETWORK } from './shop.js';

const CANCEL_AUTHORIZATION = {
  CancelAuthorization: [
    { name: 'authorizer', type: 'address' },
    { name: 'nonce', type: 'bytes32' },
  ],
} as const;

const cancelAbi = parseAbi([
  'function cancelAuthorization(address authorizer, bytes32 nonce, bytes signature)',
]);

/** An answer with its JSON body. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** A wallet with test USDC that buys as x402 clients do. */
export class Buyer {
  private constructor(
    readonly wallet: PrivateKeyAccount,
    private readonly chain: ChainConnection,
  ) {}

  static async with(
    chain: ChainConnection,
    usdc = 1_000_000n,
    privateKey = generatePrivateKey(),
  ): Promise<Buyer> {
    const wallet = privateKeyToAccount(privateKey);
    if (usdc > 0n) await chain.fund(wallet.address, usdc, { wei: 0n });
    return new Buyer(wallet, chain);
  }

  /** A wallet that signs otherwise; only one with a key can send transactions. */
  static async of(
    chain: ChainConnection,
    wallet: SigningWallet,
    usdc = 1_000_000n,
  ): Promise<Buyer> {
    if (usdc > 0n) await chain.fund(wallet.address, usdc, { wei: 0n });
    return new Buyer(wallet as PrivateKeyAccount, chain);
  }

  balance(): Promise<bigint> {
    return this.chain.usdcBalance(this.wallet.address);
  }

  /** Moves all USDC elsewhere, as a buyer who cheats would. */
  async emptyWallet(): Promise<void> {
    const anvil = connectAnvil(this.chain.rpcUrl);
    await anvil.setBalance({ address: this.wallet.address, value: parseEther('1') });
    const hash = await anvil.writeContract({
      account: this.wallet,
      address: USDC_ADDRESS,
      abi: erc20Abi,
      functionName: 'transfer',
      args: [privateKeyToAccount(generatePrivateKey()).address, await this.balance()],
    });
    await anvil.waitForTransactionReceipt({ hash });
  }

  /** Makes a payment that was signed worthless (EIP-3009 `cancelAuthorization`). */
  async cancel(payment: PaymentPayload): Promise<void> {
    const { authorization } = payment.payload as { authorization: { nonce: Hex } };
    const args = [this.wallet.address, authorization.nonce] as const;
    const signature = await this.wallet.signTypedData({
      domain: { name: 'USDC', version: '2', chainId: CHAIN_ID, verifyingContract: USDC_ADDRESS },
      types: CANCEL_AUTHORIZATION,
      primaryType: 'CancelAuthorization',
      message: { authorizer: args[0], nonce: args[1] },
    });
    const anvil = connectAnvil(this.chain.rpcUrl);
    await anvil.setBalance({ address: this.wallet.address, value: parseEther('1') });
    const hash = await anvil.writeContract({
      account: this.wallet,
      address: USDC_ADDRESS,
      abi: cancelAbi,
      functionName: 'cancelAuthorization',
      args: [...args, signature],
    });
    await anvil.waitForTransactionReceipt({ hash });
  }

  /** Calls and pays with the unmodified reference client. */
  async buy(url: string, input: object): Promise<Answer> {
    return readAnswer(await this.fetch(url, post(input)));
  }

  /** `fetch` that pays, as the reference client makes it. */
  fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const schemes = [{ network: NETWORK, client: new ExactEvmScheme(this.wallet) }] as const;
    return wrapFetchWithPaymentFromConfig(fetch, { schemes: [...schemes] })(url, init);
  }

  /** Asks for the price and signs a payment for it, changed by `change` before it is signed. */
  async sign(
    url: string,
    input: object = {},
    change: (accepted: PaymentRequirements) => PaymentRequirements = (same) => same,
  ): Promise<PaymentPayload> {
    const unpaid = await fetch(url, post(input));
    const required: PaymentRequired = decodePaymentRequiredHeader(
      unpaid.headers.get('payment-required') ?? '',
    );
    const [offered] = required.accepts;
    if (offered === undefined) throw new Error('nothing was offered');
    const accepted = change(offered);
    const signed = await new ExactEvmScheme(this.wallet).createPaymentPayload(2, accepted);
    return { resource: required.resource, accepted, ...signed };
  }
}

/** Sends a call with a payment, or with anything else as the payment header. */
export async function send(
  url: string,
  payment: PaymentPayload | string | undefined,
  input: object = {},
  signal?: AbortSignal,
): Promise<Answer> {
  const header = typeof payment === 'object' ? encodePaymentSignatureHeader(payment) : payment;
  const headers = { ...(header !== undefined && { 'payment-signature': header }) };
  return sendWith(url, headers, input, signal);
}

/** Asks for bytes with a payment: the answer as it comes. */
export function getPaid(
  url: string,
  payment: PaymentPayload,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<Response> {
  const header = encodePaymentSignatureHeader(payment);
  return fetch(url, { method, headers: { ...headers, 'payment-signature': header } });
}

/** Sends a call with these headers. */
export async function sendWith(
  url: string,
  headers: Readonly<Record<string, string>>,
  input: object = {},
  signal?: AbortSignal,
): Promise<Answer> {
  const call = post(input);
  const init = { ...call, headers: { ...call.headers, ...headers }, ...(signal && { signal }) };
  return readAnswer(await fetch(url, init));
}

/**
 * Asks where a 202 says, until the call has ended, whoever brings it to its end and however long that
 * takes. A payment that was given back would begin another call, so it is not sent again for this.
 * @param origin where the server listens
 */
export async function outcomeOf(origin: string, { body }: Answer): Promise<Answer['body']> {
  // Public addresses come from configuration, not from where the server happens to listen.
  const url = origin + new URL(String(body['statusUrl'])).pathname;
  const headers = { 'payment-ticket': String(body['ticket']) };
  for (;;) {
    const { status, body: call } = await readAnswer(await fetch(url, { headers }));
    if (status !== 200) throw new Error(`asked for its outcome, the call is answered ${status}`);
    if (call['status'] !== 'running') return call;
    await sleep(20);
  }
}

export function post(input: object) {
  const headers = { 'content-type': 'application/json' };
  return { method: 'POST', headers, body: JSON.stringify(input) };
}

/** Reads an answer with its JSON body. */
export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  return { status: response.status, headers: response.headers, body };
}
