import { Injectable } from '@nestjs/common';
import type { PaymentRequired } from '@x402/core/types';
import { Metering } from '../facilitator/metering.service.js';
import { OpenNetworks } from '../facilitator/open-networks.service.js';
import { challenge } from '../x402/challenge.js';
import type { Quote } from '../x402/quote.js';

/** What buyers are asked to pay, for whoever tells it elsewhere than in a 402. */
@Injectable()
export class Challenges {
  constructor(
    private readonly networks: OpenNetworks,
    private readonly metering: Metering,
  ) {}

  /**
   * The challenge that a call without payment is answered at this moment, without what is another in
   * each; undefined while nothing could be settled on any of its networks.
   */
  of(quote: Quote): PaymentRequired | undefined {
    const { findOpen } = this.networks;
    const { settlerOn } = this.metering;
    const required = challenge(quote, findOpen, 'payment_required', withNothing, settlerOn);
    return required.accepts.length === 0 ? undefined : required;
  }
}

function withNothing() {
  return {};
}
