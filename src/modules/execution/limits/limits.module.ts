import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { ModelsModule, StorefrontModule } from '../../resources/index.js';
import { ExecutorsModule } from '../executors/executors.module.js';
import { Admission } from './admission.service.js';
import { CallCosts } from './call-costs.service.js';
import { CallLimits } from './call-limits.service.js';
import { ForgetSpendingJob } from './forget-spending.job.js';
import { limitsConfig } from './limits.config.js';
import { ModelCosts } from './model-costs.service.js';
import { ReservationsRepository } from './call-reservations.repository.js';
import { StandingController } from './standing.controller.js';
import { LimitStanding } from './standing.service.js';
import { TidyReservationsJob } from './tidy-reservations.job.js';

/** How much buyers may use of what a creator sells. */
@Module({
  imports: [ConfigModule.forFeature(limitsConfig), ExecutorsModule, ModelsModule, StorefrontModule],
  controllers: [StandingController],
  providers: [
    Admission,
    CallCosts,
    CallLimits,
    ForgetSpendingJob,
    ModelCosts,
    ReservationsRepository,
    LimitStanding,
    TidyReservationsJob,
  ],
  exports: [CallLimits],
})
export class LimitsModule {}
