import { formatUsdc } from '../../../common/money/index.js';
import type { RefundStatus } from './refund-lifecycle.js';
import type { Refund } from './refund.entity.js';

/** What anybody who knows a receipt or a refund may see of it: not the words of those involved. */
export interface RefundView {
  readonly id: string;
  readonly receiptId: string;
  readonly status: RefundStatus;
  /** Decimal USDC. */
  readonly amount: string;
  readonly network: string;
  readonly asset: string;
  /** That paid it; null before. */
  readonly transaction: string | null;
}

/** The public part of a refund. */
export function toRefundView(refund: Refund): RefundView {
  const { id, claimId: receiptId, status, amount, network, asset, transaction } = refund;
  return { id, receiptId, status, amount: formatUsdc(amount), network, asset, transaction };
}
