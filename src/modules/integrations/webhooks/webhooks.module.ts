import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { VaultModule } from '../vault/vault.module.js';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import { DueWebhooks } from './due-webhooks.service.js';
import { OutcomesRepository } from './outcomes.repository.js';
import { QueueRepository } from './queue.repository.js';
import { TidyWebhooksJob } from './tidy-webhooks.job.js';
import { WebhookAttempts } from './webhook-attempts.service.js';
import { WebhookDeliveriesController } from './webhook-deliveries.controller.js';
import { WebhookDeliveries } from './webhook-deliveries.service.js';
import { WebhookDispatcher } from './webhook-dispatcher.service.js';
import { CHANCE, WebhookOutcomes } from './webhook-outcomes.service.js';
import { WebhookQueue } from './webhook-queue.service.js';
import { WebhookSecrets } from './webhook-secrets.service.js';
import { WebhookSender } from './webhook-sender.client.js';
import { WebhookTest } from './webhook-test.service.js';
import { webhooksConfig } from './webhooks.config.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksRepository } from './webhooks.repository.js';
import { Webhooks } from './webhooks.service.js';

/** Tells users of events at addresses of their choosing. */
@Module({
  imports: [ConfigModule.forFeature(webhooksConfig), VaultModule],
  controllers: [WebhooksController, WebhookDeliveriesController],
  providers: [
    { provide: CHANCE, useValue: Math.random },
    WebhookDeliveriesRepository,
    DueWebhooks,
    OutcomesRepository,
    QueueRepository,
    TidyWebhooksJob,
    WebhookAttempts,
    WebhookDeliveries,
    WebhookDispatcher,
    WebhookOutcomes,
    WebhookQueue,
    WebhookSecrets,
    WebhookSender,
    WebhookTest,
    Webhooks,
    WebhooksRepository,
  ],
})
export class WebhooksModule {}
