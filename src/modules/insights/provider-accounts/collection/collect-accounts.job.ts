import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../../../common/database/index.js';
import { type Job, Lanes, Scheduled } from '../../../../common/jobs/index.js';
import { Lifetime } from '../../../../common/lifetime/index.js';
import { LOGGER } from '../../../../common/observability/index.js';
import { CollectionsRepository, type Taken } from './collections.repository.js';
import { Collector } from './collector.service.js';
import { Reporters } from './reporters.service.js';
import { JOB_LIMITS } from './run-limits.js';

/** How many accounts one process reads at once, and for how long it begins more. */
const LIMITS = { count: 4, runMs: 45_000 };

/** Every minute, reads the accounts that are due: each one nightly, and while there is more of its past to read. */
@Scheduled()
@Injectable()
export class CollectAccountsJob implements Job {
  readonly name = 'collect_provider_accounts';
  readonly schedule = '* * * * *';
  private readonly lanes: Lanes;

  constructor(
    lifetime: Lifetime,
    private readonly database: Database,
    private readonly collections: CollectionsRepository,
    private readonly collector: Collector,
    private readonly reporters: Reporters,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.lanes = new Lanes(lifetime, LIMITS);
  }

  run(): Promise<void> {
    return this.lanes.drain(() => this.readNext());
  }

  /** @returns false when none is due */
  private async readNext(): Promise<boolean> {
    const { providers } = this.reporters;
    const taken = await this.database.asService('insights', (tx) =>
      this.collections.takeDue(tx, providers),
    );
    if (taken === undefined) return false;
    await this.attempt(taken);
    return true;
  }

  /** What fails keeps no other account waiting; its lease ends by itself. */
  private async attempt(taken: Taken): Promise<void> {
    try {
      await this.collector.run(taken, JOB_LIMITS);
    } catch (error) {
      const { provider, connectionId } = taken;
      this.logger.error({ err: error, provider, connectionId }, 'a reading could not be ended');
    }
  }
}
