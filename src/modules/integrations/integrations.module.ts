import { Module } from '@nestjs/common';
import { ConnectionsModule } from './connections/connections.module.js';
import { ResourceSecretsModule } from './resource-secrets/resource-secrets.module.js';
import { VaultModule } from './vault/vault.module.js';
import { WorkspacesModule } from './workspaces/workspaces.module.js';

/** What creators connect: keys for models, and secrets of their resources. */
@Module({
  imports: [ConnectionsModule, ResourceSecretsModule, VaultModule, WorkspacesModule],
})
export class IntegrationsModule {}
