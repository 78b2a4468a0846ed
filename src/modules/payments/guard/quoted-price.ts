import { Problem } from '../../../common/errors/index.js';
import type { OpenNetworks } from '../facilitator/open-networks.service.js';
import { paymentsUnavailable } from '../payment-problems.js';
import type { Quote } from '../x402/quote.js';
import { priceProblem } from './challenge-problem.js';

/** Most requests only ask the price: one answer for each quote, for as long as that is kept. */
const prepared = new WeakMap<Quote, Problem>();

/** What a request without a payment is answered: the price, on the networks that are sold on now. */
export function askedPrice(quote: Quote, networks: OpenNetworks): Problem {
  const { payees } = quote.offers[0];
  if (!payees.every(({ network }) => networks.isOpen(network))) {
    const isAnyOpen = payees.some(({ network }) => networks.isOpen(network));
    return isAnyOpen ? priceProblem(quote, networks.findOpen) : unavailable();
  }
  const known = prepared.get(quote);
  if (known !== undefined) return known;
  const price = payees.length === 0 ? unavailable() : priceProblem(quote, networks.find);
  prepared.set(quote, price);
  return price;
}

/** Nothing is sold that could not be settled. */
export function unavailable(): Problem {
  return new Problem(paymentsUnavailable, { payment: 'not_charged', retryAfterSeconds: 30 });
}
