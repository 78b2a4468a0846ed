import { createKeyPairSignerFromBytes } from '@solana/kit';
import { ExactSvmScheme } from '@x402/svm/exact/client';
import { decodePaymentResponseHeader, wrapFetchWithPaymentFromConfig } from '@x402/fetch';
import { formatUsdc } from '../../common/money/index.js';
import { signatureBytes, solanaKey } from '../../common/solana/index.js';
import type { Sandbox } from '../sandbox.js';
import type { LocalSolana } from '../solana/index.js';
import { requestOf } from './buyer.js';
import type { Creator } from './creator.js';
import type { Offer } from './offers.js';
import { printStep } from './print.js';

/**
 * Sells once more, paid on Solana by an unmodified buyer without any SOL.
 * @returns what it cost, in atomic USDC; 0 on a machine that Solana does not run on
 * @throws Error unless the answer came and exactly the price moved
 */
export async function sellOnSolana(
  { solana, secrets }: Sandbox,
  creator: Creator,
  { call, price }: Offer,
  address: string,
): Promise<bigint> {
  if (solana === undefined || 'missing' in solana) {
    printStep('Nobody pays on Solana', solana?.missing);
    return 0n;
  }
  const seller = solanaKey(secrets.solanaCreatorKey).address;
  await creator.payOut(solana.network, seller);
  const before = await solana.usdcBalance(seller);
  const transaction = await buyOn(solana, secrets.solanaBuyerKey, address, call);
  const received = (await solana.usdcBalance(seller)) - before;
  if (received !== price) throw new Error(`expected ${price} on Solana, received ${received}`);
  printStep(`${formatUsdc(price)} USDC moved on Solana, for the same thing`, transaction);
  return price;
}

async function buyOn(
  { network, rpcUrl }: LocalSolana,
  key: string,
  address: string,
  call: Offer['call'],
): Promise<string> {
  const signer = await createKeyPairSignerFromBytes(signatureBytes(key) ?? new Uint8Array());
  const client = new ExactSvmScheme(signer, { rpcUrl });
  const pay = wrapFetchWithPaymentFromConfig(fetch, { schemes: [{ network, client }] });
  const { url, init } = requestOf(address, call);
  const response = await pay(url, init);
  const header = response.headers.get('PAYMENT-RESPONSE');
  if (response.status !== 200 || header === null) {
    throw new Error(`the call paid on Solana answered ${response.status}`);
  }
  return decodePaymentResponseHeader(header).transaction;
}
