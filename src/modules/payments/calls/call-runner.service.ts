import { Injectable } from '@nestjs/common';
import type { PaymentClaim } from '../claims/claim.entity.js';
import { type HeldClaim, LeaseLost } from '../claims/held-claim.js';
import { Claims } from '../claims/claims.service.js';
import { Leases } from '../claims/leases.service.js';
import { RETRY_SECONDS, Settling } from '../settlement/settling.service.js';
import { Clock } from '../../../common/clock/index.js';
import type { Audience } from './audience.js';
import { CallWork } from './call-work.service.js';
import type { RunningCall, Work } from './running-call.js';
import { hasFailure, ToldFailures } from './told-failures.service.js';

/** A call under way in this process. */
export interface StartedCall {
  /** The payment is good. Never rejects; a call that ends without being accepted stays silent. */
  readonly accepted: Promise<void>;
  /** Gives the settled claim with its result, or rejects with the Problem the buyer is told. */
  readonly ended: Promise<PaymentClaim>;
}

/** How long after its payment has expired a refused claim is looked at for the last time. */
const EXPIRY_MARGIN_MS = 30_000;

/** Brings held claims to their end, money and work, wherever they stand. */
@Injectable()
export class CallRunner {
  constructor(
    private readonly claims: Claims,
    private readonly settling: Settling,
    private readonly callWork: CallWork,
    private readonly failures: ToldFailures,
    private readonly leases: Leases,
    private readonly clock: Clock,
  ) {}

  /** Goes on with `claim` in the background; the buyer may leave, the call does not. */
  start(claim: HeldClaim, work: Work | undefined, audience: Audience): StartedCall {
    let accept!: () => void;
    const accepted = new Promise<void>((resolve) => (accept = resolve));
    const ended = this.leases.whileHeld(claim, (lost) =>
      this.bringToEnd({ claim, work, audience, lost, facts: {}, accepted: accept }),
    );
    // Whoever waits for it hears of its failure; nobody has to.
    ended.catch(() => undefined);
    return { accepted, ended };
  }

  private async bringToEnd(call: RunningCall): Promise<PaymentClaim> {
    try {
      if (call.claim.work === 'pending') await this.callWork.do(call);
      else call.claim = await this.settling.resume(call.claim);
    } finally {
      await this.putDown(call.claim);
    }
    const { claim } = call;
    if (hasFailure(claim)) throw await this.failures.of(claim);
    return claim;
  }

  private async putDown(claim: HeldClaim): Promise<void> {
    const { status, validBefore } = claim;
    if (status !== 'unknown' && status !== 'refused') return;
    const soon = this.clock.now().getTime() + RETRY_SECONDS * 1000;
    const next = status === 'unknown' ? soon : validBefore.getTime() + EXPIRY_MARGIN_MS;
    await this.claims.putDown(claim, new Date(Math.max(next, soon))).catch((error: unknown) => {
      if (!(error instanceof LeaseLost)) throw error;
    });
  }
}
