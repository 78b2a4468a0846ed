import { Injectable } from '@nestjs/common';
import type { Problem } from '../../../common/errors/index.js';
import { Metering } from '../facilitator/metering.service.js';
import { OpenNetworks } from '../facilitator/open-networks.service.js';
import { OfferReceipts } from '../receipts/offer-receipts.service.js';
import type { NetworkLookup } from '../x402/challenge.js';
import type { Quote } from '../x402/quote.js';
import {
  challengeProblem,
  type ChallengeTerms,
  onPaidRoute,
  priceProblem,
  type Refusal,
  unavailable,
} from './challenge-problem.js';

/** An answer that is ready for whoever asks the price of a quote. */
interface Prepared {
  readonly problem: Problem;
  /** Until when its offers are good. */
  readonly validUntil: number;
  /** Of whom buyers by use are asked to name. */
  readonly metering: number;
}

/** Asks buyers to pay, with offers that this server signed. */
@Injectable()
export class ChallengeProblems {
  /** Most requests only ask the price: one answer for each quote, for as long as that is kept. */
  private readonly prepared = new WeakMap<Quote, Prepared>();

  constructor(
    private readonly networks: OpenNetworks,
    private readonly offers: OfferReceipts,
    private readonly metering: Metering,
  ) {}

  /** What a request without a payment is answered: the price, on the networks that are sold on now. */
  price(quote: Quote): Problem {
    const { payees } = quote.offers[0];
    if (!payees.every(({ network }) => this.networks.isOpen(network))) {
      const isAnyOpen = payees.some(({ network }) => this.networks.isOpen(network));
      return isAnyOpen ? priceProblem(quote, this.terms(this.networks.findOpen)) : unavailable();
    }
    const validUntil = this.offers.validUntil();
    const known = this.prepared.get(quote);
    // Its offers are signed anew while those of before are good for some minutes still.
    const { version: metering } = this.metering;
    if (known?.validUntil === validUntil && known.metering === metering) return known.problem;
    const terms = this.terms(this.networks.find, validUntil);
    const problem = payees.length === 0 ? unavailable() : priceProblem(quote, terms);
    this.prepared.set(quote, { problem, validUntil, metering });
    return problem;
  }

  /** See {@link challengeProblem}. */
  refusal(quote: Quote, refusal: Refusal): Problem {
    return challengeProblem(quote, this.terms(this.networks.find), refusal);
  }

  /** See {@link onPaidRoute}. */
  complete(problem: Problem, quote: Quote): Problem {
    return onPaidRoute(problem, quote, this.terms(this.networks.find));
  }

  private terms(
    findNetwork: NetworkLookup,
    validUntil: number = this.offers.validUntil(),
  ): ChallengeTerms {
    return {
      findNetwork,
      settlerOn: this.metering.settlerOn,
      signOffer: (url, requirements) => this.offers.offer(url, requirements, validUntil),
    };
  }
}
