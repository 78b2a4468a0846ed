import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../common/database/index.js';
import { KeyPauses } from '../../integrations/index.js';
import { Withdrawals } from '../../resources/index.js';
import { type DuePause, ReachesRepository } from './reaches.repository.js';

/** Why a resource went off sale, as its owner is told. */
const REASON = 'budget_reached';

/**
 * Makes the pauses that budgets intend. Each is made and marked in one transaction, so that it is made once: what
 * its user resumes stays resumed.
 */
@Injectable()
export class BudgetPauses {
  constructor(
    private readonly database: Database,
    private readonly reaches: ReachesRepository,
    private readonly resources: Withdrawals,
    private readonly keys: KeyPauses,
  ) {}

  /** Makes the one that is due for longest. @returns false when none is due */
  async next(): Promise<boolean> {
    const due = await this.database.asService('insights', (tx) => this.reaches.takePause(tx));
    if (due !== undefined) await this.make(due);
    return due !== undefined;
  }

  /** Makes a pause, unless it is made or given up by now. */
  async make({ id, userId }: Pick<DuePause, 'id' | 'userId'>): Promise<void> {
    await this.database.asUser(userId, async (tx) => {
      const pause = await this.reaches.lockPause(tx, id);
      if (pause === undefined) return;
      const isDone = await this.pause(tx, pause);
      await this.reaches.endPause(tx, id, isDone ? 'done' : 'not_needed');
    });
  }

  private async pause(tx: EntityManager, pause: DuePause): Promise<boolean> {
    const { userId, resourceId, provider } = pause;
    if (resourceId !== null) return this.resources.withdraw(tx, resourceId, REASON);
    return provider !== null && this.keys.pause(tx, userId, provider);
  }
}
