import { deepEqual } from '@x402/core/utils';
import type { PaymentPayload, PaymentRequirements } from '@x402/core/types';
import type { Declared } from '../claims/held-claim.js';
import type { Authorization, PaymentNetwork } from '../networks/payment-network.js';
import {
  indexExtensions,
  type NetworkLookup,
  type PaymentOption,
  paymentOptions,
  type SettlerLookup,
} from './challenge.js';
import { isV1Option } from './challenge-v1.js';
import type { ReceivedPayment } from './payment-header.js';
import type { Quote } from './quote.js';
import { resourceInfo } from './resource-info.js';

/** A payment that fits an offer. */
export interface MatchedPayment {
  readonly option: PaymentOption;
  /**
   * The payment as x402 v2 states it, whichever version it came in, made anew of what was read and
   * checked: a facilitator would act on members that nobody here looked at, and learns neither the
   * buyer's retry key nor their name for the payment.
   */
  readonly payload: PaymentPayload;
  /**
   * What is sold, as our own challenge describes it, whatever the buyer sent back of it: facilitators list it
   * in their indexes. It is no part of the payment, which outlives what was sold.
   */
  readonly declared: Declared;
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
 * Finds the offer that `payment` pays for. What the buyer signed counts, not what the payment says
 * it accepted; both must be exactly what was offered. A v1 payment names no offer: it pays for the
 * first one on its network, the present one before older ones, that has what was signed.
 */
export function matchPayment(
  quote: Quote,
  payment: ReceivedPayment,
  findNetwork: NetworkLookup,
  now: Date,
  settlerOn?: SettlerLookup,
): MatchedPayment | Mismatch {
  const options = quote.offers.flatMap((offer) => paymentOptions(offer, findNetwork, settlerOn));
  const meant = options.filter((option) => isMeant(option, payment));
  const readings = meant.map((option) => read(option, payment));
  const [first] = readings;
  if (first === undefined) return explainMismatch(options, payment);

  const reading = readings.find((each) => termsMismatch(each) === undefined) ?? first;
  const { option, payload, authorization } = reading;
  if (authorization === undefined) return 'invalid_payload';
  const mismatch = termsMismatch(reading) ?? timeMismatch(authorization, now);
  return mismatch ?? { option, payload, declared: declaredBy(quote), authorization };
}

/** Whether the payment, by what it says, could pay for this option. */
function isMeant({ network, requirements }: PaymentOption, payment: ReceivedPayment): boolean {
  if (payment.x402Version === 2) {
    return sameRequirements(network, requirements, payment.accepted);
  }
  return (
    network.v1Name === payment.network &&
    requirements.scheme === payment.scheme &&
    isV1Option({ network, requirements })
  );
}

/** A payment taken to be for one option. */
interface Reading extends Omit<MatchedPayment, 'authorization' | 'declared'> {
  readonly authorization: Authorization | undefined;
}

function read(option: PaymentOption, payment: ReceivedPayment): Reading {
  const authorization = option.network.readAuthorization({
    accepted: option.requirements,
    payload: payment.payload,
    ...('extensions' in payment && { extensions: payment.extensions }),
  });
  const extensions = authorization?.extensions;
  const payload = {
    x402Version: 2,
    accepted: option.requirements,
    payload: { ...authorization?.payload },
    ...(extensions && { extensions }),
  };
  return { option, payload, authorization };
}

function declaredBy(quote: Quote): Declared {
  const extensions = { ...indexExtensions(quote) };
  const isAny = Object.keys(extensions).length > 0;
  return { resource: resourceInfo(quote), ...(isAny && { extensions }) };
}

/**
 * Addresses are compared as their network writes them, all else that was offered exactly. What a buyer
 * adds to it changes nothing.
 */
function sameRequirements(
  network: PaymentNetwork,
  offered: PaymentRequirements,
  accepted: PaymentRequirements,
): boolean {
  const { asset, payTo, extra, ...rest } = offered;
  return (
    sameAddress(network, asset, accepted.asset) &&
    sameAddress(network, payTo, accepted.payTo) &&
    holds(accepted, rest) &&
    holds(accepted.extra ?? {}, extra ?? {})
  );
}

function holds(given: object, offered: object): boolean {
  const has = given as Record<string, unknown>;
  return Object.entries(offered).every(([name, value]) => deepEqual(has[name], value));
}

function explainMismatch(options: readonly PaymentOption[], payment: ReceivedPayment): Mismatch {
  if (payment.x402Version === 1) {
    const offered = options.some(({ network }) => network.v1Name === payment.network);
    return offered ? 'offer_mismatch' : 'network_not_offered';
  }
  const { accepted } = payment;
  const onNetwork = options.filter(({ requirements }) => requirements.network === accepted.network);
  if (onNetwork.length === 0) return 'network_not_offered';
  const some = (fits: (offered: PaymentRequirements, network: PaymentNetwork) => boolean) =>
    onNetwork.some(({ requirements, network }) => fits(requirements, network));
  if (!some(({ asset }, on) => sameAddress(on, asset, accepted.asset))) return 'asset_not_offered';
  if (!some(({ payTo }, on) => sameAddress(on, payTo, accepted.payTo))) return 'pay_to_mismatch';
  if (!some(({ amount }) => amount === accepted.amount)) return 'amount_mismatch';
  return 'offer_mismatch';
}

function termsMismatch({ option, authorization }: Reading): Mismatch | undefined {
  if (authorization === undefined) return 'invalid_payload';
  const { payTo, amount } = option.requirements;
  if (!sameAddress(option.network, authorization.payTo, payTo)) return 'pay_to_mismatch';
  if (authorization.amount !== BigInt(amount)) return 'amount_mismatch';
  return undefined;
}

function timeMismatch({ validAfter, validBefore }: Authorization, now: Date): Mismatch | undefined {
  if (validAfter.getTime() > now.getTime() + CLOCK_SKEW_MS) return 'authorization_not_yet_valid';
  if (validBefore.getTime() < now.getTime() + MIN_REMAINING_MS) return 'authorization_expired';
  return undefined;
}

function sameAddress(network: PaymentNetwork, one: string, other: string): boolean {
  return one === other || (network.normalise(one) ?? one) === network.normalise(other);
}
