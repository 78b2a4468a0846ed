import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/index.js';
import { Problem } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { FacilitatorService } from '../facilitator/facilitator.service.js';
import { blamesPayer } from '../payers/blame.js';
import { facilitatorUnavailable, paymentRequired, settlementUnknown } from '../problems.js';
import { ChainReader } from './chain-reader.service.js';
import type { ClaimChanges, HeldClaim } from './held-claim.js';
import { Claims } from './claims.service.js';
import { Completion } from './completion.service.js';
import { failureWith } from './failure.js';
import { mayBePublic } from './lifecycle.js';

/** After how long an unknown settlement is looked at again. */
export const RETRY_SECONDS = 3;

const UNKNOWN_DETAIL =
  'Whether the payment went through is being found out. Send the same request with the same payment again to get the result; you cannot be charged twice.';
const REFUSED_DETAIL =
  'The chain shows that nothing was charged. The same payment can be sent again until it expires; a result that exists already is not made twice.';

/**
 * Moves the money of claims, and finds out what became of attempts without a clear answer. Every
 * method returns the claim as it then is: `settled`, `refused`, `unknown` or `released`; all but the
 * first say why in `failure`.
 */
@Injectable()
export class Settling {
  constructor(
    private readonly claims: Claims,
    private readonly completion: Completion,
    private readonly facilitator: FacilitatorService,
    private readonly chain: ChainReader,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Commits that the network is about to be asked, with `changes`, and asks. */
  async settle(claim: HeldClaim, changes: ClaimChanges = {}): Promise<HeldClaim> {
    const askedAt = this.clock.now();
    const asking = await this.claims.change(claim, { ...changes, status: 'settling', askedAt });
    return this.ask(asking, mayBePublic(claim));
  }

  /**
   * Goes on with a claim whose settlement was asked for before: the chain is asked first, and the
   * facilitator again only when the authorization is known to be unused. It can be used only once,
   * so asking again cannot charge twice.
   */
  async resume(claim: HeldClaim): Promise<HeldClaim> {
    const outcome = await this.chain.outcome(claim);
    switch (outcome?.kind) {
      case 'transferred':
        return this.completion.settle(claim, outcome.transaction);
      case 'void':
        return this.giveUp(claim, outcome.reason);
      case 'unused':
      case 'reverted':
        return this.settle(claim);
      default:
        return claim.status === 'refused' ? claim : this.leaveUnknown(claim, 'chain_unavailable');
    }
  }

  private async ask(claim: HeldClaim, askedBefore: boolean): Promise<HeldClaim> {
    const reply = await this.facilitator.settle(claim);
    if (reply.kind === 'not_asked' && !askedBefore) return this.holdBack(claim, reply.reason);
    if (reply.kind === 'settled') {
      const { transaction, proven } = reply;
      const seen = proven ? transaction : await this.chain.confirm(claim, transaction);
      if (seen !== undefined) return this.completion.settle(claim, seen);
      this.logger.warn({ claimId: claim.id, transaction }, 'a settlement is not on the chain');
    }
    const transaction = ('transaction' in reply && reply.transaction) || claim.transaction;
    const reason = 'reason' in reply ? reply.reason : 'settlement_not_on_chain';
    const outcome = await this.chain.outcome({ ...claim, transaction });
    switch (outcome?.kind) {
      case 'transferred':
        return this.completion.settle(claim, outcome.transaction);
      case 'void':
        return this.giveUp(claim, outcome.reason);
      case 'reverted':
        return this.refuse(claim, reason);
      case 'unused':
        return reply.kind === 'refused'
          ? this.refuse(claim, reason)
          : this.leaveUnknown(claim, reason, transaction);
      default:
        return this.leaveUnknown(claim, reason, transaction);
    }
  }

  /** A refused authorization can still be used by whoever saw it: it is watched until it expires. */
  private async refuse(claim: HeldClaim, reason: string): Promise<HeldClaim> {
    const problem = refusal(reason, REFUSED_DETAIL);
    const failure = failureWith(problem, 'not_charged');
    const isTheirs = hasWorked(claim) && (blamesPayer(reason) || (await this.chain.isShort(claim)));
    const unpaidAt = isTheirs ? this.clock.now() : claim.unpaidAt;
    return this.claims.change(claim, { status: 'refused', failure, unpaidAt });
  }

  /** The authorization can never be used any more. */
  private async giveUp(claim: HeldClaim, reason: string): Promise<HeldClaim> {
    const isTheirs = hasWorked(claim) && blamesPayer(reason);
    const unpaidAt = this.clock.now();
    const noted = isTheirs ? await this.claims.change(claim, { unpaidAt }) : claim;
    return this.completion.release(noted, refusal(reason));
  }

  /** Nobody was ever asked: nothing is charged, and the result waits for the payment to come again. */
  private holdBack(claim: HeldClaim, reason: string): Promise<HeldClaim> {
    const details = { retryAfterSeconds: RETRY_SECONDS, extensions: { reason } };
    const problem = new Problem(facilitatorUnavailable, details);
    const failure = failureWith(problem, 'not_charged');
    return this.claims.change(claim, { status: 'refused', askedAt: null, failure });
  }

  private leaveUnknown(
    claim: HeldClaim,
    reason: string,
    transaction: string | null = claim.transaction,
  ): Promise<HeldClaim> {
    const problem = new Problem(settlementUnknown, {
      detail: UNKNOWN_DETAIL,
      retryAfterSeconds: RETRY_SECONDS,
      extensions: { reason },
    });
    // Work that failed by itself stays the reason, whatever comes of the money.
    const failure = claim.work === 'failed' ? claim.failure : failureWith(problem, 'unknown');
    return this.claims.change(claim, { status: 'unknown', transaction, failure });
  }
}

/** Whether work was done, or begun, before the network was asked to move its money. */
function hasWorked({ policy }: HeldClaim): boolean {
  return policy !== 'before_execution';
}

function refusal(reason: string, detail?: string): Problem {
  return new Problem(paymentRequired, { ...(detail && { detail }), extensions: { reason } });
}
