import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Problem, unforeseen } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { NOBODY } from './audience.js';
import { PaymentCheck } from './payment-check.service.js';
import { callInterrupted } from '../payment-problems.js';
import { fixedTo, isByUse } from '../claims/charge.js';
import { type ClaimChanges, type HeldClaim, LeaseLost } from '../claims/held-claim.js';
import { Claims } from '../claims/claims.service.js';
import { Completion } from '../settlement/completion.service.js';
import { failureWith, restoreFailure } from '../claims/stored-failure.js';
import { MAX_ATTEMPTS } from '../claims/rerun.js';
import { Settling } from '../settlement/settling.service.js';
import type { LiveBytes, LiveEvent } from '../x402/paid-route.js';
import { Interrupted, RunLimits } from './run-limits.service.js';
import type { ResumedCall, RunningCall, Work } from './running-call.js';

/** Does the work of a call that is still pending, and moves its money where the policy says so. */
@Injectable()
export class CallWork {
  constructor(
    private readonly claims: Claims,
    private readonly completion: Completion,
    private readonly check: PaymentCheck,
    private readonly settling: Settling,
    private readonly limits: RunLimits,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Afterwards `call.claim` says how it went; nothing is left to try for now. */
  async do(call: RunningCall): Promise<void> {
    const begunBefore = mayHaveBegun(call.claim);
    if (call.claim.status === 'claimed' && workOf(call) === undefined) return this.interrupt(call);
    call.claim = await this.secureMoney(call);
    if (!isReady(call.claim)) return;
    if (begunBefore) {
      const attempts = call.claim.attempts + 1;
      call.claim = await this.claims.change(call.claim, { attempts });
    }
    const work = workOf(call);
    if (work === undefined) return this.interrupt(call);
    call.accepted();
    await this.perform(call, work);
  }

  /** Verified and admitted, and settled before costly work. */
  private async secureMoney(call: RunningCall): Promise<HeldClaim> {
    const { claim } = call;
    if (claim.status === 'settled') return claim;
    if (claim.status !== 'claimed') return this.settling.resume(claim);
    const refusal = (await this.check.refusalFor(claim)) ?? (await this.askAdmission(call));
    if (refusal !== undefined)
      return this.completion.release(claim, refusal, null, claim.attempts === 1);
    return claim.policy === 'before_execution' ? this.settling.settle(claim) : claim;
  }

  /** Undefined when the route takes the call. */
  private async askAdmission(call: RunningCall): Promise<Problem | undefined> {
    try {
      await this.limits.within(call.lost, async (signal) =>
        call.work?.admit?.(this.describe(call, signal)),
      );
      return undefined;
    } catch (error) {
      if (error instanceof LeaseLost) throw error;
      return this.problemOf(call, error);
    }
  }

  private async perform(call: RunningCall, work: Work): Promise<void> {
    let result: unknown;
    try {
      const run = (signal: AbortSignal) => work.run(this.describe(call, signal));
      result = (await this.limits.within(call.lost, run)) ?? {};
    } catch (error) {
      if (error instanceof LeaseLost) throw error;
      await this.giveUp(call);
      call.claim =
        error instanceof Interrupted
          ? await this.limits.leave(call.claim, error)
          : await this.endFailed(call, this.problemOf(call, error));
      return;
    }
    call.isOver = true;
    const fixed = this.fix(call);
    call.claim =
      fixed instanceof Problem
        ? await this.endFailed(call, fixed)
        : await this.endDone(call, { result, ...fixed });
  }

  /** What a call by use is charged, from now on; a problem of the route's is none of the buyer's. */
  private fix(call: RunningCall): ClaimChanges | Problem {
    const { claim, facts } = call;
    if (!isByUse(claim) || claim.charge !== null) return {};
    try {
      return fixedTo(facts.charge, claim);
    } catch (error) {
      return this.problemOf(call, error);
    }
  }

  /** From here on nothing that the handler does counts; a payment it began is seen to its end. */
  private async giveUp(call: RunningCall): Promise<void> {
    call.isOver = true;
    await call.payment?.catch(() => undefined);
  }

  private problemOf({ claim }: RunningCall, error: unknown): Problem {
    if (error instanceof Problem) return error;
    this.logger.error({ err: error, claimId: claim.id }, 'paid work failed');
    return unforeseen(error);
  }

  private async endDone(
    { claim, facts }: RunningCall,
    { result, ...fixed }: ClaimChanges,
  ): Promise<HeldClaim> {
    const note = facts.note ?? null;
    const end = { work: 'done', result, note, ...fixed } as const;
    if (claim.status === 'claimed') return this.settling.settle(claim, end);
    if (claim.status === 'settled') return this.completion.endWork(claim, { result, note });
    return this.settling.resume(await this.claims.change(claim, end));
  }

  private async endFailed({ claim, facts }: RunningCall, problem: Problem): Promise<HeldClaim> {
    const { note = null, partial: result = claim.result } = facts;
    switch (claim.status) {
      case 'claimed':
        return this.completion.release(claim, problem, note);
      case 'settled':
        return this.completion.failWork(claim, problem, { result, note });
      case 'unknown':
        return this.failUnknown(claim, problem, { result, note });
      default:
        return claim;
    }
  }

  /** Whether it was charged is found out first: another run may be due for it then. */
  private async failUnknown(
    claim: HeldClaim,
    problem: Problem,
    remains: { readonly result: unknown; readonly note: unknown },
  ): Promise<HeldClaim> {
    const asked = await this.settling.resume({ ...claim, note: remains.note });
    if (asked.status === 'settled') return this.completion.failWork(asked, problem, remains);
    const isOver = this.completion.pauseBeforeRerun(asked, problem) === undefined;
    if (asked.status !== 'unknown' || !isOver) return asked;
    const failure = failureWith(problem, 'unknown');
    return this.claims.change(asked, { ...remains, work: 'failed', failure });
  }

  /** Nobody can go on with the work: its process died, perhaps too often. */
  private async interrupt(call: RunningCall): Promise<void> {
    const problem = new Problem(callInterrupted);
    call.claim =
      call.claim.status === 'claimed'
        ? await this.completion.release(call.claim, problem)
        : await this.endFailed(call, problem);
  }

  private describe(call: RunningCall, signal: AbortSignal): ResumedCall {
    const { id, payer, offerId, input, policy } = call.claim;
    const wantsEvents = policy === 'at_first_output' || call.audience !== NOBODY;
    let opened = false;
    const live = async (piece: LiveEvent | LiveBytes) => {
      const isOver = () => call.isOver === true;
      if (isOver()) throw new Problem(callInterrupted);
      if (call.claim.policy === 'at_first_output') await (call.payment ??= this.payLive(call));
      if (call.claim.status !== 'settled' || isOver()) return;
      if (!opened) call.audience.open(call.claim);
      opened = true;
      call.audience.send(piece);
    };
    const keep = (facts: RunningCall['facts']) => {
      if (call.isOver !== true) call.facts = { ...call.facts, ...facts };
    };
    return { id, payer, offerId, input, wantsEvents, signal, live, keep };
  }

  /** When the outcome is unknown, the work goes on unseen. @throws {Problem} when refused */
  private async payLive(call: RunningCall): Promise<void> {
    if (call.claim.status !== 'claimed') return;
    call.claim = await this.settling.settle(call.claim);
    const { status, failure } = call.claim;
    if ((status === 'refused' || status === 'released') && failure) throw restoreFailure(failure);
  }
}

/** Undefined when it cannot, or must not, be run again. */
function workOf({ claim, work }: RunningCall): Work | undefined {
  return claim.attempts > MAX_ATTEMPTS ? undefined : work;
}

/** A stream is paid while its work goes on: found in the middle of that, it is run once more. */
function mayHaveBegun({ status, policy }: HeldClaim): boolean {
  const isAsked = status === 'settling' || status === 'unknown' || status === 'refused';
  return policy === 'at_first_output' && isAsked;
}

/** Whether the work may start. */
function isReady({ status, policy }: HeldClaim): boolean {
  return status === 'settled' || (status === 'claimed' && policy !== 'before_execution');
}
