import { Injectable } from '@nestjs/common';
import { Problem } from '../../../common/errors/index.js';
import type { PaymentClaim } from '../claims/claim.entity.js';
import { Claims } from '../claims/claims.service.js';
import { PaidRoutes } from '../x402/paid-routes.service.js';
import { NOBODY } from './audience.js';
import { CallRunner } from './call-runner.service.js';
import type { Work } from './running-call.js';

/** Brings claims to an end whose process died, so that none is stuck. */
@Injectable()
export class Recovery {
  constructor(
    private readonly claims: Claims,
    private readonly runner: CallRunner,
    private readonly routes: PaidRoutes,
  ) {}

  /**
   * Ends the claim if nobody works on it: money is brought to its end, and work is done again where
   * somebody was charged for it or was told to come back. Does nothing when somebody still works on
   * it. How it ended is read from the claim afterwards.
   */
  async recover(claimId: string): Promise<void> {
    const claim = await this.claims.takeOver(claimId);
    if (claim === undefined) return;
    try {
      await this.runner.start(claim, this.workOf(claim), NOBODY).ended;
    } catch (error) {
      // Refused, failed and unknown are outcomes, written to the claim already.
      if (!(error instanceof Problem)) throw error;
    }
  }

  /** A buyer who was neither charged nor told to come back may have gone: they can pay anew. */
  private workOf({ route, status, detached }: PaymentClaim): Work | undefined {
    if (status === 'claimed' && !detached) return undefined;
    const paidRoute = this.routes.find(route);
    return paidRoute?.resume && { run: paidRoute.resume.bind(paidRoute) };
  }
}
