import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../../common/database/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { FoldingRepository, type Freshness } from './folding.repository.js';

/** Notes of each kind that one transaction takes. */
const BATCH = 2_000;
/** How long whoever reads waits for what is not counted yet. */
const PATIENCE_MS = 2_000;

/** Who counts, and who builds days of a zone, does it one after the other, over all replicas. */
export const TURN = 'figures';

/** Counts what was sold and what ran, as soon as somebody wants to know. */
@Injectable()
export class Folding {
  private running: Promise<void> | undefined;
  private waiting: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly repository: FoldingRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Counts everything that was booked before, in two seconds at the most, and says up to when figures are
   * whole. What cannot be counted now fails no read: figures are older then, and say so.
   */
  async catchUp(): Promise<Freshness> {
    const before = await this.freshness();
    if (before.isWhole) return before;
    const done = new AbortController();
    const patience = sleep(PATIENCE_MS, undefined, { ref: false, signal: done.signal });
    await Promise.race([this.countShared(), patience.catch(() => undefined)]);
    done.abort();
    return this.freshness();
  }

  /** Counts one batch. @returns whether more may be left */
  count(): Promise<boolean> {
    return this.database.asServiceInTurn('insights', TURN, (tx) =>
      this.repository.count(tx, BATCH),
    );
  }

  private freshness(): Promise<Freshness> {
    return this.database.asService('insights', (tx) => this.repository.freshness(tx));
  }

  /** All who come while one counts share the next count: it sees what all of them want to see. */
  private countShared(): Promise<void> {
    this.waiting ??= this.countAfter(this.running);
    return this.waiting;
  }

  private async countAfter(before: Promise<void> | undefined): Promise<void> {
    await before;
    this.running = this.waiting;
    this.waiting = undefined;
    const time = AbortSignal.timeout(PATIENCE_MS);
    try {
      while (!time.aborted && (await this.count()));
    } catch (error) {
      this.logger.warn({ err: error }, 'figures cannot be counted at present');
    }
  }
}
