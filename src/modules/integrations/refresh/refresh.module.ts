import { Global, Module } from '@nestjs/common';
import { ConnectionsModule } from '../connections/connections.module.js';
import { OAuthModule } from '../oauth/oauth.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { DueRenewals } from './due-renewals.service.js';
import { accessRenewal, OnDemandRenewals } from './on-demand-renewals.service.js';
import { RenewConnectionsJob } from './renew-connections.job.js';
import { TokenRenewals } from './token-renewals.service.js';

/**
 * Keeps access to connected accounts fresh. It is global, because connections renew through a port of their
 * own and do not know it.
 */
@Global()
@Module({
  imports: [ConnectionsModule, OAuthModule, ProvidersModule],
  providers: [DueRenewals, OnDemandRenewals, RenewConnectionsJob, TokenRenewals, accessRenewal],
  exports: [accessRenewal],
})
export class RefreshModule {}
