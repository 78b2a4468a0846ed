import { Module } from '@nestjs/common';
import { ConnectionsModule } from '../../integrations/index.js';
import { ResourceRecordsModule, StorefrontModule } from '../../resources/index.js';
import { ForecastModule } from '../forecast/forecast.module.js';
import { SeriesModule } from '../series/series.module.js';
import { BudgetEvaluation } from './budget-evaluation.service.js';
import { BudgetPauses } from './budget-pauses.service.js';
import { BudgetTargets } from './budget-targets.service.js';
import { BudgetsController } from './budgets.controller.js';
import { BudgetsRepository } from './budgets.repository.js';
import { Budgets } from './budgets.service.js';
import { EvaluateBudgetsJob } from './evaluate-budgets.job.js';
import { EvaluationStore } from './evaluation-store.service.js';
import { ReachesRepository } from './reaches.repository.js';
import { Spending } from './spending.service.js';

/** Amounts that users do not want to exceed: they are told in time, and can have what spends paused. */
@Module({
  imports: [
    ConnectionsModule,
    ForecastModule,
    ResourceRecordsModule,
    SeriesModule,
    StorefrontModule,
  ],
  controllers: [BudgetsController],
  providers: [
    BudgetEvaluation,
    BudgetPauses,
    BudgetTargets,
    Budgets,
    BudgetsRepository,
    EvaluateBudgetsJob,
    EvaluationStore,
    ReachesRepository,
    Spending,
  ],
})
export class BudgetsModule {}
