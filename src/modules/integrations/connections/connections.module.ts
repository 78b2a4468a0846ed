import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { VaultModule } from '../vault/vault.module.js';
import { ConnectionEntity } from './connection.entity.js';
import { ConnectionsRepository } from './connections.repository.js';
import { CredentialReader } from './credential-reader.service.js';
import { KeyCheckLimits } from './key-check-limits.service.js';
import { KeyConfigController } from './key-config.controller.js';
import { KeyConfig } from './key-config.service.js';

/** Keys of creators for the providers of models. */
@Module({
  imports: [TypeOrmModule.forFeature([ConnectionEntity]), VaultModule],
  controllers: [KeyConfigController],
  providers: [ConnectionsRepository, CredentialReader, KeyCheckLimits, KeyConfig],
  exports: [CredentialReader],
})
export class ConnectionsModule {}
