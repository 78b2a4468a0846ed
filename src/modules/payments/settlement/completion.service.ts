import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import type { Problem } from '../../../common/errors/index.js';
import type { Transferred } from '../networks/payment-network.js';
import type { Note } from '../notes/note.js';
import { Notes } from '../notes/notes.service.js';
import { Refunds } from '../refunds/refunds.service.js';
import { PaidRoutes } from '../x402/paid-routes.service.js';
import type { PaymentClaim } from '../claims/claim.entity.js';
import { ClaimsRepository } from '../claims/claims.repository.js';
import { chargedFailure, failureWith, restoreFailure } from '../claims/stored-failure.js';
import type { ClaimChanges, HeldClaim } from '../claims/held-claim.js';
import { pauseBeforeRerun } from '../claims/rerun.js';
import { SettlementBooks } from './settlement-books.service.js';

/** What there is of a run that failed. */
type Remains = Required<Pick<ClaimChanges, 'result' | 'note'>>;

/**
 * Writes down, each in one transaction, everything that follows when money or work has ended. What is
 * only noted of it never undoes the rest.
 */
@Injectable()
export class Completion {
  constructor(
    private readonly notes: Notes,
    private readonly claims: ClaimsRepository,
    private readonly books: SettlementBooks,
    private readonly refunds: Refunds,
    private readonly routes: PaidRoutes,
    private readonly clock: Clock,
  ) {}

  /** The money moved in `transfer`. Work that had failed for good by then is owed back at once. */
  settle(claim: HeldClaim, transfer: Transferred): Promise<HeldClaim> {
    const { work, failure: told } = claim;
    const problem = work === 'failed' && told !== null ? restoreFailure(told) : undefined;
    const failure = problem === undefined ? null : chargedFailure(problem, undefined);
    const settledAt = this.clock.now();
    const { transaction } = transfer;
    return this.notes.transaction(async (tx, note) => {
      const change = { status: 'settled', transaction, settledAt, failure } as const;
      const settled = await this.claims.change(tx, claim, change);
      await this.books.record(tx, note, settled, transfer);
      if (work === 'failed') await this.refunds.oweForFailedCall(tx, note, settled);
      if (work !== 'pending') await note(endOf(settled));
      return settled;
    });
  }

  /** The work of a charged call is done. */
  endWork(claim: HeldClaim, end: Remains): Promise<HeldClaim> {
    return this.notes.transaction(async (tx, note) => {
      const ended = await this.claims.change(tx, claim, { ...end, work: 'done', failure: null });
      await note(endOf(ended));
      return ended;
    });
  }

  /**
   * A run of a charged call failed. It is run again later, for free; where no other run can deliver,
   * its price is owed back at once.
   */
  failWork(claim: HeldClaim, problem: Problem, remains: Remains): Promise<HeldClaim> {
    const pause = this.pauseBeforeRerun(claim, problem);
    const changes = { ...remains, failure: chargedFailure(problem, pause) };
    return this.notes.transaction(async (tx, note) => {
      if (pause !== undefined) {
        const resting = await this.claims.putOff(tx, claim, changes, pause);
        await note(endOf(resting));
        return resting;
      }
      const ended = await this.claims.change(tx, claim, { ...changes, work: 'failed' });
      await this.refunds.oweForFailedCall(tx, note, ended);
      await note(endOf(ended));
      return ended;
    });
  }

  /**
   * Gives the payment back: nothing is charged, and whoever waits is told `problem`.
   * @param neverBegun whether no work was begun for it
   */
  release(
    claim: HeldClaim,
    problem: Problem,
    kept: unknown = claim.note,
    neverBegun = false,
  ): Promise<HeldClaim> {
    const failure = failureWith(problem, 'not_charged');
    return this.notes.transaction(async (tx, note) => {
      const given = { status: 'released', work: 'failed', result: null } as const;
      const end = { ...given, note: kept, failure, neverBegun };
      const released = await this.claims.change(tx, claim, end);
      await note(endOf(released));
      return released;
    });
  }

  /** Seconds until a run that failed is followed by another; undefined when none can deliver. */
  pauseBeforeRerun(claim: HeldClaim, problem: Problem): number | undefined {
    const canResume = this.routes.find(claim.route)?.resume !== undefined;
    return pauseBeforeRerun({ claim, problem, canResume });
  }
}

/** What the route is told of a run that has come to its end. */
function endOf(claim: PaymentClaim): Note {
  const { id, ownerId, subject, offerId, payer, network, transaction, note, wish } = claim;
  const isSettled = claim.status === 'settled';
  const call = {
    id,
    ownerId,
    subject,
    offerId,
    payer,
    network,
    note,
    wish,
    attempt: claim.attempts,
    amount: isSettled ? claim.amount : 0n,
    transaction: isSettled ? transaction : null,
    failure: claim.failure?.type.code ?? null,
    startedAt: claim.createdAt,
  };
  return { kind: 'ended', claimId: id, route: claim.route, call };
}
