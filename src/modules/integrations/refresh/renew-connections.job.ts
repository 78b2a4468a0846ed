import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { type Job, Lanes, Scheduled } from '../../../common/jobs/index.js';
import { Lifetime } from '../../../common/lifetime/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { DueRenewals } from './due-renewals.service.js';

/** How many providers one process asks at once, and for how long it begins more. */
const LIMITS = { count: 8, runMs: 45_000 };

/** Every minute, renews the access that is due, whichever replica comes to it first. */
@Scheduled()
@Injectable()
export class RenewConnectionsJob implements Job {
  readonly name = 'renew_connections';
  readonly schedule = '* * * * *';
  private readonly lanes: Lanes;

  constructor(
    private readonly due: DueRenewals,
    lifetime: Lifetime,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.lanes = new Lanes(lifetime, LIMITS);
  }

  async run(): Promise<void> {
    const counts: Record<string, number> = {};
    try {
      await this.lanes.drain(async () => {
        const ended = await this.due.next();
        if (ended !== undefined) counts[ended] = (counts[ended] ?? 0) + 1;
        return ended !== undefined;
      });
    } finally {
      if (Object.keys(counts).length > 0) this.logger.info(counts, 'renewed access to accounts');
    }
  }
}
