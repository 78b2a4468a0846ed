import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/index.js';
import { CONFIG, type Config } from '../../../common/config/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { Claims } from '../settlement/claims.service.js';

const DAY_MS = 86_400_000;
const BATCH = 500;

/** Every hour, deletes what buyers sent and got once it was kept for as long as promised. */
@Scheduled()
@Injectable()
export class ResultRetentionJob implements Job {
  readonly name = 'purge_results';
  readonly schedule = '17 * * * *';

  constructor(
    private readonly claims: Claims,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(): Promise<void> {
    const kept = this.config.RESULT_RETENTION_DAYS * DAY_MS;
    const endedBefore = new Date(this.clock.now().getTime() - kept);
    let purged = 0;
    for (let batch = BATCH; batch === BATCH; purged += batch) {
      batch = await this.claims.purge(endedBefore, BATCH);
    }
    if (purged > 0) this.logger.info({ purged }, 'deleted results after their retention');
  }
}
