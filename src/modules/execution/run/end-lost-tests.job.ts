import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { CONFIG, type Config } from '../../../common/config/index.js';
import { Database } from '../../../common/database/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { ExecutionsRepository } from './executions.repository.js';

const BATCH = 1_000;
/** No run takes as long as that many answers of a model: its process died. */
const LOST_AFTER_ANSWERS = 10;

/** Ends test runs whose process died, or whose end could not be written. */
@Scheduled()
@Injectable()
export class EndLostTestsJob implements Job {
  readonly name = 'end_lost_tests';
  readonly schedule = '*/5 * * * *';

  constructor(
    private readonly db: Database,
    private readonly executions: ExecutionsRepository,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async run(): Promise<void> {
    const now = this.clock.now();
    const lost = new Date(now.getTime() - LOST_AFTER_ANSWERS * this.config.LLM_TIMEOUT_MS);
    const endSome = () =>
      this.db.asService('execution', (tx) => this.executions.endLostTests(tx, lost, now, BATCH));
    while ((await endSome()) === BATCH);
  }
}
