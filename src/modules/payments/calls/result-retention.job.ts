import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { Claims } from '../claims/claims.service.js';
import { callsConfig } from './calls.config.js';

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
    @Inject(callsConfig.KEY) private readonly config: ConfigType<typeof callsConfig>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(): Promise<void> {
    const kept = this.config.keptMs;
    const endedBefore = new Date(this.clock.now().getTime() - kept);
    let purged = 0;
    for (let batch = BATCH; batch === BATCH; purged += batch) {
      batch = await this.claims.purge(endedBefore, BATCH);
    }
    if (purged > 0) this.logger.info({ purged }, 'deleted results after their retention');
  }
}
