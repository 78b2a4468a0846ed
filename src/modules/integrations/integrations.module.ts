import { Module } from '@nestjs/common';
import { ConnectionsModule } from './connections/connections.module.js';
import { OAuthModule } from './oauth/oauth.module.js';
import { RefreshModule } from './refresh/refresh.module.js';
import { ProviderWebhooksModule } from './provider-webhooks/provider-webhooks.module.js';
import { ResourceSecretsModule } from './resource-secrets/resource-secrets.module.js';
import { VaultModule } from './vault/vault.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';
import { WorkspacesModule } from './workspaces/workspaces.module.js';

/** What creators connect: keys for models, secrets of their resources, and webhooks. */
@Module({
  imports: [
    ConnectionsModule,
    OAuthModule,
    RefreshModule,
    ProviderWebhooksModule,
    ResourceSecretsModule,
    VaultModule,
    WebhooksModule,
    WorkspacesModule,
  ],
})
export class IntegrationsModule {}
