import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ProvidersModule } from '../providers/providers.module.js';
import { VaultModule } from '../vault/vault.module.js';
import { AffectedResourcesController } from './affected-resources.controller.js';
import { AffectedResourcesRepository } from './affected-resources.repository.js';
import { AffectedResources } from './affected-resources.service.js';
import { Chance } from './chance.service.js';
import { ConnectedSessions } from './connected-sessions.service.js';
import { ConnectionRechecks } from './connection-rechecks.service.js';
import { ConnectionChecks } from './connection-checks.service.js';
import { ConnectionStates } from './connection-states.service.js';
import { ConnectionEntity } from './connection.entity.js';
import { Connections } from './connections.service.js';
import { ConnectionsRepository } from './connections.repository.js';
import { CredentialReader } from './credential-reader.service.js';
import { IntegrationCatalogue } from './integration-catalogue.service.js';
import { IntegrationsController } from './integrations.controller.js';
import { KeyCheckLimits } from './key-check-limits.service.js';
import { KeyConfigController } from './key-config.controller.js';
import { KeyConfig } from './key-config.service.js';
import { KeyPauses } from './key-pauses.service.js';
import { LiveAccesses } from './live-accesses.service.js';
import { RenewalsRepository } from './renewals.repository.js';
import { Renewals } from './renewals.service.js';
import { RevocationsRepository } from './revocations.repository.js';

/** What users connect: accounts with other services, and keys for models. */
@Module({
  imports: [TypeOrmModule.forFeature([ConnectionEntity]), ProvidersModule, VaultModule],
  controllers: [AffectedResourcesController, IntegrationsController, KeyConfigController],
  providers: [
    AffectedResources,
    AffectedResourcesRepository,
    Chance,
    ConnectedSessions,
    ConnectionChecks,
    ConnectionRechecks,
    Connections,
    ConnectionsRepository,
    ConnectionStates,
    CredentialReader,
    IntegrationCatalogue,
    KeyCheckLimits,
    KeyConfig,
    KeyPauses,
    LiveAccesses,
    Renewals,
    RenewalsRepository,
    RevocationsRepository,
  ],
  exports: [
    ConnectedSessions,
    ConnectionChecks,
    ConnectionRechecks,
    ConnectionsRepository,
    ConnectionStates,
    CredentialReader,
    IntegrationCatalogue,
    KeyPauses,
    LiveAccesses,
    Renewals,
    RenewalsRepository,
    RevocationsRepository,
  ],
})
export class ConnectionsModule {}
