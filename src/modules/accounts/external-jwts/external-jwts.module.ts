import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { ProfileModule } from '../profile/profile.module.js';
import { ExternalAccounts } from './external-accounts.service.js';
import { ExternalIdentitiesRepository } from './external-identities.repository.js';
import { ExternalJwtAuthenticator } from './external-jwt-authenticator.service.js';
import { externalJwtsConfig } from './external-jwts.config.js';
import { ExternalTokens } from './external-tokens.service.js';
import { IssuerKeys } from './issuer-keys.client.js';

/** Users who sign in at Supabase, Auth0 or another issuer of JWTs. */
@Module({
  imports: [ConfigModule.forFeature(externalJwtsConfig), ProfileModule],
  providers: [
    ExternalAccounts,
    ExternalIdentitiesRepository,
    ExternalJwtAuthenticator,
    ExternalTokens,
    IssuerKeys,
  ],
  exports: [ExternalIdentitiesRepository, ExternalJwtAuthenticator],
})
export class ExternalJwtsModule {}
