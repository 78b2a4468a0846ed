import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { webhooksConfig } from './webhooks.config.js';

const BATCH = 5_000;
const DAY_MS = 86_400_000;

/** Forgets what was delivered, and dead letters, with the log of both, once users had time to look. */
@Scheduled()
@Injectable()
export class TidyWebhooksJob implements Job {
  readonly name = 'tidy_webhooks';
  readonly schedule = '17 * * * *';

  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    @Inject(webhooksConfig.KEY) private readonly config: ConfigType<typeof webhooksConfig>,
  ) {}

  async run(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - this.config.retentionDays * DAY_MS);
    while ((await this.forget(before)) === BATCH);
  }

  private forget(before: Date): Promise<number> {
    return this.database.asService('webhooks', async (tx) => {
      const [, count] = await tx.query<[unknown, number]>(
        `DELETE FROM webhook_deliveries WHERE id IN (
           SELECT id FROM webhook_deliveries WHERE ended_at < $1 LIMIT ${BATCH})`,
        [before],
      );
      return count;
    });
  }
}
