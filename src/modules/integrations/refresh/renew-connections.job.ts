import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { Lifetime } from '../../../common/lifetime/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { DueRenewals } from './due-renewals.service.js';

/** How many providers one process asks at once. */
const LANES = 8;
/** Nothing new is begun after that: other jobs wait for their turn, and the next minute goes on. */
const RUN_MS = 45_000;

/** Every minute, renews the access that is due, whichever replica comes to it first. */
@Scheduled()
@Injectable()
export class RenewConnectionsJob implements Job {
  readonly name = 'renew_connections';
  readonly schedule = '* * * * *';
  private isRunning = false;

  constructor(
    private readonly due: DueRenewals,
    private readonly lifetime: Lifetime,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** One at a time in each process, so that providers that are slow leave room for other jobs. */
  async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    const counts: Record<string, number> = {};
    try {
      const time = AbortSignal.timeout(RUN_MS);
      const lanes = Array.from({ length: LANES }, () => this.lane(time, counts));
      const ended = await Promise.allSettled(lanes);
      const failed = ended.find((lane) => lane.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    } finally {
      this.isRunning = false;
      if (Object.keys(counts).length > 0) this.logger.info(counts, 'renewed access to accounts');
    }
  }

  private async lane(time: AbortSignal, counts: Record<string, number>): Promise<void> {
    while (!time.aborted && !this.lifetime.isEnding) {
      const ended = await this.due.next();
      if (ended === undefined) return;
      counts[ended] = (counts[ended] ?? 0) + 1;
    }
  }
}
