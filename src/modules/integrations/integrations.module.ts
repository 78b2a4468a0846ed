import {
  type DynamicModule,
  type InjectionToken,
  Module,
  type ModuleMetadata,
} from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConnectionEntity } from './connections/connection.entity.js';
import { ConnectionsRepository } from './connections/connections.repository.js';
import { CredentialReader } from './connections/credential-reader.service.js';
import { KeyCheckLimits } from './connections/key-check-limits.service.js';
import { KeyConfigController } from './connections/key-config.controller.js';
import { KeyConfig } from './connections/key-config.service.js';
import { KEY_VERIFIER } from './connections/key-verifier.js';
import { OwnedResourcesRepository } from './resource-secrets/owned-resources.repository.js';
import { ResourceSecretsController } from './resource-secrets/resource-secrets.controller.js';
import { ResourceSecrets } from './resource-secrets/resource-secrets.service.js';
import { CredentialEntity } from './vault/credential.entity.js';
import { CredentialsRepository } from './vault/credentials.repository.js';
import { VaultRotation } from './vault/vault-rotation.service.js';
import { ConfigModule } from '../../common/config/index.js';
import { vaultConfig } from './vault/vault.config.js';
import { Vault } from './vault/vault.service.js';

export interface IntegrationsOptions {
  /** Modules that export the provider named by `keyVerifier`. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  /** Injection token of the application's `KeyVerifier`. */
  readonly keyVerifier: InjectionToken;
}

@Module({})
export class IntegrationsModule {
  static forRoot({ imports, keyVerifier }: IntegrationsOptions): DynamicModule {
    return {
      module: IntegrationsModule,
      imports: [
        ...imports,
        ConfigModule.forFeature(vaultConfig),
        TypeOrmModule.forFeature([ConnectionEntity, CredentialEntity]),
      ],
      controllers: [KeyConfigController, ResourceSecretsController],
      providers: [
        { provide: KEY_VERIFIER, useExisting: keyVerifier },
        ConnectionsRepository,
        CredentialReader,
        CredentialsRepository,
        KeyCheckLimits,
        KeyConfig,
        OwnedResourcesRepository,
        ResourceSecrets,
        Vault,
        VaultRotation,
      ],
      exports: [CredentialReader, ResourceSecrets, VaultRotation],
    };
  }
}
