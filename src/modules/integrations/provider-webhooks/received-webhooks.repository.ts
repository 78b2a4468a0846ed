import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { WebhookHead } from './webhook-head.js';

/** After so many attempts nothing more is tried. */
const MAX_ATTEMPTS = 20;
/** How long one may take; whoever died holds it up for no longer. */
const LEASE_SECONDS = 60;
const BATCH = 10;
/** Of the longest time in which a provider may send one again, a multiple. */
export const KEPT_DAYS = 90;

/** What came of a webhook. */
export type Outcome = 'disconnected' | 'erased' | 'nothing_kept' | 'ignored';

/** A webhook that this process works on. */
export interface TakenWebhook {
  readonly id: string;
  readonly provider: string;
  readonly topic: string;
  readonly account: string | null;
  readonly triggeredAt: Date;
}

/** What providers told, each once, in the context of the service `provider_webhooks`. */
@Injectable()
export class ReceivedWebhooksRepository {
  /**
   * Keeps what has come, unless it came before.
   * @param outcome when nothing is to be done about it
   */
  async keep(
    tx: EntityManager,
    provider: string,
    { webhookId, topic, account, triggeredAt }: WebhookHead,
    outcome: Outcome | null,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO received_webhooks
           (provider, webhook_id, topic, account, triggered_at, outcome, done_at)
         VALUES ($1, $2, $3, $4, $5, $6, CASE WHEN $6::text IS NOT NULL THEN now() END)
         ON CONFLICT (provider, webhook_id) DO NOTHING`,
      [provider, webhookId, topic, account, triggeredAt, outcome],
    );
  }

  /** Takes what is due. It counts as an attempt, and is due again, before anything is done. */
  async take(tx: EntityManager): Promise<TakenWebhook[]> {
    const [rows] = await tx.query<[TakenWebhook[], number]>(
      `WITH due AS (
           SELECT id FROM received_webhooks
            WHERE done_at IS NULL AND due_at <= now() AND attempts < ${MAX_ATTEMPTS}
            ORDER BY due_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
       UPDATE received_webhooks w SET attempts = attempts + 1,
           due_at = now() + make_interval(secs => ${LEASE_SECONDS})
         FROM due WHERE w.id = due.id
         RETURNING w.id, w.provider, w.topic, w.account, w.triggered_at AS "triggeredAt"`,
    );
    return rows;
  }

  async finish(tx: EntityManager, id: string, outcome: Outcome): Promise<void> {
    await tx.query(
      `UPDATE received_webhooks SET done_at = now(), outcome = $2, last_error = NULL
        WHERE id = $1 AND done_at IS NULL`,
      [id, outcome],
    );
  }

  /** Tries it again later, after 2, 4, 8 … seconds, up to an hour. */
  async postpone(tx: EntityManager, id: string, error: string): Promise<void> {
    await tx.query(
      `UPDATE received_webhooks SET last_error = $2,
           due_at = now() + make_interval(secs => least(power(2, attempts), 3600))
        WHERE id = $1 AND done_at IS NULL`,
      [id, error],
    );
  }

  /** Users who have connected an account, whatever became of it since: a page of them. */
  async usersOf(
    tx: EntityManager,
    { provider, member, account }: { provider: string; member: string; account: string },
    after: string | null,
  ): Promise<string[]> {
    const rows = await tx.query<{ userId: string }[]>(
      `SELECT user_id AS "userId" FROM connections
        WHERE provider = $1 AND metadata ->> $2::text = $3 AND status <> 'disconnected'
          AND ($4::uuid IS NULL OR user_id > $4)
        ORDER BY user_id LIMIT 100`,
      [provider, member, account, after],
    );
    return rows.map(({ userId }) => userId);
  }

  /** Forgets which account webhooks were about; that they came stays. */
  async forgetAccount(tx: EntityManager, provider: string, account: string): Promise<void> {
    await tx.query(
      `UPDATE received_webhooks SET account = NULL WHERE provider = $1 AND account = $2`,
      [provider, account],
    );
  }

  /** Gives up what was tried often enough. @returns how many */
  async giveUp(tx: EntityManager): Promise<number> {
    const [, count] = await tx.query<[unknown, number]>(
      `UPDATE received_webhooks SET done_at = now(), outcome = 'failed'
        WHERE done_at IS NULL AND due_at <= now() AND attempts >= ${MAX_ATTEMPTS}`,
    );
    return count;
  }

  /** Forgets a batch of what came long ago. @returns how many */
  async forgetOld(tx: EntityManager): Promise<number> {
    const [, count] = await tx.query<[unknown, number]>(
      `DELETE FROM received_webhooks WHERE id IN (
         SELECT id FROM received_webhooks
          WHERE received_at < now() - make_interval(days => ${KEPT_DAYS}) AND done_at IS NOT NULL
          LIMIT 1000)`,
    );
    return count;
  }
}
