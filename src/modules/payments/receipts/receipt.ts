import { formatUsdc } from '../../../common/money/index.js';
import type { PaymentClaim } from '../settlement/claim.entity.js';
import type { Receipt } from '../x402/paid-route.js';

/** The receipt of a settled claim. @throws Error when it is not settled. */
export function toReceipt(
  claim: PaymentClaim,
): Receipt & { readonly network: PaymentClaim['network'] } {
  const { id, network, asset, payer, payTo, amount, transaction } = claim;
  if (transaction === null) throw new Error(`claim ${id} is not settled`);
  return { id, network, asset, payer, payTo, amount: formatUsdc(amount), transaction };
}
