import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Cursor } from '../../../common/database/index.js';
import type { DisabledReason, Webhook, WebhookRequest } from './webhook.js';

const COLUMNS = `id, url, description, event_types AS events, status,
  disabled_reason AS "disabledReason", disabled_at AS "disabledAt",
  previous_secret_until AS "previousSecretUntil", failing_since AS "failingSince",
  last_success_at AS "lastSuccessAt", created_at AS "createdAt"`;

/** A user's webhooks, in the context of that user. */
@Injectable()
export class WebhooksRepository {
  async count(tx: EntityManager, userId: string): Promise<number> {
    // The lock lets those who make webhooks at once count one after the other.
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('webhooks of ' || $1, 0))`, [
      userId,
    ]);
    const [row] = await tx.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM webhook_endpoints`,
    );
    return row?.count ?? 0;
  }

  async add(tx: EntityManager, userId: string, request: WebhookRequest): Promise<Webhook> {
    const { url, description, events } = request;
    const [row] = await tx.query<[Webhook]>(
      `INSERT INTO webhook_endpoints (user_id, url, description, event_types)
         VALUES ($1, $2, $3, $4) RETURNING ${COLUMNS}`,
      [userId, url, description, events],
    );
    return row;
  }

  async find(tx: EntityManager, id: string): Promise<Webhook | undefined> {
    const [row] = await tx.query<Webhook[]>(
      `SELECT ${COLUMNS} FROM webhook_endpoints WHERE id = $1`,
      [id],
    );
    return row;
  }

  /** The same, locked until the transaction ends. */
  async lock(tx: EntityManager, id: string): Promise<Webhook | undefined> {
    const [row] = await tx.query<Webhook[]>(
      `SELECT ${COLUMNS} FROM webhook_endpoints WHERE id = $1 FOR UPDATE`,
      [id],
    );
    return row;
  }

  /** Newest first, after the row that `cursor` names. */
  list(tx: EntityManager, limit: number, cursor?: Cursor): Promise<Webhook[]> {
    return tx.query<Webhook[]>(
      `SELECT ${COLUMNS} FROM webhook_endpoints
        WHERE $2::timestamptz IS NULL OR (created_at, id) < ($2, $3::uuid)
        ORDER BY created_at DESC, id DESC LIMIT $1`,
      [limit, cursor?.createdAt ?? null, cursor?.id ?? null],
    );
  }

  /** Nobody knows yet how another address fares. */
  async change(tx: EntityManager, id: string, request: WebhookRequest): Promise<void> {
    const { url, description, events } = request;
    await tx.query(
      `UPDATE webhook_endpoints SET url = $2, description = $3, event_types = $4, updated_at = now(),
           failing_since = CASE WHEN url = $2 THEN failing_since END, is_slow = is_slow AND url = $2
        WHERE id = $1`,
      [id, url, description, events],
    );
  }

  async enable(tx: EntityManager, id: string): Promise<void> {
    await tx.query(
      `UPDATE webhook_endpoints SET status = 'enabled', disabled_reason = NULL, disabled_at = NULL,
           failing_since = NULL, is_slow = false, updated_at = now()
        WHERE id = $1`,
      [id],
    );
  }

  /** What is open becomes dead letters, which can be sent again. The caller holds the lock. */
  async disable(tx: EntityManager, id: string, reason: DisabledReason, now: Date): Promise<void> {
    await tx.query(
      `UPDATE webhook_endpoints SET status = 'disabled', disabled_reason = $2, disabled_at = $3,
           next_at = NULL, open_count = 0
        WHERE id = $1`,
      [id, reason, now],
    );
    await tx.query(
      `UPDATE webhook_deliveries SET status = 'dead', error = 'disabled', ended_at = $2
        WHERE webhook_id = $1 AND status = 'open'`,
      [id, now],
    );
  }

  async keepPreviousSecret(tx: EntityManager, id: string, until: Date): Promise<void> {
    await tx.query(
      `UPDATE webhook_endpoints SET previous_secret_until = $2, updated_at = now() WHERE id = $1`,
      [id, until],
    );
  }

  /** False when there is none. */
  async remove(tx: EntityManager, id: string): Promise<boolean> {
    const [, count] = await tx.query<[unknown, number]>(
      `DELETE FROM webhook_endpoints WHERE id = $1`,
      [id],
    );
    return count === 1;
  }
}
