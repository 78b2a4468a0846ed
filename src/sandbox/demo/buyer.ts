import { toClientEvmSigner } from '@x402/evm';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { UptoEvmScheme } from '@x402/evm/upto/client';
import { decodePaymentResponseHeader, wrapFetchWithPaymentFromConfig } from '@x402/fetch';
import type { LocalAccount } from 'viem';
import { formatUsdc } from '../../common/money/index.js';
import { connectAnvil, NETWORK } from '../chain/network.js';
import type { Offer } from './offers.js';
import { printStep } from './print.js';

/** A wallet that pays, and where it reads its chain. */
export interface DemoWallet {
  readonly account: LocalAccount;
  readonly rpcUrl: string;
}

/** An answer that was paid for. */
export interface Bought {
  readonly answer: Readonly<Record<string, unknown>>;
  /** The request as it was sent, with its payment: sent again, it is the same call. */
  readonly request: { readonly url: string; readonly init: RequestInit };
  /** What the header PAYMENT-RESPONSE says. */
  readonly settlement: { readonly transaction: string };
}

/** Asks what a call costs, and prints it. @throws Error unless the answer is 402 */
export async function askPrice(address: string, call: Offer['call']): Promise<void> {
  const { url, init } = requestOf(address, call);
  const unpaid = await fetch(url, init);
  const told = (await unpaid.json()) as {
    readonly paymentRequired?: {
      readonly accepts: readonly { readonly amount: string; readonly network: string }[];
    };
  };
  const [first] = told.paymentRequired?.accepts ?? [];
  if (unpaid.status !== 402 || first === undefined) {
    throw new Error(`the unpaid call answered ${unpaid.status}`);
  }
  const price = formatUsdc(BigInt(first.amount));
  printStep(`The buyer calls ${url}`, `402: ${price} USDC on ${first.network}`, told);
}

/** Calls, signs what is asked and calls again, with an unmodified x402 client. @throws Error unless it is sold */
export async function buy(
  address: string,
  call: Offer['call'],
  wallet: DemoWallet,
): Promise<Bought> {
  const { url, init } = requestOf(address, call);
  const { response, sent } = await pay(wallet, url, init);
  const answer = (await response.json()) as Record<string, unknown>;
  const header = response.headers.get('PAYMENT-RESPONSE');
  if (response.status !== 200 || header === null) {
    throw new Error(`the paid call answered ${response.status}: ${JSON.stringify(answer)}`);
  }
  const settlement = decodePaymentResponseHeader(header);
  return { answer, request: { url, init: sent }, settlement };
}

/** The same as a stream. @returns the names of its events, in order */
export async function buyStream(
  address: string,
  call: Offer['call'],
  wallet: DemoWallet,
): Promise<readonly string[]> {
  const { url, init } = requestOf(address, call);
  const headers = { ...init.headers, accept: 'text/event-stream' };
  const { response } = await pay(wallet, url, { ...init, headers });
  const text = await response.text();
  const events = [...text.matchAll(/^event: (\w+)$/gm)].map(([, name = '']) => name);
  if (events.at(-1) !== 'done') throw new Error(`the stream ended otherwise: ${text}`);
  return events;
}

/** A request to an address, before anything is paid. */
export function requestOf(address: string, { query, body }: Offer['call']) {
  const url = query === undefined ? address : `${address}?${query}`;
  const headers = { 'content-type': 'application/json' };
  const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
  return { url, init };
}

/** What was sent last is what was paid with. */
async function pay({ account, rpcUrl }: DemoWallet, url: string, init: RequestInit) {
  let sent = init;
  const recording: typeof fetch = async (input, options) => {
    // The client makes a request of its own; what it is an instance of, other packages may have replaced.
    const headers = typeof input === 'object' && 'headers' in input ? input.headers : [];
    sent = { ...init, headers: Object.fromEntries(headers) };
    return fetch(input, options);
  };
  const payingFetch = wrapFetchWithPaymentFromConfig(recording, {
    schemes: [
      { network: NETWORK, client: new ExactEvmScheme(account) },
      // It reads the chain to sign an approval where it has none, so that it needs no gas.
      {
        network: NETWORK,
        client: new UptoEvmScheme(toClientEvmSigner(account, connectAnvil(rpcUrl))),
      },
    ],
  });
  return { response: await payingFetch(url, init), sent };
}
