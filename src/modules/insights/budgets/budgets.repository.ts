import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Cursor } from '../../../common/database/index.js';
import type { Budget, BudgetTerms, NewBudget } from './budget.js';
import { type BudgetRow, budgetOf } from './budget-row.js';

/** What is reached counts for the period that was looked at last, and for the present amount. */
const COLUMNS = `b.id, b.user_id, b.name, b.amount_micro_usd, b.period, b.tz, b.spend_of, b.resource_id,
  b.provider, b.workspace_id, b.thresholds, b.pause_at, b.pause_resource_id, b.pause_provider, b.created_at,
  to_char(b.spent_from, 'YYYY-MM-DD') AS spent_from, trim_scale(b.spent_usd)::text AS spent_usd,
  b.spent_certainty, b.spent_as_of, b.spent_is_stale, b.evaluated_at,
  trim_scale(b.amount_micro_usd / 1000000.0 - b.spent_usd)::text AS remaining_usd,
  trim_scale(trunc(b.spent_usd * 100000000 / b.amount_micro_usd, 1))::text AS percent,
  ARRAY(SELECT jsonb_build_object('threshold', r.threshold, 'spentUsd', trim_scale(r.spent_usd)::text,
      'isAtLeast', r.is_at_least, 'reachedAt', r.reached_at, 'status', r.pause_status,
      'resourceId', r.pause_resource_id, 'provider', r.pause_provider)
    FROM budget_reaches r WHERE r.budget_id = b.id AND r.period_from = b.spent_from
      AND r.amount_micro_usd = b.amount_micro_usd ORDER BY r.threshold) AS reached`;

/** A document of so many workspaces is a first page, after which there may be more. */
const WORKSPACES_TOLD = 1_000;

/** A user's budgets, in the context of that user. */
@Injectable()
export class BudgetsRepository {
  /** How many there are, and in which zones. Who makes budgets at once counts one after the other. */
  async count(
    tx: EntityManager,
    userId: string,
  ): Promise<{ readonly count: number; readonly zones: readonly string[] }> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('budgets of ' || $1, 0))`, [
      userId,
    ]);
    const [row] = await tx.query<[{ count: number; zones: string[] }]>(
      `SELECT count(*)::int AS count, array_agg(DISTINCT tz) FILTER (WHERE spend_of = 'calls') AS zones
         FROM budgets`,
    );
    return { count: row.count, zones: row.zones ?? [] };
  }

  /** @returns its id */
  async add(tx: EntityManager, userId: string, budget: NewBudget): Promise<string> {
    const { name, amount, period, tz, scope, thresholds, pause } = budget;
    const [row] = await tx.query<[{ id: string }]>(
      `INSERT INTO budgets (user_id, name, amount_micro_usd, period, tz, spend_of, resource_id, provider,
           workspace_id, thresholds, pause_at, pause_resource_id, pause_provider)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id`,
      [
        userId,
        name,
        amount,
        period,
        tz,
        scope.of,
        scope.resourceId,
        scope.provider,
        scope.workspaceId,
        thresholds,
        pause?.at ?? null,
        pause?.resourceId ?? null,
        pause?.provider ?? null,
      ],
    );
    return row.id;
  }

  /**
   * Whether a user's account at a provider certainly has no such workspace: the provider told which there are, all
   * of them, and has no figures of it either.
   */
  async lacksWorkspace(
    tx: EntityManager,
    { userId, provider }: { readonly userId: string; readonly provider: string },
    id: string,
  ): Promise<boolean> {
    const rows = await tx.query<object[]>(
      `SELECT FROM provider_collections c JOIN provider_documents d USING (connection_id)
        WHERE c.user_id = $1 AND c.provider = $2 AND d.kind = 'workspaces'
          AND CASE WHEN jsonb_typeof(d.content) = 'array'
                THEN jsonb_array_length(d.content) < ${WORKSPACES_TOLD} END
          AND NOT d.content @> jsonb_build_array(jsonb_build_object('id', $3::text))
          AND NOT EXISTS (SELECT FROM provider_usage u WHERE u.user_id = $1 AND u.cut = 'workspace'
            AND u.provider = $2 AND u.workspace = $3)`,
      [userId, provider, id],
    );
    return rows.length > 0;
  }

  async find(tx: EntityManager, id: string, now: Date): Promise<Budget | undefined> {
    const [row] = await tx.query<BudgetRow[]>(`SELECT ${COLUMNS} FROM budgets b WHERE b.id = $1`, [
      id,
    ]);
    return row && budgetOf(row, now);
  }

  /** The same, locked until the transaction ends. */
  async lock(tx: EntityManager, id: string, now: Date): Promise<Budget | undefined> {
    await tx.query(`SELECT FROM budgets WHERE id = $1 FOR UPDATE`, [id]);
    return this.find(tx, id, now);
  }

  /** Newest first, after the row that `cursor` names. */
  async list(tx: EntityManager, limit: number, now: Date, cursor?: Cursor): Promise<Budget[]> {
    const rows = await tx.query<BudgetRow[]>(
      `SELECT ${COLUMNS} FROM budgets b
        WHERE $2::timestamptz IS NULL OR (b.created_at, b.id) < ($2, $3::uuid)
        ORDER BY b.created_at DESC, b.id DESC LIMIT $1`,
      [limit, cursor?.createdAt ?? null, cursor?.id ?? null],
    );
    return rows.map((row) => budgetOf(row, now));
  }

  async change(tx: EntityManager, id: string, terms: BudgetTerms): Promise<void> {
    const { name, amount, thresholds, pause } = terms;
    await tx.query(
      `UPDATE budgets SET name = $2, amount_micro_usd = $3, thresholds = $4, pause_at = $5,
           pause_resource_id = $6, pause_provider = $7, due_at = now(), updated_at = now()
        WHERE id = $1`,
      [
        id,
        name,
        amount,
        thresholds,
        pause?.at ?? null,
        pause?.resourceId ?? null,
        pause?.provider ?? null,
      ],
    );
  }

  /** @returns whether it was there */
  async remove(tx: EntityManager, id: string): Promise<boolean> {
    const [, count] = await tx.query<[unknown, number]>(`DELETE FROM budgets WHERE id = $1`, [id]);
    return count > 0;
  }
}
