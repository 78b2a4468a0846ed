import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import { Database, encodeCursor } from '../../../common/database/index.js';
import { type FieldError, invalidInput, notFound, Problem } from '../../../common/errors/index.js';
import { readCursor } from '../../../common/http/index.js';
import {
  type Budget,
  type BudgetScope,
  type BudgetTerms,
  MAX_BUDGETS,
  MAX_ZONES,
  type NewBudget,
} from './budget.js';
import { Zones } from '../series/zones.service.js';
import { BudgetEvaluation } from './budget-evaluation.service.js';
import { tooManyBudgets } from './budget-problems.js';
import { problemsOf } from './budget-rules.js';
import { BudgetTargets } from './budget-targets.service.js';
import { BudgetsRepository } from './budgets.repository.js';

/** Some budgets, newest first, and where the next page begins. */
export interface BudgetPage {
  readonly rows: readonly Budget[];
  readonly nextCursor: string | null;
}

/** A user's budgets. Each method sees and changes those of that user alone. */
@Injectable()
export class Budgets {
  constructor(
    private readonly database: Database,
    private readonly budgets: BudgetsRepository,
    private readonly targets: BudgetTargets,
    private readonly evaluation: BudgetEvaluation,
    private readonly zones: Zones,
    private readonly clock: Clock,
  ) {}

  /** @throws {Problem} `too_many_budgets`, or `invalid_input` */
  async create(userId: string, given: NewBudget): Promise<Budget> {
    const { scope, pause } = given;
    const asked = { ...given, tz: await this.zones.nameOf(given.tz) };
    refuse(await this.targets.problemsOf(userId, scope, pause));
    const budget = { ...sound(asked, scope), tz: this.targets.zoneOf(asked) };
    const id = await this.database.asUser(userId, async (tx) => {
      const { count, zones } = await this.budgets.count(tx, userId);
      if (count >= MAX_BUDGETS) throw new Problem(tooManyBudgets);
      if (scope.of === 'calls') assertFewZones(zones, budget.tz);
      return this.budgets.add(tx, userId, budget);
    });
    await this.evaluation.evaluate(userId, id);
    return this.find(userId, id);
  }

  /** @throws {Problem} `invalid_input` for a cursor that no page gave */
  async page(userId: string, limit: number, after?: string): Promise<BudgetPage> {
    const cursor = readCursor(after);
    const now = this.clock.now();
    const found = await this.database.asUser(userId, (tx) =>
      this.budgets.list(tx, limit + 1, now, cursor),
    );
    const last = found.length > limit ? found[limit - 1] : undefined;
    const nextCursor =
      last === undefined
        ? null
        : encodeCursor({ id: last.id, createdAt: last.createdAt.toISOString() });
    return { rows: found.slice(0, limit), nextCursor };
  }

  /** @throws {Problem} `not_found` */
  async find(userId: string, id: string): Promise<Budget> {
    return this.database.asUser(userId, (tx) => this.present(tx, id));
  }

  /**
   * Changes what is given, and looks at the budget again.
   * @throws {Problem} `not_found`, or `invalid_input`
   */
  async change(userId: string, id: string, change: Partial<BudgetTerms>): Promise<Budget> {
    refuse(await this.targets.problemsOf(userId, null, change.pause ?? null));
    await this.database.asUser(userId, async (tx) => {
      const before = await this.budgets.lock(tx, id, this.clock.now());
      if (before === undefined) throw new Problem(notFound);
      await this.budgets.change(tx, id, sound({ ...before, ...change }, before.scope));
    });
    await this.evaluation.evaluate(userId, id);
    return this.find(userId, id);
  }

  /** With what it is about to pause; what it has paused stays so. @throws {Problem} `not_found` */
  async remove(userId: string, id: string): Promise<void> {
    const wasThere = await this.database.asUser(userId, (tx) => this.budgets.remove(tx, id));
    if (!wasThere) throw new Problem(notFound);
  }

  private async present(tx: EntityManager, id: string): Promise<Budget> {
    const budget = await this.budgets.find(tx, id, this.clock.now());
    if (budget === undefined) throw new Problem(notFound);
    return budget;
  }
}

/** @throws {Problem} `invalid_input` when its parts do not fit together */
function sound<T extends BudgetTerms>(asked: T, scope: BudgetScope): T {
  refuse(problemsOf(asked, scope));
  return { ...asked, thresholds: asked.thresholds.toSorted((a, b) => a - b) };
}

/** The days of each zone are counted apart. @throws {Problem} `invalid_input` */
function assertFewZones(zones: readonly string[], tz: string): void {
  if (zones.includes(tz) || zones.length < MAX_ZONES) return;
  const message = `must be one of the ${MAX_ZONES} zones of your other budgets: ${zones.join(', ')}`;
  refuse([{ field: 'tz', message }]);
}

function refuse(errors: FieldError[]): void {
  if (errors.length > 0) throw new Problem(invalidInput, { errors });
}
