import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../../common/database/index.js';
import { type Job, Scheduled } from '../../../common/jobs/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { ReceivedWebhooksRepository } from './received-webhooks.repository.js';
import { WebhookWork } from './webhook-work.service.js';

/** Every minute, works on what a process left that died, gives up what fails for good, and forgets. */
@Scheduled()
@Injectable()
export class ReceivedWebhooksJob implements Job {
  readonly name = 'received_webhooks';
  readonly schedule = '* * * * *';

  constructor(
    private readonly database: Database,
    private readonly webhooks: ReceivedWebhooksRepository,
    private readonly work: WebhookWork,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(): Promise<void> {
    await this.work.drain();
    const lost = await this.database.asService('provider_webhooks', (tx) =>
      this.webhooks.giveUp(tx),
    );
    if (lost > 0) this.logger.error({ count: lost }, 'received webhooks failed for the last time');
    const forget = () =>
      this.database.asService('provider_webhooks', (tx) => this.webhooks.forgetOld(tx));
    while ((await forget()) > 0);
  }
}
