import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { isCounted } from '../../resources/index.js';
import { costUnknown } from '../execution-problems.js';
import type { RunRecord } from '../records/run-record.js';
import { Admission } from './admission.service.js';
import { CallCosts, type CountedCall } from './call-costs.service.js';
import { ReservationsRepository } from './call-reservations.repository.js';
import { costOf } from './spend.js';

/**
 * Keeps the limits that a creator has set: a call is reserved before it runs, with the most it can
 * cost, and closed with what it did cost. Resources without limits are not counted.
 */
@Injectable()
export class CallLimits {
  constructor(
    private readonly db: Database,
    private readonly admission: Admission,
    private readonly reservations: ReservationsRepository,
    private readonly costs: CallCosts,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Reserves a call that may run now.
   * @param also what else has to allow it, in the same transaction: when it throws, nothing is reserved
   * @throws {Problem} when a limit does not allow it
   */
  async admit(call: CountedCall, also?: (tx: EntityManager) => Promise<void>): Promise<void> {
    if (!isCounted(call.limits)) return also && this.db.asService('execution', also);
    const costBound = await this.costs.bound(call);
    if (costBound === undefined) throw new Problem(costUnknown, { retryAfterSeconds: 3_600 });
    const refusal = await this.db.asService('execution', async (tx) => {
      const refused = await this.admission.reserve(tx, call, costBound);
      if (refused === undefined) await also?.(tx);
      return refused;
    });
    if (refusal !== undefined) throw refusal;
  }

  /**
   * Runs a call that was admitted, or that is owed to a buyer whatever the limits say, and counts
   * what it cost as `work` tells.
   */
  async count<T>(
    call: CountedCall,
    work: (ended: (record: RunRecord) => void) => Promise<T>,
  ): Promise<T> {
    let record: RunRecord | undefined;
    const ended = (how: RunRecord) => void (record = how);
    if (!isCounted(call.limits)) return work(ended);
    try {
      await this.start(call);
      return await work(ended);
    } finally {
      await this.end(call.id, record);
    }
  }

  /** In the transaction that ends a call which never came to a run, or died in it. */
  drop(tx: EntityManager, callId: string): Promise<void> {
    return this.reservations.close(tx, callId, this.clock.now(), null);
  }

  private async start(call: CountedCall): Promise<void> {
    const now = this.clock.now();
    const isAdmitted = await this.db.asService('execution', (tx) =>
      this.reservations.start(tx, call.id, now),
    );
    if (isAdmitted) return;
    const costBound = (await this.costs.bound(call)) ?? null;
    await this.db.asService('execution', (tx) => this.admission.insist(tx, call, costBound));
  }

  /** Never fails a run that is over: what stays open is closed as spent when it is found. */
  private async end(callId: string, record: RunRecord | undefined): Promise<void> {
    const cost = record === undefined ? null : costOf(record);
    const close = this.db.asService('execution', (tx) =>
      this.reservations.close(tx, callId, this.clock.now(), cost),
    );
    await close.catch((error: unknown) =>
      this.logger.warn({ err: error, callId }, 'the cost of a call was not counted'),
    );
  }
}
