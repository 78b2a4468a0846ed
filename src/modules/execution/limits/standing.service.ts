import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import { formatNanoUsd } from '../../../common/money/index.js';
import { Storefront } from '../../resources/index.js';
import { resourceNotFound } from '../execution-problems.js';
import { ReservationsRepository, WINDOW_MS } from './call-reservations.repository.js';
import { dayOf } from './spend.js';
import type { StandingDto } from './standing.dto.js';

/** Tells creators how near their resources are to their limits. */
@Injectable()
export class LimitStanding {
  constructor(
    private readonly db: Database,
    private readonly storefront: Storefront,
    private readonly reservations: ReservationsRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {Problem} `resource_not_found` unless it is the user's own */
  async of(ownerId: string, resourceId: string): Promise<StandingDto> {
    const owned = await this.storefront.findOwned(ownerId, resourceId);
    if (owned === undefined) throw new Problem(resourceNotFound);
    const now = this.clock.now();
    const day = dayOf(now);
    const since = new Date(now.getTime() - WINDOW_MS);
    return this.db.asUser(ownerId, async (tx) => {
      const { running, recent } = await this.reservations.standing(tx, resourceId, since);
      const { spent, reserved } = await this.reservations.spending(tx, resourceId, day);
      return {
        runningCalls: running,
        callsLastMinute: recent,
        day,
        spentUsd: formatNanoUsd(spent),
        reservedUsd: formatNanoUsd(reserved),
      };
    });
  }
}
