import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { ConnectionsModule } from '../connections/connections.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { CheckRegistrationsJob } from './check-registrations.job.js';
import { EndedAccesses } from './ended-access.service.js';
import { providerWebhooksConfig } from './provider-webhooks.config.js';
import { ProviderWebhooksController } from './provider-webhooks.controller.js';
import { ReceivedWebhooksJob } from './received-webhooks.job.js';
import { ReceivedWebhooksRepository } from './received-webhooks.repository.js';
import { RegisterWebhooks } from './register-webhooks.service.js';
import { RegistrationsRepository } from './registrations.repository.js';
import { Registrations } from './registrations.service.js';
import { ShopSessions } from './shop-sessions.service.js';
import { WebhookIntake } from './webhook-intake.service.js';
import { WebhookWork } from './webhook-work.service.js';

/** What providers tell by themselves. */
@Module({
  imports: [ConfigModule.forFeature(providerWebhooksConfig), ConnectionsModule, ProvidersModule],
  controllers: [ProviderWebhooksController],
  providers: [
    CheckRegistrationsJob,
    EndedAccesses,
    ReceivedWebhooksJob,
    ReceivedWebhooksRepository,
    RegisterWebhooks,
    Registrations,
    RegistrationsRepository,
    ShopSessions,
    WebhookIntake,
    WebhookWork,
  ],
})
export class ProviderWebhooksModule {}
