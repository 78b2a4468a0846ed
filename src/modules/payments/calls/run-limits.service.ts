import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { Problem } from '../../../common/errors/index.js';
import { Lifetime } from '../../../common/lifetime/index.js';
import { callInterrupted, runTimeout } from '../payment-problems.js';
import { Claims } from '../claims/claims.service.js';
import { Completion } from '../settlement/completion.service.js';
import type { HeldClaim } from '../claims/held-claim.js';
import { callsConfig } from './calls.config.js';

const RETRY_SECONDS = 1;

/** The process ends before the work did. */
export class Interrupted extends Problem {
  constructor(payment?: 'charged' | 'not_charged' | 'unknown') {
    super(callInterrupted, { retryAfterSeconds: RETRY_SECONDS, ...(payment && { payment }) });
  }
}

/** Bounds how long the work of a call may take, and passes on what this process cannot finish. */
@Injectable()
export class RunLimits {
  constructor(
    private readonly lifetime: Lifetime,
    private readonly claims: Claims,
    private readonly completion: Completion,
    @Inject(callsConfig.KEY) private readonly config: ConfigType<typeof callsConfig>,
  ) {}

  /**
   * Runs work until its time is up, the process ends, or the claim is not ours any more.
   * @param lost aborts in the last case, with a LeaseLost
   * @throws {Interrupted} or a Problem `run_timeout`, and whatever the work throws
   */
  within<T>(lost: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const limits = {
      timeoutMs: this.config.runTimeoutMs,
      timeUp: () => new Problem(runTimeout),
      processEnds: () => new Interrupted(),
      also: lost,
    };
    return this.lifetime.within(limits, work);
  }

  /**
   * Gives back a call that nobody was charged for and nobody waits for elsewhere; every other one is
   * left to whoever finds it, now.
   * @throws {Interrupted} when it is left
   */
  async leave(claim: HeldClaim, interrupted: Interrupted): Promise<HeldClaim> {
    if (claim.status === 'claimed' && (await this.claims.find(claim.id))?.detached === false) {
      return this.completion.release(claim, interrupted);
    }
    const isWaiting = claim.status === 'claimed' || claim.status === 'settled';
    if (isWaiting) await this.claims.putDown(claim, claim.createdAt);
    const { status } = claim;
    if (status === 'settled') throw new Interrupted('charged');
    throw new Interrupted(status === 'claimed' ? 'not_charged' : 'unknown');
  }
}
