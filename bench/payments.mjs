import { decodePaymentRequiredHeader, encodePaymentSignatureHeader } from '@x402/core/http';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { QUESTION } from './questions.mjs';

/** Asks a server for its price, and that many wallets sign a payment of it each; as headers. */
export async function signPayments(url, count) {
  const unpaid = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(QUESTION),
  });
  await unpaid.arrayBuffer();
  const header = unpaid.headers.get('payment-required');
  if (header === null) throw new Error(`${url} answered ${unpaid.status} without a price`);
  const { resource, accepts } = decodePaymentRequiredHeader(header);
  const [accepted] = accepts;
  const sign = async () => {
    const buyer = new ExactEvmScheme(privateKeyToAccount(generatePrivateKey()));
    const payload = await buyer.createPaymentPayload(2, accepted);
    return encodePaymentSignatureHeader({ resource, accepted, ...payload });
  };
  return Promise.all(Array.from({ length: count }, sign));
}
