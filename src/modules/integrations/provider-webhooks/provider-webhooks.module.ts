import { Module } from '@nestjs/common';
import { ConnectionsModule } from '../connections/connections.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { EndedAccesses } from './ended-access.service.js';
import { ProviderWebhooksController } from './provider-webhooks.controller.js';
import { ReceivedWebhooksJob } from './received-webhooks.job.js';
import { ReceivedWebhooksRepository } from './received-webhooks.repository.js';
import { WebhookIntake } from './webhook-intake.service.js';
import { WebhookWork } from './webhook-work.service.js';

/** What providers tell by themselves. */
@Module({
  imports: [ConnectionsModule, ProvidersModule],
  controllers: [ProviderWebhooksController],
  providers: [
    EndedAccesses,
    ReceivedWebhooksJob,
    ReceivedWebhooksRepository,
    WebhookIntake,
    WebhookWork,
  ],
})
export class ProviderWebhooksModule {}
