import { ExactEvmScheme } from '@x402/evm/exact/client';
import { decodePaymentResponseHeader, wrapFetchWithPaymentFromConfig } from '@x402/fetch';
import type { LocalAccount } from 'viem';
import { printStep } from './print.js';

/** Asks for the price, then pays with an unmodified x402 client, printing each step. */
export async function buy(url: string, wallet: LocalAccount): Promise<void> {
  const call = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ topic: 'a vending machine' }),
  };
  const unpaid = await fetch(url, call);
  printStep(`The buyer calls ${url} and gets ${unpaid.status} with the price`, await unpaid.json());

  const payingFetch = wrapFetchWithPaymentFromConfig(fetch, {
    schemes: [{ network: 'eip155:84532', client: new ExactEvmScheme(wallet) }],
  });
  const paid = await payingFetch(url, call);
  const answer = (await paid.json()) as { response?: unknown };
  const settlement = paid.headers.get('PAYMENT-RESPONSE');
  if (paid.status !== 200 || settlement === null || typeof answer.response !== 'string') {
    throw new Error(`the paid call answered ${paid.status}: ${JSON.stringify(answer)}`);
  }
  printStep('The buyer signs the payment, calls again and gets the answer', answer);
  printStep(
    'The settlement, from the header PAYMENT-RESPONSE',
    decodePaymentResponseHeader(settlement),
  );
}
