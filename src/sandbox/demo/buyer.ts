import { ExactEvmScheme } from '@x402/evm/exact/client';
import { decodePaymentResponseHeader, wrapFetchWithPaymentFromConfig } from '@x402/fetch';
import type { LocalAccount } from 'viem';
import { NETWORK } from '../chain/network.js';
import type { Offer } from './offers.js';
import { printStep } from './print.js';

/** Asks for the price, then pays with an unmodified x402 client, printing each step. */
export async function buy(
  address: string,
  { query, body }: Offer['call'],
  wallet: LocalAccount,
): Promise<void> {
  const url = query === undefined ? address : `${address}?${query}`;
  const headers = { 'content-type': 'application/json' };
  const call = body && { method: 'POST', headers, body: JSON.stringify(body) };
  const unpaid = await fetch(url, call);
  printStep(`The buyer calls ${url} and gets ${unpaid.status} with the price`, await unpaid.json());

  const payingFetch = wrapFetchWithPaymentFromConfig(fetch, {
    schemes: [{ network: NETWORK, client: new ExactEvmScheme(wallet) }],
  });
  const paid = await payingFetch(url, call);
  const answer = (await paid.json()) as object;
  const settlement = paid.headers.get('PAYMENT-RESPONSE');
  if (paid.status !== 200 || settlement === null) {
    throw new Error(`the paid call answered ${paid.status}: ${JSON.stringify(answer)}`);
  }
  printStep('The buyer signs the payment, calls again and gets the answer', answer);
  printStep(
    'The settlement, from the header PAYMENT-RESPONSE',
    decodePaymentResponseHeader(settlement),
  );
}
