import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Figure } from '../series/series.js';
import type { Budget, PauseTarget } from './budget.js';

/** How a budget stands by what its source says. */
export interface Finding {
  readonly figure: Figure;
  readonly asOf: Date | null;
  readonly isStale: boolean;
  /** When the source was asked. */
  readonly askedAt: Date;
}

/** A pause that is to be made. */
export interface DuePause extends PauseTarget {
  readonly id: string;
  readonly userId: string;
}

const PAUSE = `id, user_id AS "userId", pause_resource_id AS "resourceId", pause_provider AS provider`;
/** A pause that failed is tried again after a minute, and later ever more seldom, up to an hour. */
const NEXT_ATTEMPT = `now() + make_interval(secs => least(3600, 60 * power(2, least(pause_attempts, 6))))`;
/** For so long it is known what was reached. */
const KEPT_DAYS = 400;

/** Which thresholds were reached, each once for a period and an amount. */
@Injectable()
export class ReachesRepository {
  /** When a budget is looked at next; null when none is due. As the service `insights`. */
  async takeDue(
    tx: EntityManager,
    minutes: number,
  ): Promise<{ readonly id: string; readonly userId: string } | undefined> {
    const [rows] = await tx.query<[{ id: string; userId: string }[], number]>(
      `UPDATE budgets SET due_at = now() + make_interval(mins => $1)
        WHERE id = (SELECT id FROM budgets WHERE due_at <= now() ORDER BY due_at LIMIT 1
                     FOR UPDATE SKIP LOCKED)
        RETURNING id, user_id AS "userId"`,
      [minutes],
    );
    return rows[0];
  }

  /** Keeps what was found, unless somebody who asked later has kept theirs. As the user. */
  async noteStanding(
    tx: EntityManager,
    { id, present }: Budget,
    { figure, asOf, isStale, askedAt }: Finding,
  ): Promise<void> {
    await tx.query(
      `UPDATE budgets SET spent_from = $2, spent_usd = $3, spent_certainty = $4, spent_as_of = $5,
           spent_is_stale = $6, evaluated_at = $7
        WHERE id = $1 AND (evaluated_at IS NULL OR evaluated_at <= $7)`,
      [id, present.from, figure.value, figure.certainty, asOf, isStale, askedAt],
    );
    await tx.query(
      `DELETE FROM budget_reaches WHERE budget_id = $1 AND period_from < $2::date - ${KEPT_DAYS}`,
      [id, present.from],
    );
  }

  /** Notes that a threshold is reached. @returns false when that was known */
  async add(
    tx: EntityManager,
    { id, userId, present, amount }: Budget,
    threshold: number,
    spent: { readonly usd: string; readonly isAtLeast: boolean },
  ): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `INSERT INTO budget_reaches
           (budget_id, user_id, period_from, amount_micro_usd, threshold, spent_usd, is_at_least)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING id`,
      [id, userId, present.from, amount, threshold, spent.usd, spent.isAtLeast],
    );
    return rows.length > 0;
  }

  /**
   * Writes down that something is to be paused because a threshold is reached, once for each thing.
   * @returns the pause, when there is one to be made
   */
  async intend(
    tx: EntityManager,
    { id, present, amount }: Budget,
    threshold: number,
    { resourceId, provider }: PauseTarget,
  ): Promise<DuePause | undefined> {
    const [rows] = await tx.query<[DuePause[], number]>(
      `UPDATE budget_reaches SET pause_resource_id = $5, pause_provider = $6, pause_status = 'due',
           pause_due_at = now()
        WHERE budget_id = $1 AND period_from = $2 AND amount_micro_usd = $3 AND threshold = $4
          AND (pause_resource_id, pause_provider) IS DISTINCT FROM ($5::uuid, $6::text)
        RETURNING ${PAUSE}`,
      [id, present.from, amount, threshold, resourceId, provider],
    );
    return rows[0];
  }

  /** Takes the pause that is due for longest; unless it is made, it is due again later. As `insights`. */
  async takePause(
    tx: EntityManager,
  ): Promise<{ readonly id: string; readonly userId: string } | undefined> {
    const [rows] = await tx.query<[{ id: string; userId: string }[], number]>(
      `UPDATE budget_reaches SET pause_attempts = pause_attempts + 1, pause_due_at = ${NEXT_ATTEMPT}
        WHERE id = (SELECT id FROM budget_reaches WHERE pause_due_at <= now()
                     ORDER BY pause_due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, user_id AS "userId"`,
    );
    return rows[0];
  }

  /** A pause that is still to be made, locked until the transaction ends. As the user. */
  async lockPause(tx: EntityManager, id: string): Promise<DuePause | undefined> {
    const [row] = await tx.query<DuePause[]>(
      `SELECT ${PAUSE} FROM budget_reaches WHERE id = $1 AND pause_status = 'due' FOR UPDATE`,
      [id],
    );
    return row;
  }

  async endPause(tx: EntityManager, id: string, status: 'done' | 'not_needed'): Promise<void> {
    await tx.query(
      `UPDATE budget_reaches SET pause_status = $2, pause_due_at = NULL WHERE id = $1`,
      [id, status],
    );
  }
}
