import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { StoredEvent } from '../../../common/events/index.js';
import { MAX_ATTEMPTS } from './delivery-schedule.js';
import { MAX_OPEN } from './webhook.js';

/** The name of the event handler that fills the queue: what is open for it is not in the queue yet. */
export const HANDLER = 'webhooks';
/** How soon a webhook is looked at again whose next event waits for an older one. */
const WAIT_MS = 250;

/** The user's oldest events that are not in the queue yet: one row of an index each, not all that wait. */
const NOT_HANDED = `SELECT o.id FROM outbox o WHERE o.user_id = w.user_id AND o.handed_at IS NULL
  ORDER BY o.id LIMIT 1`;
const NOT_QUEUED = `SELECT e.event_id FROM event_deliveries e WHERE e.user_id = w.user_id
  AND e.handler = '${HANDLER}' AND e.dead_at IS NULL ORDER BY e.event_id LIMIT 1`;

/** A delivery that this process sends now. */
export interface TakenDelivery {
  readonly id: string;
  readonly webhookId: string;
  readonly userId: string;
  readonly url: string;
  readonly type: string;
  readonly data: object;
  readonly happenedAt: Date;
  /** How many there have been, this one included. */
  readonly attempt: number;
  readonly previousSecretUntil: Date | null;
}

/**
 * What is to be sent, in the context of the service `webhooks`. Whoever changes what is open for a
 * webhook holds the lock on its row, in the order of their ids, so that `next_at` and `open_count` are
 * never wrong.
 */
@Injectable()
export class QueueRepository {
  /**
   * Makes a delivery of an event for each webhook of its user that wants it; once, however often it is
   * handed over.
   * @returns whether there were any
   */
  async add(tx: EntityManager, event: StoredEvent, now: Date): Promise<boolean> {
    const webhooks = await tx.query<{ id: string }[]>(
      `SELECT id FROM webhook_endpoints
        WHERE user_id = $1 AND status = 'enabled' AND (event_types IS NULL OR $2 = ANY (event_types))
        ORDER BY id FOR UPDATE`,
      [event.userId, event.type],
    );
    if (webhooks.length === 0) return false;
    const ids = webhooks.map(({ id }) => id);
    await tx.query(
      `WITH made AS (
           INSERT INTO webhook_deliveries
               (webhook_id, user_id, event_id, type, data, happened_at, status, error, ended_at)
             SELECT w.id, $2, $3, $4, $5, $6,
                 CASE WHEN f.is_full THEN 'dead' ELSE 'open' END,
                 CASE WHEN f.is_full THEN 'queue_full' END,
                 CASE WHEN f.is_full THEN $7::timestamptz END
               FROM webhook_endpoints w, LATERAL (SELECT w.open_count >= ${MAX_OPEN} AS is_full) f
              WHERE w.id = ANY ($1::uuid[])
             ON CONFLICT (webhook_id, event_id) DO NOTHING
             RETURNING webhook_id, status)
       UPDATE webhook_endpoints w
          SET next_at = coalesce(next_at, $7::timestamptz), open_count = open_count + 1
         FROM made m WHERE m.webhook_id = w.id AND m.status = 'open'`,
      [ids, event.userId, event.id, event.type, JSON.stringify(event.data), event.createdAt, now],
    );
    return true;
  }

  /**
   * Locks webhooks that something is due for and that nobody is at; what another replica holds is
   * passed over.
   * @param isSlow those whose last attempt failed or took long, or the others
   */
  async lockDue(tx: EntityManager, now: Date, isSlow: boolean, limit: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT id FROM webhook_endpoints
        WHERE status = 'enabled' AND next_at <= $1 AND is_slow = $2
          AND (leased_until IS NULL OR leased_until <= now())
        ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED`,
      [now, isSlow, limit],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Takes the oldest open delivery of each of these webhooks, whose locks the caller holds, unless the
   * user has an older event that is not in the queue yet. The attempt counts before anything is sent.
   * One statement sees both, so an event is in one of them.
   */
  async take(
    tx: EntityManager,
    webhooks: readonly string[],
    now: Date,
    leaseSeconds: number,
  ): Promise<TakenDelivery[]> {
    if (webhooks.length === 0) return [];
    await this.bury(tx, webhooks, now);
    const [taken] = await tx.query<[TakenDelivery[], number]>(
      `WITH heads AS (
           SELECT w.id AS webhook_id, w.url, w.previous_secret_until, head.id
             FROM webhook_endpoints w, LATERAL (
               SELECT d.id, d.event_id FROM webhook_deliveries d
                WHERE d.webhook_id = w.id AND d.status = 'open' ORDER BY d.event_id LIMIT 1) head
            WHERE w.id = ANY ($1::uuid[])
              AND head.event_id <= least(head.event_id, (${NOT_HANDED}), (${NOT_QUEUED}))),
         leased AS (
           UPDATE webhook_endpoints w SET leased_until = now() + make_interval(secs => $2)
             FROM heads h WHERE w.id = h.webhook_id)
       UPDATE webhook_deliveries d SET attempts = d.attempts + 1 FROM heads h WHERE d.id = h.id
       RETURNING d.id, d.webhook_id AS "webhookId", d.user_id AS "userId", h.url, d.type, d.data,
         d.happened_at AS "happenedAt", d.attempts AS attempt,
         h.previous_secret_until AS "previousSecretUntil"`,
      [webhooks, leaseSeconds],
    );
    await this.putOff(tx, webhooks, taken, now);
    return taken;
  }

  /** When the next pause ends; undefined when none is under way. */
  async nextDue(tx: EntityManager, now: Date): Promise<Date | undefined> {
    const [row] = await tx.query<{ at: Date | null }[]>(
      `SELECT min(next_at) AS at FROM webhook_endpoints WHERE status = 'enabled' AND next_at > $1`,
      [now],
    );
    return row?.at ?? undefined;
  }

  /** Those that nothing could be taken of wait a moment, or have nothing. */
  private async putOff(
    tx: EntityManager,
    webhooks: readonly string[],
    taken: readonly TakenDelivery[],
    now: Date,
  ): Promise<void> {
    const busy = new Set(taken.map(({ webhookId }) => webhookId));
    const others = webhooks.filter((id) => !busy.has(id));
    if (others.length === 0) return;
    await tx.query(
      `UPDATE webhook_endpoints w SET next_at = CASE WHEN EXISTS (
           SELECT FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.status = 'open')
           THEN $2::timestamptz END
        WHERE id = ANY ($1::uuid[])`,
      [others, new Date(now.getTime() + WAIT_MS)],
    );
  }

  /** Makes dead letters of what ended its process at the last attempt. */
  private async bury(tx: EntityManager, webhooks: readonly string[], now: Date): Promise<void> {
    await tx.query(
      `WITH buried AS (
           UPDATE webhook_deliveries SET status = 'dead', error = 'process_ended', ended_at = $2
            WHERE webhook_id = ANY ($1::uuid[]) AND status = 'open' AND attempts >= ${MAX_ATTEMPTS}
            RETURNING webhook_id)
       UPDATE webhook_endpoints w SET open_count = open_count - b.count
         FROM (SELECT webhook_id, count(*) FROM buried GROUP BY webhook_id) b
        WHERE w.id = b.webhook_id`,
      [webhooks, now],
    );
  }
}
