import type { RefundStatus } from './refund-lifecycle.js';

/** What an answer tells of the refund of its call, as the member `refund`. */
export interface RefundNotice {
  readonly id: string;
  readonly status: RefundStatus;
  /** Where anybody who knows the id sees how it stands. */
  readonly statusUrl: string;
}

/** @param publicUrl where the server is reached, without a slash at its end */
export function refundNotice(
  { id, status }: { readonly id: string; readonly status: RefundStatus },
  publicUrl: string,
): RefundNotice {
  return { id, status, statusUrl: `${publicUrl}/api/v1/refunds/${id}` };
}
