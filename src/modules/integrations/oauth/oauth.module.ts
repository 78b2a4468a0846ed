import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { ConnectionsModule } from '../connections/connections.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { VaultModule } from '../vault/vault.module.js';
import { Arrivals } from './arrivals.service.js';
import { Departures } from './departures.service.js';
import { Exchanges } from './exchanges.service.js';
import { Flows } from './flows.service.js';
import { ForgetFlowsJob } from './forget-flows.job.js';
import { Grants } from './grants.service.js';
import { IssuedKeys } from './issued-keys.client.js';
import { OAuthStatesRepository } from './oauth-states.repository.js';
import { oauthConfig } from './oauth.config.js';
import { OAuthController } from './oauth.controller.js';
import { RevokeTokensJob } from './revoke-tokens.job.js';
import { TokenRevoker } from './token-revoker.service.js';
import { TokenEndpoints } from './token-endpoint.client.js';

/** Connecting by permission that a user gives at the provider. */
@Module({
  imports: [ConfigModule.forFeature(oauthConfig), ConnectionsModule, ProvidersModule, VaultModule],
  controllers: [OAuthController],
  providers: [
    Arrivals,
    Departures,
    Exchanges,
    Flows,
    ForgetFlowsJob,
    Grants,
    IssuedKeys,
    OAuthStatesRepository,
    RevokeTokensJob,
    TokenRevoker,
    TokenEndpoints,
  ],
  exports: [TokenEndpoints, TokenRevoker],
})
export class OAuthModule {}
