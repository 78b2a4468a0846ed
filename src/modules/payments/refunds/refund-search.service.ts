import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { RefundPayments } from './refund-payments.service.js';
import { RefundTransfers } from './refund-transfers.service.js';
import type { Refund } from './refund.entity.js';
import { SearchTurns } from './search-turns.repository.js';

const BATCH = 100;
/** After how long a creator has to report the transfer themselves. */
const SEARCH_WINDOW_MS = 30 * 24 * 60 * 60_000;

/** Looks on the chain for the transfers of owed refunds, so that creators need not report them. */
@Injectable()
export class RefundSearch {
  constructor(
    private readonly database: Database,
    private readonly turns: SearchTurns,
    private readonly transfers: RefundTransfers,
    private readonly payments: RefundPayments,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Looks for those whose turn it is; one that fails does not hold up the others. */
  async run(): Promise<void> {
    const now = this.clock.now();
    const since = new Date(now.getTime() - SEARCH_WINDOW_MS);
    const turn = await this.database.asService('payments', (tx) =>
      this.turns.take(tx, since, now, BATCH),
    );
    for (const refund of turn) {
      try {
        await this.look(refund);
      } catch (error) {
        this.logger.warn({ err: error, refundId: refund.id }, 'a refund could not be looked for');
      }
    }
  }

  private async look(refund: Refund): Promise<void> {
    const found = await this.transfers.search(refund);
    if (found === undefined) return;
    const { transactions, searchedTo } = found;
    for (const transaction of transactions) {
      if (await this.isPaidBy(refund, transaction)) return;
    }
    // Only now: what was found has to be found again, should this process end before it counts.
    await this.database.asService('payments', (tx) => this.turns.note(tx, refund.id, searchedTo));
  }

  private async isPaidBy(refund: Refund, transaction: string): Promise<boolean> {
    try {
      const notBefore = refund.decidedAt ?? refund.createdAt;
      await this.payments.pay(refund, transaction, notBefore);
      return true;
    } catch (error) {
      // Another refund's transfer, for instance. What may be different later is not searched past.
      if (error instanceof Problem && !error.type.retryable) return false;
      throw error;
    }
  }
}
