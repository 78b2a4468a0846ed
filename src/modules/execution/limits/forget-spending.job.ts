import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { ReservationsRepository } from './call-reservations.repository.js';

const BATCH = 1_000;
/** No call that was reserved on a day runs for as long: nothing is counted for that day any more. */
const KEPT_MS = 3 * 86_400_000;

/** Once a day, forgets what resources spent on days that are past: only the present day is limited. */
@Scheduled()
@Injectable()
export class ForgetSpendingJob implements Job {
  readonly name = 'forget_spending';
  readonly schedule = '23 4 * * *';

  constructor(
    private readonly db: Database,
    private readonly reservations: ReservationsRepository,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT_MS).toISOString().slice(0, 10);
    for (let forgotten = BATCH; forgotten === BATCH;) {
      forgotten = await this.db.asService('execution', (tx) =>
        this.reservations.forgetDays(tx, before, BATCH),
      );
    }
  }
}
