import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { webhooksConfig } from './webhooks.config.js';

const BATCH = 5_000;
const DAY_MS = 86_400_000;

/**
 * Forgets what was delivered, and dead letters, with the log of both, once users had time to look; and
 * secrets before a rotation, once they sign no more.
 */
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
    const now = this.clock.now();
    const before = new Date(now.getTime() - this.config.retentionDays * DAY_MS);
    while ((await this.forget(before)) === BATCH);
    await this.database.asService('webhooks', (tx) => this.eraseSecrets(tx, now));
  }

  /** Users rotate again under the lock that this takes first, so what is erased is what was seen. */
  private async eraseSecrets(tx: EntityManager, now: Date): Promise<void> {
    await tx.query(
      `WITH ended AS (
           UPDATE webhook_endpoints SET previous_secret_until = NULL
            WHERE id IN (SELECT id FROM webhook_endpoints WHERE previous_secret_until <= $1
              ORDER BY id FOR UPDATE) RETURNING id)
       DELETE FROM credentials c USING ended
        WHERE c.webhook_id = ended.id AND c.type = 'webhook_previous_secret'`,
      [now],
    );
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
