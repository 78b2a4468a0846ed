import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import { SEEN_BEFORE_KEPT } from '../../../common/database/index.js';
import type { Problem } from '../../../common/errors/index.js';
import type { Transferred } from '../networks/payment-network.js';
import type { Note, Noter } from '../notes/note.js';
import { Notes } from '../notes/notes.service.js';
import { Refunds } from '../refunds/refunds.service.js';
import { PaidRoutes } from '../x402/paid-routes.service.js';
import type { PaymentClaim } from '../claims/claim.entity.js';
import { amountPaid } from '../claims/charge.js';
import { changeOf } from '../claims/claim-change.js';
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

  /**
   * The money moved in `transfer`. Work that had failed for good by then is owed back at once. Where the
   * result is kept already, this need not wait for the disk: from what is kept, and the chain, the same
   * would be booked again.
   */
  async settle(claim: HeldClaim, transfer: Transferred): Promise<HeldClaim> {
    const { call, next: settled } = changeOf(claim, this.settledBy(claim, transfer));
    const calls = [call, ...this.books.callsOf(settled, transfer)];
    const told = this.books.notesOf(settled, transfer);
    const notes = claim.work === 'pending' ? told : [...told, endOf(settled)];
    const owe = claim.work === 'failed' ? this.oweOf(settled) : undefined;
    await this.notes.write(
      claim.work === 'done' ? [SEEN_BEFORE_KEPT, ...calls] : calls,
      notes,
      owe,
    );
    return settled;
  }

  /** What is kept before the network is asked says when that was, so a receipt always says the same. */
  private settledBy(claim: HeldClaim, { transaction, amount: moved }: Transferred): ClaimChanges {
    const { work, failure: told, askedAt } = claim;
    const problem = work === 'failed' && told !== null ? restoreFailure(told) : undefined;
    const failure = problem === undefined ? null : chargedFailure(problem, undefined);
    const settledAt = askedAt ?? this.clock.now();
    const paid = moved === undefined ? {} : { moved };
    return { status: 'settled', transaction, settledAt, failure, ...paid };
  }

  /** The work of a charged call is done. */
  async endWork(claim: HeldClaim, end: Remains): Promise<HeldClaim> {
    const { call, next } = changeOf(claim, { ...end, work: 'done', failure: null });
    await this.notes.write([call], [endOf(next)]);
    return next;
  }

  /**
   * A run of a charged call failed. It is run again later, for free; where no other run can deliver,
   * its price is owed back at once.
   */
  async failWork(claim: HeldClaim, problem: Problem, remains: Remains): Promise<HeldClaim> {
    const pause = this.pauseBeforeRerun(claim, problem);
    const changes = { ...remains, failure: chargedFailure(problem, pause) };
    if (pause !== undefined) return this.putOff(claim, changes, pause);
    const { call, next } = changeOf(claim, { ...changes, work: 'failed' });
    await this.notes.write([call], [endOf(next)], this.oweOf(next));
    return next;
  }

  private putOff(claim: HeldClaim, changes: ClaimChanges, pause: number): Promise<HeldClaim> {
    return this.notes.transaction(async (tx, note) => {
      const resting = await this.claims.putOff(tx, claim, changes, pause);
      await note(endOf(resting));
      return resting;
    });
  }

  /**
   * Gives the payment back: nothing is charged, and whoever waits is told `problem`.
   * @param neverBegun whether no work was begun for it
   */
  async release(
    claim: HeldClaim,
    problem: Problem,
    kept: unknown = claim.note,
    neverBegun = false,
  ): Promise<HeldClaim> {
    const failure = failureWith(problem, 'not_charged');
    const given = { status: 'released', work: 'failed', result: null } as const;
    const { call, next } = changeOf(claim, { ...given, note: kept, failure, neverBegun });
    await this.notes.write([call], [endOf(next)]);
    return next;
  }

  /** Owes the price of the call back, in the transaction that ends it. */
  private oweOf(claim: HeldClaim) {
    return (tx: EntityManager, note: Noter) => this.refunds.oweForFailedCall(tx, note, claim);
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
    amount: isSettled ? amountPaid(claim) : 0n,
    transaction: isSettled ? transaction : null,
    failure: claim.failure?.type.code ?? null,
    startedAt: claim.createdAt,
  };
  return { kind: 'ended', claimId: id, route: claim.route, call };
}
