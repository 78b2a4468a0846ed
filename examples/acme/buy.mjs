// Buys a square: BUYER_KEY=0x… node buy.mjs, with the key that `npm start` printed.
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { wrapFetchWithPaymentFromConfig } from '@x402/fetch';
import { privateKeyToAccount } from 'viem/accounts';

const wallet = privateKeyToAccount(process.env.BUYER_KEY);
const pay = wrapFetchWithPaymentFromConfig(fetch, {
  schemes: [{ network: 'eip155:84532', client: new ExactEvmScheme(wallet) }],
});
const answer = await pay(`${process.env.SHOP ?? 'http://localhost:3000'}/api/v1/acme/square`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ number: 7 }),
});
console.log(answer.status, await answer.json());
