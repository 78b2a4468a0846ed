import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { Problem } from '../../../common/errors/index.js';
import { FacilitatorService } from '../facilitator/facilitator.service.js';
import type { SettlementReply } from '../facilitator/facilitator.js';
import { Metering } from '../facilitator/metering.service.js';
import { mayMeanSpent } from '../facilitator/reply.js';
import type { ChainOutcome, Transferred } from '../networks/payment-network.js';
import { blamesPayer } from '../payers/blame.js';
import { facilitatorUnavailable, paymentRequired, settlementUnknown } from '../payment-problems.js';
import { amountAsked } from '../claims/charge.js';
import { ChainReader } from './chain-reader.service.js';
import type { ClaimChanges, HeldClaim } from '../claims/held-claim.js';
import { Claims } from '../claims/claims.service.js';
import { Completion } from './completion.service.js';
import { failureWith } from '../claims/stored-failure.js';
import { mayBePublic } from '../claims/claim-lifecycle.js';

/** After how long an unknown settlement is looked at again. */
export const RETRY_SECONDS = 3;

const UNKNOWN_DETAIL =
  'We do not know yet whether the payment went through; we are asking the chain. Send the same request with the same payment again to get the result. It cannot charge you twice.';
const REFUSED_DETAIL =
  'The chain shows that you were not charged. You can send the same payment again until it expires. If the result exists already, the work does not run twice.';

type Void = Extract<ChainOutcome, { kind: 'void' }>;
type Unclear = Extract<ChainOutcome, { kind: 'unclear' }>;

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
    private readonly metering: Metering,
    private readonly clock: Clock,
  ) {}

  /** Commits that the network is about to be asked, with `changes`, and asks. */
  async settle(claim: HeldClaim, changes: ClaimChanges = {}): Promise<HeldClaim> {
    const askedAt = this.clock.now();
    const firstAskedAt = claim.firstAskedAt ?? askedAt;
    const transaction = claim.transaction ?? this.facilitator.transactionOf(claim) ?? null;
    const asking = { ...changes, status: 'settling', askedAt, firstAskedAt, transaction } as const;
    return this.ask(await this.claims.change(claim, asking), claim);
  }

  /**
   * Goes on with a claim whose settlement was asked for before: the chain is asked first, and the
   * facilitator again only when the authorization is known to be unused. It can be used only once,
   * so asking again cannot charge twice.
   */
  async resume(claim: HeldClaim): Promise<HeldClaim> {
    const outcome = await this.chain.outcome(claim);
    if (outcome.kind === 'unused' || outcome.kind === 'reverted') return this.settle(claim);
    if (outcome.kind !== 'unclear') return this.end(claim, outcome);
    // What is used but not found is not known to be unmoved any more; a silent chain says nothing new.
    const isStillRefused = claim.status === 'refused' && outcome.searchedTo === null;
    return isStillRefused ? claim : this.leaveUnknown(claim, 'chain_unavailable', outcome);
  }

  /** @param before the claim as it was before the network was asked this time */
  private async ask(claim: HeldClaim, before: HeldClaim): Promise<HeldClaim> {
    const reply = await this.facilitator.settle(claim);
    const isFirst = !mayBePublic(before);
    if (reply.kind === 'not_asked' && isFirst) return this.holdBack(claim, reply.reason);
    const asked = { ...claim, ...whatCounts(reply, before, claim) };
    const outcome = await this.chain.awaitOutcome(asked);
    // By what is kept: after a crash of the database the same end is written again, with the same time.
    if (outcome.kind === 'transferred' || outcome.kind === 'void') return this.end(claim, outcome);
    const reason = 'reason' in reply ? reply.reason : 'settlement_not_on_chain';
    if (outcome.kind === 'unclear') return this.leaveUnknown(asked, reason, outcome);
    const isRefused =
      outcome.kind === 'reverted' || (reply.kind === 'refused' && !mayBeOnItsWay(asked, reason));
    return isRefused
      ? this.refuse(asked, reason, outcome.kind === 'reverted')
      : this.leaveUnknown(asked, reason);
  }

  private end(claim: HeldClaim, outcome: Transferred | Void): Promise<HeldClaim> {
    if (outcome.kind === 'transferred') this.compare(claim, outcome);
    return outcome.kind === 'transferred'
      ? this.completion.settle(claim, outcome)
      : this.giveUp(claim, outcome.reason);
  }

  /** What the chain moved is booked, whoever is wrong; the facilitator gets no other such payment. */
  private compare(claim: HeldClaim, { amount: moved, transaction }: Transferred): void {
    const asked = amountAsked(claim);
    if (moved === undefined || moved === asked) return;
    this.metering.distrust(claim, { moved, asked, transaction });
  }

  /**
   * A refused authorization can still be used by whoever saw it: it is watched until it expires.
   * @param isReverted whether the chain refused what had been found good: something of the payer's changed
   */
  private async refuse(claim: HeldClaim, reason: string, isReverted: boolean): Promise<HeldClaim> {
    const problem = refusal(reason, REFUSED_DETAIL);
    const failure = failureWith(problem, 'not_charged');
    const isBlamed = isReverted || blamesPayer(reason, claim.isVerified);
    const isTheirs = hasWorked(claim) && (isBlamed || (await this.chain.isShort(claim)));
    const unpaidAt = isTheirs ? this.clock.now() : claim.unpaidAt;
    const { askedAt, firstAskedAt, transaction } = claim;
    const known = { askedAt, firstAskedAt, transaction, unpaidAt };
    return this.claims.change(claim, { status: 'refused', ...known, failure });
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
    return this.claims.change(claim, { status: 'refused', ...NEVER_ASKED, failure });
  }

  private leaveUnknown(claim: HeldClaim, reason: string, seen?: Unclear): Promise<HeldClaim> {
    const problem = new Problem(settlementUnknown, {
      detail: UNKNOWN_DETAIL,
      retryAfterSeconds: RETRY_SECONDS,
      extensions: { reason },
    });
    // Work that failed by itself stays the reason, whatever comes of the money.
    const failure = claim.work === 'failed' ? claim.failure : failureWith(problem, 'unknown');
    const { transaction, askedAt, firstAskedAt } = claim;
    const searchedBlock = seen?.searchedTo ?? claim.searchedBlock;
    const known = { transaction, askedAt, firstAskedAt, searchedBlock };
    return this.claims.change(claim, { status: 'unknown', ...known, failure });
  }
}

/** Whether work was done, or begun, before the network was asked to move its money. */
function hasWorked({ policy }: HeldClaim): boolean {
  return policy !== 'before_execution';
}

/** A transaction that was sent for it, or may have been, may still be mined. */
function mayBeOnItsWay({ transaction }: HeldClaim, reason: string): boolean {
  return transaction !== null || mayMeanSpent(reason);
}

const NEVER_ASKED = { askedAt: null, firstAskedAt: null, transaction: null } as const;

/** What is known of the request after the reply: a request that sent nothing was none. */
function whatCounts(reply: SettlementReply, before: HeldClaim, asked: HeldClaim) {
  const nothingSent = reply.kind === 'not_asked' || (reply.kind === 'refused' && reply.nothingSent);
  const { askedAt, firstAskedAt } = nothingSent ? before : asked;
  const sent = nothingSent ? before.transaction : asked.transaction;
  const transaction = ('transaction' in reply && reply.transaction) || sent;
  return { askedAt, firstAskedAt, transaction };
}

function refusal(reason: string, detail?: string): Problem {
  return new Problem(paymentRequired, { ...(detail && { detail }), extensions: { reason } });
}
