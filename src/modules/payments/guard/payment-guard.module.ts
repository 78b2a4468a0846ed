import { Global, Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { CallsModule } from '../calls/calls.module.js';
import { ClaimsModule } from '../claims/claims.module.js';
import { DemandModule } from '../demand/demand.module.js';
import { FacilitatorModule } from '../facilitator/facilitator.module.js';
import { NetworksModule } from '../networks/networks.module.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { X402Module } from '../x402/x402.module.js';
import { ChallengeProblems } from './challenge-problems.service.js';
import { Challenges } from './challenges.service.js';
import { EarlyChallenges } from './early-challenges.service.js';
import { PaidAnswers } from './paid-answers.service.js';
import { paymentGuardConfig } from './payment-guard.config.js';
import { PaymentAttempts } from './payment-attempts.service.js';
import { PaymentProofs } from './payment-proofs.service.js';
import { RefusedPayments } from './refused-payments.service.js';
import { RepeatedPayments } from './repeated-payments.service.js';

/** Lets `@RequiresPayment` protect routes of any module: guards run in the module of the route, so what
 * they ask is there for every module. */
@Global()
@Module({
  imports: [
    ConfigModule.forFeature(paymentGuardConfig),
    CallsModule,
    ClaimsModule,
    DemandModule,
    FacilitatorModule,
    NetworksModule,
    ReceiptsModule,
    X402Module,
  ],
  providers: [
    ChallengeProblems,
    Challenges,
    EarlyChallenges,
    PaidAnswers,
    PaymentAttempts,
    PaymentProofs,
    RefusedPayments,
    RepeatedPayments,
  ],
  exports: [
    CallsModule,
    DemandModule,
    FacilitatorModule,
    NetworksModule,
    X402Module,
    ChallengeProblems,
    Challenges,
    PaidAnswers,
    PaymentAttempts,
    PaymentProofs,
    RefusedPayments,
    RepeatedPayments,
  ],
})
export class PaymentGuardModule {}
