import { deepEqual } from '@x402/core/utils';
import type { PaymentPayload, PaymentRequirements } from '@x402/core/types';
import type { Authorization } from '../networks/payment-network.js';
import { type NetworkLookup, type PaymentOption, paymentOptions } from './challenge.js';
import type { Quote } from './quote.js';

/** A payment that fits an offer. */
export interface MatchedPayment {
  readonly option: PaymentOption;
  readonly authorization: Authorization;
}

/** Why a payment does not fit; stable codes that clients can act on. */
export type Mismatch =
  | 'invalid_payload'
  | 'network_not_offered'
  | 'asset_not_offered'
  | 'pay_to_mismatch'
  | 'amount_mismatch'
  | 'offer_mismatch'
  | 'authorization_not_yet_valid'
  | 'authorization_expired';

/** Settling takes time: an authorization that ends sooner than this is treated as expired. */
const MIN_REMAINING_MS = 6_000;
/** How far a buyer's clock may run ahead of ours. */
const CLOCK_SKEW_MS = 30_000;

/**
 * Finds the offer that `payload` pays for. What the buyer signed counts, not what the payload says
 * it accepted; both must be exactly what was offered.
 */
export function matchPayment(
  quote: Quote,
  payload: PaymentPayload,
  findNetwork: NetworkLookup,
  now: Date,
): MatchedPayment | Mismatch {
  const options = quote.offers.flatMap((offer) => paymentOptions(offer, findNetwork));
  const option = options.find(({ requirements }) =>
    sameRequirements(requirements, payload.accepted),
  );
  if (option === undefined) return explainMismatch(options, payload.accepted);

  const authorization = option.network.readAuthorization(payload);
  if (authorization === undefined) return 'invalid_payload';
  return checkAuthorization(option.requirements, authorization, now) ?? { option, authorization };
}

/** Addresses are compared without regard to case; `extra` and amounts exactly. */
function sameRequirements(offered: PaymentRequirements, accepted: PaymentRequirements): boolean {
  return deepEqual(comparable(offered), comparable(accepted));
}

function comparable({ asset, payTo, extra, ...rest }: PaymentRequirements): unknown {
  return { ...rest, asset: asset.toLowerCase(), payTo: payTo.toLowerCase(), extra };
}

function explainMismatch(
  options: readonly PaymentOption[],
  accepted: PaymentRequirements,
): Mismatch {
  const onNetwork = options.filter(({ requirements }) => requirements.network === accepted.network);
  if (onNetwork.length === 0) return 'network_not_offered';
  const some = (fits: (offered: PaymentRequirements) => boolean) =>
    onNetwork.some(({ requirements }) => fits(requirements));
  if (!some(({ asset }) => sameText(asset, accepted.asset))) return 'asset_not_offered';
  if (!some(({ payTo }) => sameText(payTo, accepted.payTo))) return 'pay_to_mismatch';
  if (!some(({ amount }) => amount === accepted.amount)) return 'amount_mismatch';
  return 'offer_mismatch';
}

function checkAuthorization(
  requirements: PaymentRequirements,
  authorization: Authorization,
  now: Date,
): Mismatch | undefined {
  if (!sameText(authorization.payTo, requirements.payTo)) return 'pay_to_mismatch';
  if (authorization.amount !== BigInt(requirements.amount)) return 'amount_mismatch';
  if (authorization.validAfter.getTime() > now.getTime() + CLOCK_SKEW_MS) {
    return 'authorization_not_yet_valid';
  }
  if (authorization.validBefore.getTime() < now.getTime() + MIN_REMAINING_MS) {
    return 'authorization_expired';
  }
  return undefined;
}

function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
