import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Problem, tooManyRequests } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { callerKey } from '../../../common/rate-limit/index.js';
import { FacilitatorService, type VerifiablePayment } from '../facilitator/facilitator.service.js';
import { refusalFor } from '../facilitator/verdict.js';
import type {
  PaymentNetwork,
  SchemePayload,
  SignatureStanding,
} from '../networks/payment-network.js';
import { facilitatorUnavailable } from '../payment-problems.js';

/** How many payments that anybody may have made up are asked about at a time for one address. */
const MAX_DOUBTFUL_AT_ONCE = 5;

/**
 * Makes sure that a payment is its payer's before anything is stored for it: by itself where a key
 * signed, else by asking a facilitator, within bounds.
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
      this.logger.warn({ err: error, network: network.id }, 'a signature could not be checked');
      // What became of the payment before is not known.
      const payment = 'unknown';
      const extensions = { reason: 'chain_unavailable' };
      throw new Problem(facilitatorUnavailable, { payment, retryAfterSeconds: 5, extensions });
    }
  }

  /**
   * Asks a facilitator about a payment whose signature only a contract can judge.
   * @param address IP address of who sent it
   * @throws {Problem} when it is not good, cannot be judged now, or too many are asked about
   */
  async verify(payment: VerifiablePayment, address: string): Promise<void> {
    const caller = callerKey({ userId: undefined, address });
    const asked = this.asking.get(caller) ?? 0;
    if (asked >= MAX_DOUBTFUL_AT_ONCE) {
      const detail = `At most ${MAX_DOUBTFUL_AT_ONCE} payments of contract wallets are verified at a time.`;
      throw new Problem(tooManyRequests, { detail, retryAfterSeconds: 1 });
    }
    this.asking.set(caller, asked + 1);
    try {
      const refusal = refusalFor(await this.facilitator.verify(payment, false));
      if (refusal !== undefined) throw refusal;
    } finally {
      this.done(caller);
    }
  }

  private done(caller: string): void {
    const left = (this.asking.get(caller) ?? 1) - 1;
    if (left > 0) this.asking.set(caller, left);
    else this.asking.delete(caller);
  }
}
