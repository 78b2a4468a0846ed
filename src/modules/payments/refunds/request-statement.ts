import type { Statement } from '../networks/payment-network.js';

/** What a payer says to get the money of a call back. */
export interface RefundRequest {
  readonly receiptId: string;
  readonly reason: string;
  /** Unix seconds. */
  readonly issuedAt: number;
}

/** The statement that the wallet which paid signs; docs/refunds.md shows it to buyers. */
export function requestStatement({ receiptId, reason, issuedAt }: RefundRequest): Statement {
  return {
    name: 'RefundRequest',
    values: { receiptId, reason, issuedAt: BigInt(issuedAt) },
  };
}
