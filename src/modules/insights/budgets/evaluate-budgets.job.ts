import { Injectable } from '@nestjs/common';
import { type Job, Lanes, Scheduled } from '../../../common/jobs/index.js';
import { Lifetime } from '../../../common/lifetime/index.js';
import { BudgetEvaluation } from './budget-evaluation.service.js';
import { BudgetPauses } from './budget-pauses.service.js';

/** How many are looked at at once, and for how long a run begins more. */
const LIMITS = { count: 4, runMs: 20_000 };

/** Every minute, makes the pauses that a process left, and looks at the budgets that are due. */
@Scheduled()
@Injectable()
export class EvaluateBudgetsJob implements Job {
  readonly name = 'evaluate_budgets';
  readonly schedule = '* * * * *';
  private readonly lanes: Lanes;
  private readonly pauseLanes: Lanes;

  constructor(
    private readonly evaluation: BudgetEvaluation,
    private readonly pauses: BudgetPauses,
    lifetime: Lifetime,
  ) {
    this.lanes = new Lanes(lifetime, LIMITS);
    this.pauseLanes = new Lanes(lifetime, LIMITS);
  }

  async run(): Promise<void> {
    const pausing = this.pauseLanes.drain(() => this.pauses.next());
    const looking = this.lanes.drain(() => this.evaluation.next());
    const failed = (await Promise.allSettled([pausing, looking])).find(
      (each) => each.status === 'rejected',
    );
    if (failed !== undefined) throw failed.reason;
  }
}
