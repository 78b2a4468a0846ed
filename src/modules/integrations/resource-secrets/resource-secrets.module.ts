import { Module } from '@nestjs/common';
import { VaultModule } from '../vault/vault.module.js';
import { OwnedResourcesRepository } from './owned-resources.repository.js';
import { ResourceSecretsController } from './resource-secrets.controller.js';
import { ResourceSecrets } from './resource-secrets.service.js';

/** Secrets that a resource sends along. */
@Module({
  imports: [VaultModule],
  controllers: [ResourceSecretsController],
  providers: [OwnedResourcesRepository, ResourceSecrets],
  exports: [ResourceSecrets],
})
export class ResourceSecretsModule {}
