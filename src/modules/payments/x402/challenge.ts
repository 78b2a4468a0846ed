import type { PaymentRequired, PaymentRequirements } from '@x402/core/types';
import type { PaymentNetwork } from '../networks/payment-network.js';
import { BAZAAR, type BazaarDeclaration, declareUsage } from './bazaar.js';
import { PAYMENT_IDENTIFIER, PAYMENT_IDENTIFIER_DECLARATION } from './payment-identifier.js';
import type { FreshExtra } from './fresh-extra.js';
import type { Offer, Quote } from './quote.js';
import { resourceInfo } from './resource-info.js';

/** Finds a network by its CAIP-2 id. */
export type NetworkLookup = (id: string) => PaymentNetwork | undefined;

/** Who settles payments of what was used on one network. */
export interface Settler {
  /** As the network writes it: buyers name it in what they sign. */
  readonly address: string;
  /** Whether it sends along what approves the payment, so that buyers need no gas. */
  readonly sponsors: boolean;
}

/** Whom buyers are asked to name on a network; undefined where nothing by use is sold. */
export type SettlerLookup = (network: string) => Settler | undefined;

const NOBODY: SettlerLookup = () => undefined;

/** One way to pay for an offer, as x402 states it. */
export interface PaymentOption {
  readonly offer: Offer;
  readonly network: PaymentNetwork;
  readonly requirements: PaymentRequirements;
}

/**
 * Every way to pay for an offer on the networks this server takes payments on. Buyers take the first that
 * they know: where a call is charged by use, those come first that pay what it came to.
 */
export function paymentOptions(
  offer: Offer,
  findNetwork: NetworkLookup,
  settlerOn: SettlerLookup = NOBODY,
): PaymentOption[] {
  const found = offer.payees.flatMap(({ network: id, payTo }) => {
    const network = findNetwork(id);
    return network === undefined ? [] : [{ network, payTo }];
  });
  const { price, id } = offer;
  const byUse = found.flatMap(({ network, payTo }) => {
    const settler = offer.minPrice === undefined ? undefined : settlerOn(network.id);
    if (settler === undefined) return [];
    const all = network.metered?.requirements(price, payTo, id, settler.address) ?? [];
    return all.map((requirements) => ({ offer, network, requirements }));
  });
  const exactly = found.flatMap(({ network, payTo }) => {
    const all = network.requirements(price, payTo, id);
    return all.map((requirements) => ({ offer, network, requirements }));
  });
  return [...byUse, ...exactly];
}

/**
 * The x402 v2 challenge for the present offer, with the reason why payment is (still) required.
 * @param fresh what of `extra` is another in each challenge
 */
export function challenge(
  quote: Quote,
  findNetwork: NetworkLookup,
  error: string,
  fresh: FreshExtra,
  settlerOn: SettlerLookup = NOBODY,
): PaymentRequired {
  const options = paymentOptions(quote.offers[0], findNetwork, settlerOn);
  return {
    x402Version: 2,
    error,
    resource: resourceInfo(quote),
    accepts: options.map(({ network, requirements }) => ({
      ...requirements,
      extra: { ...requirements.extra, ...fresh(network) },
    })),
    extensions: {
      [PAYMENT_IDENTIFIER]: PAYMENT_IDENTIFIER_DECLARATION,
      ...indexExtensions(quote),
      ...sponsoring(options, settlerOn),
    },
  };
}

/** What lets buyers pay by use without an approval of their own, where somebody sends theirs along. */
function sponsoring(options: readonly PaymentOption[], settlerOn: SettlerLookup) {
  const declared = options.flatMap(({ network: { id, metered }, requirements: { scheme } }) => {
    const isByUse = metered?.methods.some((method) => method.scheme === scheme) === true;
    return isByUse && settlerOn(id)?.sponsors === true ? [metered.sponsoring] : [];
  });
  return Object.assign({}, ...declared) as Readonly<Record<string, unknown>>;
}

/** What indexes are told of how the thing is called: in challenges, and in payments to facilitators. */
export function indexExtensions({ usage }: Quote): { readonly [BAZAAR]?: BazaarDeclaration } {
  return usage === undefined ? {} : { [BAZAAR]: declareUsage(usage) };
}
