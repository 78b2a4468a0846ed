import type { Schema } from '../api/types.ts';
import type { Eip1193 } from '../wallet/wallets.ts';
import type { Pending } from './answer.ts';
import type { OpenPayment } from './open-payment.ts';
import { Refused } from './problem.ts';
import { chainIdOf, type Sale } from './sale.ts';
import { connectAs, type WalletStep } from './signer.ts';

/** Clocks of a browser and a server differ. */
const CLOCKS_DIFFER_SECONDS = 300;

const CALLS_REQUEST = [
  { name: 'server', type: 'string' },
  { name: 'issuedAt', type: 'uint256' },
] as const;

/**
 * Finds the call of a payment with nothing but the wallet that paid.
 * @returns undefined when the server never got the payment
 * @throws {WalletFailed} @throws {Refused}
 */
export async function findCall(
  sale: Sale,
  payment: OpenPayment,
  wallet: Eip1193,
  tell: (step: WalletStep) => void,
): Promise<Pending | undefined> {
  const { network, payer } = payment;
  const signer = await connectAs(payer, wallet, tell);
  const issuedAt = Math.floor(Date.now() / 1_000);
  const signature = await signer.signTypedData({
    domain: { name: 'Coinslot', version: '1', chainId: chainIdOf(network) },
    types: { CallsRequest: CALLS_REQUEST },
    primaryType: 'CallsRequest',
    message: { server: sale.server, issuedAt: BigInt(issuedAt) },
  });
  const response = await fetch('/api/v1/calls/find', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ network, payer, issuedAt, signature }),
  });
  if (!response.ok) throw await Refused.by(response);
  const { items } = (await response.json()) as Schema<'FoundCallsDto'>;
  return items.find((call) => isOf(call, sale, payment));
}

function isOf(call: Schema<'FoundCallDto'>, { path }: Sale, { signedAt }: OpenPayment): boolean {
  const began = Date.parse(call.createdAt) / 1_000;
  return call.resource?.endsWith(path) === true && began >= signedAt - CLOCKS_DIFFER_SECONDS;
}
