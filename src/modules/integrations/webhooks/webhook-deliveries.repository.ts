import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Cursor } from '../../../common/database/index.js';
import {
  type DeliveryStatus,
  MAX_OPEN,
  type WebhookAttempt,
  type WebhookDelivery,
} from './webhook.js';

/** What came of a user's webhooks, in the context of that user. */
@Injectable()
export class WebhookDeliveriesRepository {
  /** Newest first, after the row that `cursor` names. */
  list(
    tx: EntityManager,
    webhookId: string,
    { status, limit, cursor }: ListedDeliveries,
  ): Promise<WebhookDelivery[]> {
    return tx.query<WebhookDelivery[]>(
      `SELECT id, type, data, happened_at AS "happenedAt", status, attempts, error,
           ended_at AS "endedAt", created_at AS "createdAt"
         FROM webhook_deliveries
        WHERE webhook_id = $1 AND ($2::text IS NULL OR status = $2)
          AND ($4::timestamptz IS NULL OR (created_at, id) < ($4, $5::uuid))
        ORDER BY created_at DESC, id DESC LIMIT $3`,
      [webhookId, status ?? null, limit, cursor?.createdAt ?? null, cursor?.id ?? null],
    );
  }

  /** The log, newest first, after the row that `cursor` names. */
  attempts(
    tx: EntityManager,
    webhookId: string,
    limit: number,
    cursor?: Cursor,
  ): Promise<WebhookAttempt[]> {
    return tx.query<WebhookAttempt[]>(
      `SELECT id, delivery_id AS "deliveryId", attempt, status_code AS "statusCode",
           duration_ms AS "durationMs", error, excerpt, created_at AS "createdAt"
         FROM webhook_attempts
        WHERE webhook_id = $1 AND ($3::timestamptz IS NULL OR (created_at, id) < ($3, $4::uuid))
        ORDER BY created_at DESC, id DESC LIMIT $2`,
      [webhookId, limit, cursor?.createdAt ?? null, cursor?.id ?? null],
    );
  }

  /** Whether there is such a dead letter. */
  async isDead(tx: EntityManager, webhookId: string, id: string): Promise<boolean | undefined> {
    const [row] = await tx.query<{ isDead: boolean }[]>(
      `SELECT status = 'dead' AS "isDead" FROM webhook_deliveries
        WHERE webhook_id = $1 AND id = $2`,
      [webhookId, id],
    );
    return row?.isDead;
  }

  /**
   * Puts dead letters back in the queue, the oldest first, with all their attempts before them, as many
   * as have room there. The caller holds the lock on the webhook, and wakes it.
   * @param id one of them; all when left out
   */
  async reopen(tx: EntityManager, webhookId: string, id?: string): Promise<number> {
    const [, count] = await tx.query<[unknown, number]>(
      `UPDATE webhook_deliveries SET status = 'open', attempts = 0, error = NULL, ended_at = NULL
        WHERE id IN (
          SELECT id FROM webhook_deliveries
           WHERE webhook_id = $1 AND status = 'dead' AND id = coalesce($2, id)
           ORDER BY event_id
           LIMIT (SELECT greatest(0, ${MAX_OPEN} - open_count) FROM webhook_endpoints WHERE id = $1))`,
      [webhookId, id ?? null],
    );
    await tx.query(`UPDATE webhook_endpoints SET open_count = open_count + $2 WHERE id = $1`, [
      webhookId,
      count,
    ]);
    return count;
  }

  /** What is open, if anything, is due at once. The caller holds the lock. */
  async wake(tx: EntityManager, webhookId: string, now: Date): Promise<void> {
    await tx.query(
      `UPDATE webhook_endpoints SET next_at = $2 WHERE id = $1 AND status = 'enabled' AND EXISTS (
         SELECT FROM webhook_deliveries WHERE webhook_id = $1 AND status = 'open')`,
      [webhookId, now],
    );
  }
}

export interface ListedDeliveries {
  readonly status: DeliveryStatus | undefined;
  readonly limit: number;
  readonly cursor: Cursor | undefined;
}
