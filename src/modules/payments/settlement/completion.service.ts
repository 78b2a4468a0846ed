import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import type { Problem } from '../../../common/errors/index.js';
import { Refunds } from '../refunds/refunds.service.js';
import { PaidRoutes } from '../x402/paid-routes.service.js';
import type { PaymentClaim } from './claim.entity.js';
import { ClaimsRepository } from './claims.repository.js';
import { failureWith, restoreFailure, type StoredFailure } from './failure.js';
import type { ClaimChanges, HeldClaim } from './held-claim.js';
import { SettlementBooks } from './settlement-books.service.js';

/** Writes down, each in one transaction, everything that follows when money or work has ended. */
@Injectable()
export class Completion {
  constructor(
    private readonly database: Database,
    private readonly claims: ClaimsRepository,
    private readonly books: SettlementBooks,
    private readonly refunds: Refunds,
    private readonly routes: PaidRoutes,
    private readonly clock: Clock,
  ) {}

  /** The money moved in `transaction`. */
  settle(claim: HeldClaim, transaction: string): Promise<HeldClaim> {
    return this.database.asService('payments', async (tx) => {
      const settled = await this.claims.change(tx, claim, {
        status: 'settled',
        transaction,
        settledAt: this.clock.now(),
        failure: claim.work === 'failed' && claim.failure ? charged(claim.failure) : null,
      });
      await this.books.record(tx, settled, transaction);
      await this.noteEnd(tx, settled);
      return settled;
    });
  }

  /**
   * The work of a charged call has ended, with its result or with a failure. Work that was paid before
   * it failed is owed back at once.
   */
  endWork(
    claim: HeldClaim,
    end: ClaimChanges & { readonly work: 'done' | 'failed' },
  ): Promise<HeldClaim> {
    return this.database.asService('payments', async (tx) => {
      const ended = await this.claims.change(tx, claim, end);
      if (ended.work === 'failed' && ended.policy === 'before_execution') {
        await this.refunds.oweForFailedCall(tx, ended, ended.failure?.type.code ?? 'failed');
      }
      await this.noteEnd(tx, ended);
      return ended;
    });
  }

  /** Gives the payment back: nothing is charged, and whoever waits is told `problem`. */
  release(claim: HeldClaim, problem: Problem, note: unknown = claim.note): Promise<HeldClaim> {
    const failure = failureWith(problem, 'not_charged');
    return this.database.asService('payments', async (tx) => {
      const end = { status: 'released', work: 'failed', result: null, note, failure } as const;
      const released = await this.claims.change(tx, claim, end);
      await this.noteEnd(tx, released);
      return released;
    });
  }

  /** Tells the route once money and work have both ended. */
  private async noteEnd(tx: EntityManager, claim: PaymentClaim): Promise<void> {
    const { id, ownerId, subject, offerId, payer, network, transaction, note, wish } = claim;
    if (claim.work === 'pending') return;
    await this.routes.find(claim.route)?.onEnded?.(tx, {
      id,
      ownerId,
      subject,
      offerId,
      payer,
      network,
      note,
      wish,
      attempt: claim.attempts,
      amount: claim.status === 'settled' ? claim.amount : 0n,
      transaction: claim.status === 'settled' ? transaction : null,
      failure: claim.failure?.type.code ?? null,
      startedAt: claim.createdAt,
    });
  }
}

function charged(failure: StoredFailure): StoredFailure {
  return failureWith(restoreFailure(failure), 'charged');
}
