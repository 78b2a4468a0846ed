import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { ClaimsModule } from '../claims/claims.module.js';
import { FacilitatorModule } from '../facilitator/facilitator.module.js';
import { NetworksModule } from '../networks/networks.module.js';
import { PayersModule } from '../payers/payers.module.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { RefundsModule } from '../refunds/refunds.module.js';
import { SettlementModule } from '../settlement/settlement.module.js';
import { X402Module } from '../x402/x402.module.js';
import { CallRecords } from './call-records.service.js';
import { CallRunner } from './call-runner.service.js';
import { CallWork } from './call-work.service.js';
import { callsConfig } from './calls.config.js';
import { CallsController } from './calls.controller.js';
import { FailedCalls } from './failed-calls.service.js';
import { PaidCalls } from './paid-calls.service.js';
import { PayerCalls } from './payer-calls.service.js';
import { PayerClaims } from './payer-claims.repository.js';
import { PaymentCheck } from './payment-check.service.js';
import { RecoveryJob } from './recovery.job.js';
import { Recovery } from './recovery.service.js';
import { Replay } from './replay.service.js';
import { ResultRetentionJob } from './result-retention.job.js';
import { RunLimits } from './run-limits.service.js';
import { ToldFailures } from './told-failures.service.js';
import { WayBack } from './way-back.service.js';

/** Paid calls, from the reservation to their result. */
@Module({
  imports: [
    ConfigModule.forFeature(callsConfig),
    ClaimsModule,
    FacilitatorModule,
    NetworksModule,
    PayersModule,
    ReceiptsModule,
    RefundsModule,
    SettlementModule,
    X402Module,
  ],
  controllers: [CallsController],
  providers: [
    CallRecords,
    CallRunner,
    CallWork,
    FailedCalls,
    PaidCalls,
    PayerCalls,
    PayerClaims,
    PaymentCheck,
    RecoveryJob,
    Recovery,
    Replay,
    ResultRetentionJob,
    RunLimits,
    ToldFailures,
    WayBack,
  ],
  exports: [CallRecords, FailedCalls, PaidCalls, Replay, WayBack],
})
export class CallsModule {}
