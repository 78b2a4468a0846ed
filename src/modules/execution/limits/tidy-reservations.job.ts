import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { limitsConfig } from './limits.config.js';
import { ReservationsRepository } from './call-reservations.repository.js';

const BATCH = 1_000;
/** No run takes as long as that many answers of a model: its process died. */
const LOST_AFTER_ANSWERS = 10;
/** How long a call keeps its place while its money does not come; should it, it runs all the same. */
const MONEY_PATIENCE_MS = 60_000;
const KEPT_MS = 2 * 86_400_000;

/**
 * Gives back the places of calls that are not paid, closes reservations that nobody will close any
 * more, as spent, and forgets old ones.
 */
@Scheduled()
@Injectable()
export class TidyReservationsJob implements Job {
  readonly name = 'tidy_reservations';
  readonly schedule = '* * * * *';

  constructor(
    private readonly db: Database,
    private readonly reservations: ReservationsRepository,
    private readonly clock: Clock,
    @Inject(limitsConfig.KEY) private readonly config: ConfigType<typeof limitsConfig>,
  ) {}

  async run(): Promise<void> {
    const now = this.clock.now();
    const unpaid = new Date(now.getTime() - MONEY_PATIENCE_MS);
    await this.inBatches((tx) => this.reservations.closeWaiting(tx, unpaid, now, BATCH));
    const lost = new Date(now.getTime() - LOST_AFTER_ANSWERS * this.config.answerMs);
    await this.inBatches((tx) => this.reservations.closeOlder(tx, lost, now, BATCH));
    const old = new Date(now.getTime() - KEPT_MS);
    await this.inBatches((tx) => this.reservations.purge(tx, old, BATCH));
  }

  private async inBatches(step: Parameters<Database['asService']>[1]): Promise<void> {
    while ((await this.db.asService('execution', step)) === BATCH);
  }
}
