import { Module } from '@nestjs/common';
import { ClaimsModule } from '../claims/claims.module.js';
import { NetworksModule } from '../networks/networks.module.js';
import { ForgetClaimsJob } from './forget-claims.job.js';
import { OpenPayments } from './open-payments.service.js';

/** What payers have open, and may have. */
@Module({
  imports: [ClaimsModule, NetworksModule],
  providers: [ForgetClaimsJob, OpenPayments],
  exports: [OpenPayments],
})
export class PayersModule {}
