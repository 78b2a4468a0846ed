import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { type PaymentState, Problem, tooManyRequests } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { callerKey } from '../../../common/rate-limit/index.js';
import { FacilitatorService, type VerifiablePayment } from '../facilitator/facilitator.service.js';
import { refusalFor } from '../facilitator/verdict.js';
import type {
  PaymentNetwork,
  SchemePayload,
  SignatureStanding,
} from '../networks/payment-network.js';
import { facilitatorUnavailable, paymentRequired } from '../payment-problems.js';

/** How many payments that anybody may have made up are asked about at a time for one address. */
const MAX_DOUBTFUL_AT_ONCE = 5;

/**
 * Makes sure that a payment is its payer's before anything is stored for it: by itself where a key
 * signed, else by asking the contract that is said to have, and a facilitator, within bounds.
 */
@Injectable()
export class PaymentProofs {
  private readonly asking = new Map<string, number>();

  constructor(
    private readonly facilitator: FacilitatorService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws {Problem} `facilitator_unavailable` when the chain had to be asked and cannot be */
  async standingOf(network: PaymentNetwork, payload: SchemePayload): Promise<SignatureStanding> {
    try {
      return await network.checkSignature(payload);
    } catch (error) {
      // What became of the payment before is not known.
      throw this.unchecked(error, network, 'unknown');
    }
  }

  /**
   * Asks the contract, and then a facilitator, about a payment whose signature only a contract can judge.
   * @param address IP address of who sent it
   * @throws {Problem} when it is not good, cannot be judged now, or too many are asked about
   */
  async verify(
    network: PaymentNetwork,
    payment: VerifiablePayment,
    address: string,
  ): Promise<void> {
    const caller = callerKey({ userId: undefined, address });
    const asked = this.asking.get(caller) ?? 0;
    if (asked >= MAX_DOUBTFUL_AT_ONCE) {
      const detail = `At most ${MAX_DOUBTFUL_AT_ONCE} payments of contract wallets are verified at a time.`;
      throw new Problem(tooManyRequests, { detail, retryAfterSeconds: 1 });
    }
    this.asking.set(caller, asked + 1);
    try {
      const isSigned = await this.isSigned(network, payment.payment.payload);
      const refusal = isSigned
        ? refusalFor(await this.facilitator.verify(payment, false))
        : new Problem(paymentRequired, { extensions: { reason: 'invalid_signature' } });
      if (refusal !== undefined) throw refusal;
    } finally {
      this.done(caller);
    }
  }

  private async isSigned(network: PaymentNetwork, payload: SchemePayload): Promise<boolean> {
    try {
      return await network.isSigned(payload);
    } catch (error) {
      throw this.unchecked(error, network, 'not_charged');
    }
  }

  private unchecked(error: unknown, { id: network }: PaymentNetwork, payment: PaymentState) {
    this.logger.warn({ err: error, network }, 'a signature could not be checked');
    const extensions = { reason: 'chain_unavailable' };
    return new Problem(facilitatorUnavailable, { payment, retryAfterSeconds: 5, extensions });
  }

  private done(caller: string): void {
    const left = (this.asking.get(caller) ?? 1) - 1;
    if (left > 0) this.asking.set(caller, left);
    else this.asking.delete(caller);
  }
}
