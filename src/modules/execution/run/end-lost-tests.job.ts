import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { runConfig } from './run.config.js';
import { ExecutionsRepository } from '../records/executions.repository.js';

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
    @Inject(runConfig.KEY) private readonly config: ConfigType<typeof runConfig>,
  ) {}

  async run(): Promise<void> {
    const now = this.clock.now();
    const lost = new Date(now.getTime() - LOST_AFTER_ANSWERS * this.config.answerMs);
    const endSome = () =>
      this.db.asService('execution', (tx) => this.executions.endLostTests(tx, lost, now, BATCH));
    while ((await endSome()) === BATCH);
  }
}
