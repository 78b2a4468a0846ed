import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Problem, unforeseen } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import type { PaymentClaim } from '../claims/claim.entity.js';
import { type Declared, type HeldClaim, LeaseLost, type NewClaim } from '../claims/held-claim.js';
import { Claims } from '../claims/claims.service.js';
import type { Trial } from '../demand/trial.js';
import type { Claimant } from '../x402/claimant.js';
import type { Audience } from './audience.js';
import { CallRunner, type StartedCall } from './call-runner.service.js';
import { Replay } from './replay.service.js';
import type { Work } from './running-call.js';
import { FailedCalls } from './failed-calls.service.js';
import type { AnsweredCall } from './way-back.service.js';

/** How long a buyer waits for a call that somebody else's request runs, unless they say so. */
const DEFAULT_WAIT_MS = 30_000;

/** A call as far as it got while the buyer waited. */
export interface CallAnswer {
  readonly id: string;
  /** Settled, with its result; undefined while it is still running. */
  readonly claim: PaymentClaim | undefined;
}

/**
 * What is to be reserved, what facilitators are told of it, whether one has found the payment good already, and
 * who counts it.
 */
type Order = Omit<NewClaim, 'id'> & {
  readonly declared?: Declared;
  readonly isVerified: boolean;
  readonly trial: Trial;
};

/** Runs work for a payment exactly once and settles it; see docs/payments.md for the guarantees. */
@Injectable()
export class PaidCalls {
  constructor(
    private readonly claims: Claims,
    private readonly runner: CallRunner,
    private readonly replay: Replay,
    private readonly failed: FailedCalls,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Claims the payment, verifies it, runs `work` and settles; or, when the payment is claimed
   * already, waits for that run. The call goes on when waiting ends, also if this process dies.
   * @param waitMs how long to wait; by default for a new call to its end, for others 30 s
   * @throws {Problem} saying by `payment` whether the buyer was charged, with the way back
   */
  async run(
    { declared, isVerified, trial, ...order }: Order,
    claimant: Claimant,
    work: Work,
    audience: Audience,
    waitMs?: number,
  ): Promise<CallAnswer> {
    const claim = await this.reserve(order, claimant, trial);
    if ('taken' in claim) return this.join(claim.taken, work, audience, waitMs);
    const held = { ...claim.held, isVerified, ...(declared && { declared }) };
    const started = this.runner.start(held, work, audience);
    countEnd(started, trial);
    return this.withWayBack(held, () => this.watch(started, held, audience, waitMs));
  }

  /** Waits for a call that was claimed before, like {@link run}, and goes on with it if need be. */
  join(
    call: AnsweredCall,
    work: Work | undefined,
    audience: Audience,
    waitMs?: number,
  ): Promise<CallAnswer> {
    return this.withWayBack(call, async () => {
      const { id } = call;
      // Whoever hardly waits shall still have what is there already.
      const ended = waitMs === undefined ? undefined : await this.replay.endOf(id);
      if (ended !== undefined) return { id, claim: ended };
      // Before waiting: should the call's process die meanwhile, it is gone on with for this buyer.
      await this.claims.detach(id);
      const stop = AbortSignal.timeout(waitMs ?? DEFAULT_WAIT_MS);
      const result = this.replay.resultOf(id, work, audience, stop);
      const claim = await Promise.race([result, timeUp(waitMs)]);
      return { id, claim };
    });
  }

  private async reserve(order: Omit<NewClaim, 'id'>, claimant: Claimant, trial: Trial) {
    try {
      const claim = await this.claims.take(order);
      if ('held' in claim) return claim;
      const { subject, resourceUrl: url, input, payment } = order;
      const repeated = { forSale: { subject, url }, input, payload: payment.payload, claimant };
      await this.replay.assertSame(claim.taken, repeated);
      trial.repeated();
      return claim;
    } catch (error) {
      trial.refused(error instanceof Problem ? error : unforeseen(error));
      throw error;
    }
  }

  private async watch(
    { accepted, ended }: StartedCall,
    held: HeldClaim,
    audience: Audience,
    waitMs: number | undefined,
  ): Promise<CallAnswer> {
    const { id } = held;
    try {
      const claim = await Promise.race([ended, accepted.then(() => timeUp(waitMs))]);
      if (claim === undefined && !held.detached) await this.claims.detach(id);
      return { id, claim };
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error;
      // We were taken for dead, so another process has ended the claim or is about to.
      this.logger.warn({ claimId: id }, 'lost the lease of a claim');
      return this.join(held, undefined, audience, waitMs);
    }
  }

  private async withWayBack<T>(call: AnsweredCall, answer: () => Promise<T>): Promise<T> {
    try {
      return await answer();
    } catch (error) {
      throw await this.failed.complete(call, error);
    }
  }
}

/** However long the buyer waits, and before they are told. */
function countEnd({ accepted, ended }: StartedCall, trial: Trial): void {
  let wasAccepted = false;
  void accepted.then(() => (wasAccepted = true));
  ended.catch((error: unknown) => {
    if (error instanceof Problem) trial.ended(error, wasAccepted);
  });
}

/** Resolves after `ms`, or never; it does not keep the process alive. */
function timeUp(ms: number | undefined): Promise<undefined> {
  return ms === undefined ? new Promise(() => undefined) : sleep(ms, undefined, { ref: false });
}
