import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import { Problem } from '../../../common/errors/index.js';
import { formatNanoUsd } from '../../../common/money/index.js';
import { Outbox } from '../../../common/outbox/index.js';
import { calledTooOften, dailySpendReached, resourceBusy } from '../execution-problems.js';
import type { CountedCall } from './call-costs.service.js';
import {
  ReservationsRepository,
  type Spending,
  WINDOW_MS,
} from './call-reservations.repository.js';
import { dayOf, secondsLeftOfDay } from './spend.js';

const BUSY_SECONDS = 2;

/** Decides whether one more call of a resource may run. */
@Injectable()
export class Admission {
  constructor(
    private readonly reservations: ReservationsRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /**
   * Reserves the call, or returns why it may not run.
   * @param costBound the most it can cost, in 10^-9 USD; null where spend is not limited
   */
  async reserve(
    tx: EntityManager,
    call: CountedCall,
    costBound: bigint | null,
  ): Promise<Problem | undefined> {
    await this.reservations.lock(tx, call.resourceId);
    const now = this.clock.now();
    await this.closeLost(tx, call, now);
    const refusal =
      (await this.refuseByCount(tx, call, now)) ??
      (costBound === null ? undefined : await this.refuseBySpend(tx, call, now, costBound));
    if (refusal !== undefined) return refusal;
    await this.insert(tx, call, { day: dayOf(now), now, startedAt: null, costBound });
    return undefined;
  }

  /** Reserves a call that has to run, whatever its limits say. */
  async insist(tx: EntityManager, call: CountedCall, costBound: bigint | null): Promise<void> {
    await this.reservations.lock(tx, call.resourceId);
    const now = this.clock.now();
    await this.closeLost(tx, call, now);
    await this.insert(tx, call, { day: dayOf(now), now, startedAt: now, costBound });
  }

  /** A run of the call that died on the way may have cost all that was reserved for it. */
  private closeLost(tx: EntityManager, { id }: CountedCall, now: Date): Promise<void> {
    return this.reservations.close(tx, id, now, null);
  }

  private async insert(
    tx: EntityManager,
    { id, resourceId }: CountedCall,
    how: { day: string; now: Date; startedAt: Date | null; costBound: bigint | null },
  ): Promise<void> {
    const { day, now: createdAt, startedAt, costBound } = how;
    if (costBound !== null) await this.reservations.openDay(tx, resourceId, day);
    const reservation = { callId: id, resourceId, day, createdAt, startedAt, costBound };
    await this.reservations.insert(tx, reservation);
  }

  private async refuseByCount(
    tx: EntityManager,
    { resourceId, limits: { concurrentCalls, callsPerMinute } }: CountedCall,
    now: Date,
  ): Promise<Problem | undefined> {
    if (concurrentCalls === null && callsPerMinute === null) return undefined;
    const since = new Date(now.getTime() - WINDOW_MS);
    const standing = await this.reservations.standing(tx, resourceId, since);
    if (callsPerMinute !== null && standing.recent >= callsPerMinute) {
      const freeAt = (standing.firstRecentAt ?? now).getTime() + WINDOW_MS;
      const retryAfterSeconds = Math.max(1, Math.ceil((freeAt - now.getTime()) / 1000));
      return new Problem(calledTooOften, { retryAfterSeconds });
    }
    const isBusy = concurrentCalls !== null && standing.running >= concurrentCalls;
    return isBusy ? new Problem(resourceBusy, { retryAfterSeconds: BUSY_SECONDS }) : undefined;
  }

  private async refuseBySpend(
    tx: EntityManager,
    call: CountedCall,
    now: Date,
    costBound: bigint,
  ): Promise<Problem | undefined> {
    const limit = call.limits.dailySpendNanoUsd;
    const day = dayOf(now);
    await this.reservations.openDay(tx, call.resourceId, day);
    const spending = await this.reservations.spending(tx, call.resourceId, day);
    if (limit === null || spending.spent + spending.reserved + costBound <= limit) return undefined;
    await this.tellOnce(tx, call, spending, now);
    return new Problem(dailySpendReached, { retryAfterSeconds: secondsLeftOfDay(now) });
  }

  /** Tells the creator, once a day. */
  private async tellOnce(
    tx: EntityManager,
    { ownerId, resourceId, limits }: CountedCall,
    { spent, isReached }: Spending,
    now: Date,
  ): Promise<void> {
    if (isReached) return;
    const day = dayOf(now);
    await this.reservations.noteReached(tx, resourceId, day, now);
    const limitUsd = formatNanoUsd(limits.dailySpendNanoUsd ?? 0n);
    const data = { resourceId, day, limitUsd, spentUsd: formatNanoUsd(spent) };
    await this.outbox.add(tx, { userId: ownerId, type: 'spending_limit.reached', data });
  }
}
