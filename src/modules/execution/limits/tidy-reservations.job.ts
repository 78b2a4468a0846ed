import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { CONFIG, type Config } from '../../../common/config/index.js';
import { Database } from '../../../common/database/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { ReservationsRepository } from './reservations.repository.js';

const BATCH = 1_000;
/** No run takes as long as that many answers of a model: its process died. */
const LOST_AFTER_ANSWERS = 10;
const KEPT_MS = 2 * 86_400_000;

/** Closes reservations that nobody will close any more, as spent, and forgets old ones. */
@Scheduled()
@Injectable()
export class TidyReservationsJob implements Job {
  readonly name = 'tidy_reservations';
  readonly schedule = '*/5 * * * *';

  constructor(
    private readonly db: Database,
    private readonly reservations: ReservationsRepository,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async run(): Promise<void> {
    const now = this.clock.now();
    const lost = new Date(now.getTime() - LOST_AFTER_ANSWERS * this.config.LLM_TIMEOUT_MS);
    await this.inBatches((tx) => this.reservations.closeOlder(tx, lost, now, BATCH));
    const old = new Date(now.getTime() - KEPT_MS);
    await this.inBatches((tx) => this.reservations.purge(tx, old, BATCH));
  }

  private async inBatches(step: Parameters<Database['asService']>[1]): Promise<void> {
    while ((await this.db.asService('execution', step)) === BATCH);
  }
}
