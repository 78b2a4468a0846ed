import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { internalError, Problem } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { FacilitatorService } from '../facilitator/facilitator.service.js';
import { facilitatorUnavailable, paymentRequired } from '../problems.js';
import type { PaymentClaim } from './claim.entity.js';
import { type HeldClaim, LeaseLost, type NewClaim } from './claims.repository.js';
import { Claims } from './claims.service.js';
import { Replay } from './replay.service.js';
import { Settling } from './settling.service.js';

/** Runs work for a payment exactly once and settles it; see docs/payments.md for the guarantees. */
@Injectable()
export class PaidCalls {
  constructor(
    private readonly claims: Claims,
    private readonly facilitator: FacilitatorService,
    private readonly settling: Settling,
    private readonly replay: Replay,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Claims the payment, verifies it, runs `work` and settles; or, when the payment is claimed
   * already, waits for that run and returns its result.
   * @returns the settled claim with the result
   * @throws {Problem} saying by `payment` whether the buyer was charged
   */
  async run(
    payment: Omit<NewClaim, 'id'>,
    work: (claim: PaymentClaim) => Promise<unknown>,
  ): Promise<PaymentClaim> {
    const claim = await this.claims.take(payment);
    if ('taken' in claim) return this.replay.resultOf(claim.taken, payment.requestDigest);
    const { held } = claim;
    try {
      return await this.claims.whileHeld(held, () => this.perform(held, work));
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error;
      // We were taken for dead, so another process has ended the claim or is about to.
      this.logger.warn({ claimId: held.id }, 'lost the lease of a claim');
      return this.replay.resultOf(held, payment.requestDigest);
    }
  }

  private async perform(
    claim: HeldClaim,
    work: (claim: PaymentClaim) => Promise<unknown>,
  ): Promise<PaymentClaim> {
    const verified = await this.verify(claim);
    const result = await this.runWork(verified, work);
    const executed = await this.claims.move(verified, 'executed', { result });
    return this.settling.settle(executed);
  }

  private async verify(claim: HeldClaim): Promise<HeldClaim> {
    const verification = await this.facilitator.verify(claim);
    if (verification.kind === 'valid') return this.claims.move(claim, 'verified');
    const { kind, reason } = verification;
    const problem =
      kind === 'invalid'
        ? new Problem(paymentRequired, { extensions: { reason } })
        : new Problem(facilitatorUnavailable, { retryAfterSeconds: 5, extensions: { reason } });
    throw await this.claims.release(claim, problem);
  }

  private async runWork(
    claim: HeldClaim,
    work: (claim: PaymentClaim) => Promise<unknown>,
  ): Promise<unknown> {
    try {
      return (await work(claim)) ?? null;
    } catch (error) {
      if (!(error instanceof Problem)) {
        this.logger.error({ err: error, claimId: claim.id }, 'paid work failed');
      }
      const problem = error instanceof Problem ? error : new Problem(internalError);
      throw await this.claims.release(claim, problem);
    }
  }
}
