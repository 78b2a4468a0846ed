import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { TakenDelivery } from './queue.repository.js';
import { type Answer, type Health, isSlow, type Verdict } from './delivery-schedule.js';

/** A webhook whose attempt has ended, locked until the transaction ends. */
export interface AttemptedWebhook extends Health {
  readonly isEnabled: boolean;
}

/** Writes down what came of attempts, in the context of the service `webhooks`. */
@Injectable()
export class OutcomesRepository {
  /** Undefined when the webhook is gone, or somebody has taken the delivery again since. */
  async lock(
    tx: EntityManager,
    { id, webhookId, attempt }: TakenDelivery,
  ): Promise<AttemptedWebhook | undefined> {
    const [webhook] = await tx.query<AttemptedWebhook[]>(
      `SELECT status = 'enabled' AS "isEnabled", failing_since AS "failingSince",
           (SELECT max(created_at) FROM webhook_attempts WHERE webhook_id = $1) AS "lastAttemptAt"
         FROM webhook_endpoints WHERE id = $1 FOR UPDATE`,
      [webhookId],
    );
    const present = await tx.query<unknown[]>(
      `SELECT FROM webhook_deliveries WHERE id = $1 AND attempts = $2`,
      [id, attempt],
    );
    return present.length === 1 ? webhook : undefined;
  }

  async log(tx: EntityManager, taken: TakenDelivery, answer: Answer, now: Date): Promise<void> {
    await tx.query(
      `INSERT INTO webhook_attempts (delivery_id, webhook_id, user_id, attempt, status_code,
           duration_ms, error, excerpt, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        taken.id,
        taken.webhookId,
        taken.userId,
        taken.attempt,
        answer.statusCode,
        answer.durationMs,
        answer.error,
        answer.excerpt,
        now,
      ],
    );
  }

  /**
   * Ends a delivery that was delivered or given up; one that is tried again stays open.
   * @returns whether one is open less
   */
  async end(
    tx: EntityManager,
    { id }: TakenDelivery,
    { next }: Verdict,
    { error }: Answer,
    now: Date,
  ): Promise<boolean> {
    const isOver = next !== 'again';
    const write = async (before: 'open' | 'dead') => {
      const [, count] = await tx.query<[unknown, number]>(
        `UPDATE webhook_deliveries SET status = $3, error = $4, ended_at = $5
          WHERE id = $1 AND status = $2`,
        [id, before, isOver ? next : 'open', error, isOver ? now : null],
      );
      return count === 1;
    };
    if (await write('open')) return isOver;
    if (next === 'delivered') await write('dead');
    return false;
  }

  /** An attempt that the end of the process cut short does not count. */
  async takeBack(tx: EntityManager, { id }: TakenDelivery): Promise<void> {
    await tx.query(
      `UPDATE webhook_deliveries SET attempts = attempts - 1 WHERE id = $1 AND status = 'open'`,
      [id],
    );
  }

  /**
   * Lets others have the webhook.
   * @param nextAt when what is open is due; without anything open nothing is
   * @param ended how many are open less
   */
  async release(tx: EntityManager, webhookId: string, nextAt: Date, ended: number): Promise<void> {
    await tx.query(
      `UPDATE webhook_endpoints w SET leased_until = NULL, open_count = open_count - $3,
           next_at = CASE WHEN EXISTS (
             SELECT FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.status = 'open')
             THEN $2::timestamptz END
        WHERE id = $1`,
      [webhookId, nextAt, ended],
    );
  }

  /** @param failingSince null after a success */
  async noteHealth(
    tx: EntityManager,
    webhookId: string,
    answer: Answer,
    failingSince: Date | null,
    now: Date,
  ): Promise<void> {
    await tx.query(
      `UPDATE webhook_endpoints SET failing_since = $2::timestamptz, is_slow = $3,
           last_success_at = CASE WHEN $4 THEN $5::timestamptz ELSE last_success_at END
        WHERE id = $1`,
      [webhookId, failingSince, isSlow(answer), answer.error === null, now],
    );
  }
}
