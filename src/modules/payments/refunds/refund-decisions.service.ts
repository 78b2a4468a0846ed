import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import type { Noter } from '../notes/note.js';
import { Notes } from '../notes/notes.service.js';
import type { RefundStatus } from './refund-lifecycle.js';
import { refundNotFound, refundStatusConflict } from './refund-problems.js';
import { RefundBooks } from './refund-books.service.js';
import { refundNotice } from './refund-notice.js';
import { refundsConfig } from './refunds.config.js';
import type { Refund } from './refund.entity.js';
import { type RefundFilter, RefundsRepository } from './refunds.repository.js';

/** What creators see of the refunds they owe or are asked for, and decide. */
@Injectable()
export class RefundDecisions {
  constructor(
    private readonly database: Database,
    private readonly notes: Notes,
    private readonly repository: RefundsRepository,
    private readonly books: RefundBooks,
    private readonly clock: Clock,
    @Inject(refundsConfig.KEY) private readonly config: ConfigType<typeof refundsConfig>,
  ) {}

  /** The owner's refunds, newest first. */
  page(ownerId: string, filter: RefundFilter): Promise<Refund[]> {
    return this.database.asUser(ownerId, (tx) => this.repository.page(tx, ownerId, filter));
  }

  /** @throws {Problem} `refund_not_found` when it is not the owner's */
  async find(ownerId: string, id: string): Promise<Refund> {
    const refund = await this.database.asUser(ownerId, (tx) => this.repository.find(tx, id));
    if (refund === null) throw new Problem(refundNotFound);
    return refund;
  }

  /**
   * The refund is owed from now on. Once it is owed or paid, approving again changes nothing.
   * @throws {Problem} `refund_not_found`, or `refund_status_conflict` when it was declined
   */
  approve(ownerId: string, id: string, note: string | null): Promise<Refund> {
    return this.decide(ownerId, id, async (tx, refund, noter) => {
      if (refund.status === 'owed' || refund.status === 'paid') return refund;
      const owed = await this.move(tx, refund, 'owed', note);
      const settlement = await this.repository.settlement(tx, refund.claimId);
      if (settlement === null) throw new Error(`refund ${id} is of a claim that was not charged`);
      await this.books.owed(tx, noter, owed, settlement);
      return owed;
    });
  }

  /**
   * Nothing is given back. Declining again changes nothing.
   * @throws {Problem} `refund_not_found`, or `refund_status_conflict` when it is owed or paid
   */
  decline(ownerId: string, id: string, note: string): Promise<Refund> {
    return this.decide(ownerId, id, async (tx, refund) =>
      refund.status === 'declined' ? refund : this.move(tx, refund, 'declined', note),
    );
  }

  /** What to tell somebody whom the refund's state stands in the way. */
  conflict(refund: Refund): Problem {
    const extensions = { refund: refundNotice(refund, this.config.publicUrl) };
    return new Problem(refundStatusConflict, { extensions });
  }

  /** Of several decisions at once the first to lock the row wins; the others see what it did. */
  private async decide(
    ownerId: string,
    id: string,
    decision: (tx: EntityManager, refund: Refund, noter: Noter) => Promise<Refund>,
  ): Promise<Refund> {
    await this.find(ownerId, id);
    return this.notes.transaction(async (tx, noter) =>
      decision(tx, await this.repository.lock(tx, id), noter),
    );
  }

  private move(
    tx: EntityManager,
    refund: Refund,
    to: RefundStatus,
    decisionNote: string | null,
  ): Promise<Refund> {
    if (refund.status !== 'requested') throw this.conflict(refund);
    return this.repository.move(tx, refund, to, { decisionNote, decidedAt: this.clock.now() });
  }
}
