import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Claims } from '../claims/claims.service.js';
import { Replay } from '../calls/replay.service.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import { v1Method } from '../x402/challenge-v1.js';
import { claimantOf } from '../x402/claimant.js';
import type { PaidRoute } from '../x402/paid-route.js';
import { readPayment, type ReceivedPayment } from '../x402/payment-header.js';
import type { Quote } from '../x402/quote.js';
import { readInput } from './request-input.js';
import { PaymentProofs } from './payment-proofs.service.js';
import type { RepeatedPayment } from './payment-attempt.js';

/**
 * Finds the call that a payment was claimed for, when what it paid for is not offered any more: what
 * was bought can be fetched for as long as results are kept, whatever became of the offer.
 */
@Injectable()
export class RepeatedPayments {
  constructor(
    private readonly claims: Claims,
    private readonly replay: Replay,
    private readonly networks: PaymentNetworks,
    private readonly proofs: PaymentProofs,
  ) {}

  /**
   * Undefined when the payment was never claimed, or is not its payer's: nothing is looked up then.
   * @param forSale what is for sale at the address now, if anything is
   * @throws {Problem} when it was claimed for another request, or by somebody else
   */
  async find(
    request: FastifyRequest,
    route: PaidRoute,
    forSale: Quote | undefined,
  ): Promise<RepeatedPayment | undefined> {
    const payment = readPayment(request.headers);
    if (payment === undefined || typeof payment === 'string') return undefined;
    const found = this.authorizationOf(payment);
    if (found === undefined) return undefined;
    const { network, payload, authorization } = found;
    if ((await this.proofs.standingOf(network, payload)) === 'forged') return undefined;
    const repeats = await this.claims.findByPayment({ network: network.id, ...authorization });
    if (repeats === null) return undefined;

    const input = await readInput(route, request, repeats.offerId);
    const claimant = claimantOf(payment, request.headers);
    await this.replay.assertSame(repeats, { forSale, input, payload, claimant });
    return { route, x402Version: payment.x402Version, repeats };
  }

  /** The wallet that a payment says it is of; undefined where none is named. */
  payerOf(headers: IncomingHttpHeaders): string | undefined {
    const payment = readPayment(headers);
    if (payment === undefined || typeof payment === 'string') return undefined;
    return this.authorizationOf(payment)?.authorization.payer;
  }

  private authorizationOf(payment: ReceivedPayment) {
    const network =
      payment.x402Version === 2
        ? this.networks.find(payment.accepted.network)
        : this.networks.findByV1Name(payment.network);
    const accepted = payment.x402Version === 2 ? payment.accepted : network && v1Method(network);
    if (network === undefined || accepted === undefined) return undefined;
    const payload = { accepted, payload: payment.payload };
    const authorization = network.readAuthorization(payload);
    return authorization && { network, payload, authorization };
  }
}
