import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConfigModule } from '../../../common/config/index.js';
import { CredentialEntity } from './credential.entity.js';
import { CredentialsRepository } from './credentials.repository.js';
import { SealedRowsRepository } from './sealed-rows.repository.js';
import { VaultRotation } from './vault-rotation.service.js';
import { vaultConfig } from './vault.config.js';
import { Vault } from './vault.service.js';

/** Secrets at rest. Nothing else holds the keys they are sealed with. */
@Module({
  imports: [ConfigModule.forFeature(vaultConfig), TypeOrmModule.forFeature([CredentialEntity])],
  providers: [CredentialsRepository, SealedRowsRepository, VaultRotation, Vault],
  exports: [Vault, VaultRotation],
})
export class VaultModule {}
