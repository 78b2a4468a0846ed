import type { PaymentRequired, PaymentRequirements } from '@x402/core/types';
import type { PaymentNetwork } from '../networks/payment-network.js';
import { BAZAAR, type BazaarDeclaration, declareUsage } from './bazaar.js';
import { PAYMENT_IDENTIFIER, PAYMENT_IDENTIFIER_DECLARATION } from './payment-identifier.js';
import type { FreshExtra } from './fresh-extra.js';
import type { Offer, Quote } from './quote.js';
import { resourceInfo } from './resource-info.js';

/** Finds a network by its CAIP-2 id. */
export type NetworkLookup = (id: string) => PaymentNetwork | undefined;

/** One way to pay for an offer, as x402 states it. */
export interface PaymentOption {
  readonly offer: Offer;
  readonly network: PaymentNetwork;
  readonly requirements: PaymentRequirements;
}

/** Every way to pay for an offer on the networks this server takes payments on. */
export function paymentOptions(offer: Offer, findNetwork: NetworkLookup): PaymentOption[] {
  return offer.payees.flatMap(({ network: id, payTo }) => {
    const network = findNetwork(id);
    if (network === undefined) return [];
    const all = network.requirements(offer.price, payTo, offer.id);
    return all.map((requirements) => ({ offer, network, requirements }));
  });
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
): PaymentRequired {
  return {
    x402Version: 2,
    error,
    resource: resourceInfo(quote),
    accepts: paymentOptions(quote.offers[0], findNetwork).map(({ network, requirements }) => ({
      ...requirements,
      extra: { ...requirements.extra, ...fresh(network) },
    })),
    extensions: {
      [PAYMENT_IDENTIFIER]: PAYMENT_IDENTIFIER_DECLARATION,
      ...indexExtensions(quote),
    },
  };
}

/** What indexes are told of how the thing is called: in challenges, and in payments to facilitators. */
export function indexExtensions({ usage }: Quote): { readonly [BAZAAR]?: BazaarDeclaration } {
  return usage === undefined ? {} : { [BAZAAR]: declareUsage(usage) };
}
