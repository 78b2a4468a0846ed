import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from '../../../common/database/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { BudgetPauses } from './budget-pauses.service.js';
import { EvaluationStore } from './evaluation-store.service.js';
import { ReachesRepository } from './reaches.repository.js';
import { Spending } from './spending.service.js';

/** Minutes from one look at a budget to the next. */
const INTERVAL = 5;

/**
 * Compares budgets with what was spent. Each threshold is told once for a period and an amount, whoever looks, and
 * however often: the row that says so, the event and what is to be paused are one transaction.
 */
@Injectable()
export class BudgetEvaluation {
  constructor(
    private readonly database: Database,
    private readonly reaches: ReachesRepository,
    private readonly store: EvaluationStore,
    private readonly spending: Spending,
    private readonly pauses: BudgetPauses,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Looks at the budget that is due for longest; one that fails holds up no other. @returns false when none is due */
  async next(): Promise<boolean> {
    const due = await this.database.asService('insights', (tx) =>
      this.reaches.takeDue(tx, INTERVAL),
    );
    if (due !== undefined) await this.evaluate(due.userId, due.id);
    return due !== undefined;
  }

  /**
   * Looks at a budget of the user; one that is gone is left alone. What fails is noted in the log, and done at a
   * later look.
   */
  async evaluate(userId: string, id: string): Promise<void> {
    try {
      // Outside of the transaction that keeps it: a source may take its time.
      const finding = await this.spending.of(userId, id);
      if (finding === undefined) return;
      const pause = await this.database.asUser(userId, (tx) => this.store.keep(tx, id, finding));
      if (pause !== undefined) await this.pauses.make(pause);
    } catch (error) {
      this.logger.warn({ err: error, budgetId: id }, 'a budget could not be looked at');
    }
  }
}
