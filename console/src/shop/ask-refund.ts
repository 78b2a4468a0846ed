import type { Schema } from '../api/types.ts';
import type { Eip1193 } from '../wallet/wallets.ts';
import { Refused } from './problem.ts';
import { readJson, readRefund, type Refund } from './refund.ts';
import { chainIdOf } from './sale.ts';
import { connectAs } from './signer.ts';

const REFUND_REQUEST = [
  { name: 'receiptId', type: 'string' },
  { name: 'reason', type: 'string' },
  { name: 'issuedAt', type: 'uint256' },
] as const;

/**
 * Asks for the money of a call back, signed by the wallet that paid it.
 * @returns how the refund stands, also when there was one already
 * @throws {WalletFailed} @throws {Refused}
 */
export async function askRefund(
  receiptId: string,
  reason: string,
  wallet: Eip1193,
): Promise<Refund> {
  const receipt = await readJson<Schema<'ReceiptDto'>>(`/api/v1/receipts/${receiptId}`);
  const signer = await connectAs(receipt.payer, wallet);
  const issuedAt = Math.floor(Date.now() / 1_000);
  const signature = await signer.signTypedData({
    domain: { name: 'Coinslot', version: '1', chainId: chainIdOf(receipt.network) },
    types: { RefundRequest: REFUND_REQUEST },
    primaryType: 'RefundRequest',
    message: { receiptId, reason, issuedAt: BigInt(issuedAt) },
  });
  const response = await fetch('/api/v1/refunds', {
    method: 'POST',
    credentials: 'omit',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ receiptId, reason, issuedAt, signature }),
  });
  if (response.ok) return (await response.json()) as Refund;
  const refused = await Refused.by(response);
  if (refused.problem.refund) return readRefund(refused.problem.refund.id);
  throw refused;
}
