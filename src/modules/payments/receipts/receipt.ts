import { formatUsdc } from '../../../common/money/index.js';
import { amountPaid } from '../claims/charge.js';
import type { PaymentClaim } from '../claims/claim.entity.js';
import type { Receipt } from '../x402/paid-route.js';

/** A claim whose money has moved. */
export type SettledClaim = PaymentClaim & {
  readonly transaction: string;
  readonly settledAt: Date;
};

/** Narrows to a claim that can have a receipt. */
export function isSettled(claim: PaymentClaim): claim is SettledClaim {
  return claim.status === 'settled' && claim.transaction !== null && claim.settledAt !== null;
}

/** The receipt of a settled claim, as answers carry it, but for the signature. */
export function plainReceipt(claim: SettledClaim): Omit<Receipt, 'signature'> {
  const { id, network, asset, payer, payTo, transaction } = claim;
  const amount = formatUsdc(amountPaid(claim));
  return { id, network, asset, payer, payTo, amount, transaction, ...usageOf(claim) };
}

/**
 * What the signature of a receipt covers for everybody, beside the registered claims: enough to prove
 * what was bought, by whom and for how much. Amounts are atomic units as text.
 */
export function publicFacts(claim: SettledClaim) {
  const { resourceUrl, subject, network, asset, payer, payTo, transaction } = claim;
  const amount = amountPaid(claim).toString();
  const paid = {
    resource: resourceUrl,
    subject,
    network,
    asset,
    payer,
    payTo,
    amount,
    transaction,
  };
  return { ...paid, ...usageOf(claim) };
}

/** What a call by use was charged for: the same text each time. Nothing for any other call. */
function usageOf({ chargeBasis }: PaymentClaim): Pick<Receipt, 'usage'> {
  if (chargeBasis === null) return {};
  return { usage: JSON.parse(chargeBasis) as Receipt['usage'] & object };
}

/**
 * The same with what the buyer asked for: SHA-256 of what the payment was bound to. The buyer alone
 * is told, because whoever knows it can try whether they guess the input.
 */
export function signedFacts(claim: SettledClaim) {
  return { ...publicFacts(claim), request: claim.requestDigest.toString('base64url') };
}
