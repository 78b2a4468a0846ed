import { Injectable } from '@nestjs/common';
import { Clock } from '../../../../common/clock/index.js';
import { Database } from '../../../../common/database/index.js';
import { addDays, type Day } from '../../series/period.js';
import { ReportFailure, WindowTooLarge } from '../reporting/report-failure.js';
import type { UsageReport, UsageReporter, Window } from '../reporting/usage-reporter.js';
import { CollectionsRepository, type Taken } from './collections.repository.js';
import type { CountedSession } from './counted-session.js';
import { CoverageRepository, type KnownDays } from './coverage.repository.js';
import { UsageRepository } from './usage.repository.js';
import {
  firstOpenDay,
  joined,
  longer,
  shorter,
  utcDay,
  windowAhead,
  windowBack,
} from './windows.js';

/** A window that took no more questions had few rows. */
const FEW_QUESTIONS = 12;

/** What one process is at. */
export interface Run {
  readonly taken: Taken;
  readonly reporter: UsageReporter;
  readonly session: CountedSession;
}

/** Reads what an account uses, window by window; each is kept whole, or not at all. */
@Injectable()
export class UsageCollection {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly collections: CollectionsRepository,
    private readonly coverage: CoverageRepository,
    private readonly usage: UsageRepository,
  ) {}

  /** What is known so far; undefined before the first window. */
  known(taken: Taken): Promise<KnownDays | undefined> {
    return this.database.asUser(taken.userId, (tx) => this.coverage.read(tx, taken, 'usage'));
  }

  /** Reads the days that can still change, and those since; of an account that is new, the last month. */
  async goAhead(run: Run): Promise<void> {
    const today = utcDay(this.clock.now());
    const earliest = run.reporter.earliest(today);
    if (earliest === null) return;
    const known = await this.known(run.taken);
    let windowDays = known?.windowDays ?? run.reporter.windowDays;
    let from = known?.finalTo;
    for (;;) {
      const window = windowAhead(from, { today, earliest, windowDays });
      if (window === undefined) return;
      const read = await this.read(run, window, windowDays);
      windowDays = read.windowDays;
      if (!read.isKept) continue;
      if (read.to < window.to) return;
      from = read.to;
    }
  }

  /**
   * Reads one window more of the past.
   * @returns false when there is none
   */
  async goBack(run: Run): Promise<boolean> {
    const earliest = run.reporter.earliest(utcDay(this.clock.now()));
    const known = await this.known(run.taken);
    if (earliest === null || known === undefined) return false;
    const { windowDays } = known;
    const window = windowBack(known, { today: '', earliest, windowDays });
    if (window === undefined) return false;
    const read = await this.read(run, window, windowDays);
    if (read.isKept || read.windowDays === windowDays) return true;
    await this.shrink(run.taken, read.windowDays);
    return true;
  }

  /** Reads a window and keeps it; one with too many rows is left alone, and says how long it may be. */
  private async read(run: Run, window: Window, windowDays: number) {
    const { reporter, session, taken } = run;
    const before = session.asked;
    try {
      const report = await reporter.usage(session, window);
      const isSmall = session.asked - before <= FEW_QUESTIONS;
      const next = isSmall ? longer(windowDays, reporter.windowDays) : windowDays;
      const to = await this.keep(taken, window, report, next);
      return { isKept: true, windowDays: next, to };
    } catch (error) {
      if (!(error instanceof WindowTooLarge)) throw error;
      const fewer = shorter(window, error.days);
      if (fewer === undefined) throw new ReportFailure('unreadable', 'A day has too many rows');
      return { isKept: false, windowDays: fewer, to: window.from };
    }
  }

  private async keep(
    taken: Taken,
    window: Window,
    report: UsageReport,
    windowDays: number,
  ): Promise<Day> {
    const now = this.clock.now();
    const kept = { from: window.from, to: endOf(window, report) };
    const openFrom = firstOpenDay(now, report.asOf);
    assertWithin(report, kept);
    await this.database.asUser(taken.userId, async (tx) => {
      await this.collections.hold(tx, taken);
      const { entries, untold = [] } = report;
      const odd = await this.usage.replace(tx, taken, kept, entries, untold);
      const known = await this.coverage.read(tx, taken, 'usage');
      const isOutside = (day: Day) => day < kept.from || day >= kept.to;
      await this.coverage.save(tx, taken, 'usage', {
        ...joined(known, kept, openFrom, windowDays),
        asOf: reachOf(report, kept, now),
        oddDays: [
          ...(known?.oddDays.filter(isOutside) ?? []),
          ...odd.filter((day) => day < openFrom),
        ],
      });
    });
    return kept.to;
  }

  private async shrink(taken: Taken, windowDays: number): Promise<void> {
    await this.database.asUser(taken.userId, async (tx) => {
      await this.collections.hold(tx, taken);
      await this.coverage.resize(tx, taken, windowDays);
    });
  }
}

/** Of days that the provider’s data do not reach into, nothing is known yet. */
function endOf({ from, to }: Window, report: UsageReport): Day {
  const told = report.to < to ? report.to : to;
  const reached = report.asOf === null ? told : addDays(utcDay(report.asOf), 1);
  const isPast = report.entries.some(({ day }) => day >= reached);
  return isPast || reached <= from || reached > told ? told : reached;
}

/** Up to when everything is in it: by the provider’s word, or by now, and not after the last day it tells of. */
function reachOf({ asOf }: UsageReport, { to }: Window, now: Date): Date {
  const lastMoment = new Date(Date.parse(to) - 1);
  const told = asOf ?? (lastMoment < now ? lastMoment : now);
  return told < now ? told : now;
}

/** What is not in the window would be kept beside what another one says of the same day. */
function assertWithin({ entries }: UsageReport, { from, to }: Window): void {
  if (entries.some(({ day }) => day < from || day >= to)) {
    throw new ReportFailure('unreadable', 'A row is of a day that was not asked for');
  }
}
