import { Injectable } from '@nestjs/common';
import { Problem } from '../../../common/errors/index.js';
import { callInterrupted } from '../problems.js';
import type { HeldClaim } from './claims.repository.js';
import { Claims } from './claims.service.js';
import { Settling } from './settling.service.js';

/** Brings claims to an end whose process died, so that none is stuck. */
@Injectable()
export class Recovery {
  constructor(
    private readonly claims: Claims,
    private readonly settling: Settling,
  ) {}

  /**
   * Ends the claim if nobody works on it: released when it has no result, settled when it has one.
   * Does nothing when somebody still does. How it ended is read from the claim afterwards.
   */
  async recover(claimId: string): Promise<void> {
    const claim = await this.claims.takeOver(claimId);
    if (claim === undefined) return;
    try {
      await this.claims.whileHeld(claim, () => this.end(claim));
    } catch (error) {
      // Refused and unknown are outcomes, written to the claim already.
      if (!(error instanceof Problem)) throw error;
    }
  }

  private async end(claim: HeldClaim): Promise<void> {
    switch (claim.status) {
      case 'claimed':
      case 'verified':
        await this.claims.release(claim, new Problem(callInterrupted));
        return;
      case 'executed':
        await this.settling.settle(claim);
        return;
      default:
        await this.settling.resume(claim);
    }
  }
}
