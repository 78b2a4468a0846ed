import { Injectable } from '@nestjs/common';
import { Clock } from '../../../../common/clock/index.js';
import { Database } from '../../../../common/database/index.js';
import { addDays, type Day } from '../../series/period.js';
import type { CodingEntry } from '../reporting/usage-reporter.js';
import { CodingDaysRepository } from './coding-days.repository.js';
import { CollectionsRepository, type Taken } from './collections.repository.js';
import { CoverageRepository } from './coverage.repository.js';
import type { Run } from './usage-collection.service.js';
import { firstOpenDay, joined, utcDay, windowAhead, windowBack } from './windows.js';

/** How many days are read of it, today’s among them. */
export const CODING_DAYS = 30;

/** Reads who worked with a coding tool, one UTC day at a time. */
@Injectable()
export class CodingCollection {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly collections: CollectionsRepository,
    private readonly coverage: CoverageRepository,
    private readonly days: CodingDaysRepository,
  ) {}

  /** Reads the days that can still change, and then those of the last thirty that are not known. */
  async collect(run: Run): Promise<void> {
    const today = utcDay(this.clock.now());
    const bounds = { today, earliest: addDays(today, 1 - CODING_DAYS), windowDays: 1 };
    let from = (await this.known(run.taken))?.finalTo;
    for (;;) {
      const window = windowAhead(from, bounds);
      if (window === undefined) break;
      if (!(await this.read(run, window.from))) return;
      from = window.to;
    }
    for (;;) {
      const known = await this.known(run.taken);
      const window = known && windowBack(known, bounds);
      if (window === undefined || !(await this.read(run, window.from))) return;
    }
  }

  private known(taken: Taken) {
    return this.database.asUser(taken.userId, (tx) => this.coverage.read(tx, taken, 'coding'));
  }

  /** @returns false when the provider does not report it */
  private async read({ reporter, session, taken }: Run, day: Day): Promise<boolean> {
    const entries = await reporter.codingDay?.(session, day);
    if (entries === undefined) return false;
    await this.keep(taken, day, entries);
    return true;
  }

  private async keep(taken: Taken, day: Day, entries: readonly CodingEntry[]): Promise<void> {
    const now = this.clock.now();
    const window = { from: day, to: addDays(day, 1) };
    await this.database.asUser(taken.userId, async (tx) => {
      await this.collections.hold(tx, taken);
      await this.days.replace(tx, taken, day, entries);
      const known = await this.coverage.read(tx, taken, 'coding');
      await this.coverage.save(tx, taken, 'coding', {
        ...joined(known, window, firstOpenDay(now, null), 1),
        asOf: now,
        oddDays: [],
      });
    });
  }
}
