import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Between two comparisons with what Shopify lists. */
const DAY = `interval '24 hours'`;
/** How soon after a failure, or after the death of whoever was at it. */
const AGAIN = `interval '1 hour'`;

/** A webhook that is to be, or was registered. */
export interface Registration {
  readonly topic: string;
  readonly subscriptionId: string | null;
}

/** Where Shopify was asked to send what, for each connection. */
@Injectable()
export class RegistrationsRepository {
  /** Takes the connection that has been due for longest; in the context of `provider_webhooks`. */
  async takeDue(tx: EntityManager): Promise<string | undefined> {
    const [[row]] = await tx.query<[{ userId: string }[], number]>(
      `WITH due AS (
           SELECT connection_id FROM shopify_webhooks WHERE due_at <= now()
            ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       UPDATE shopify_webhooks w SET due_at = now() + ${AGAIN}
         FROM due WHERE w.connection_id = due.connection_id
         RETURNING w.user_id AS "userId"`,
    );
    return row?.userId;
  }

  /** Writes down what there should be, before anybody is asked. @returns all that there was or should be */
  async intend(
    tx: EntityManager,
    { id, userId }: { readonly id: string; readonly userId: string },
    topics: readonly string[],
    address: string,
  ): Promise<Registration[]> {
    await tx.query(
      `INSERT INTO shopify_webhooks (user_id, connection_id, topic, address, due_at)
         SELECT $1, $2, topic, $4, now() + ${AGAIN} FROM unnest($3::text[]) AS topic
         ON CONFLICT (connection_id, topic) DO UPDATE SET due_at = excluded.due_at`,
      [userId, id, topics, address],
    );
    return tx.query<Registration[]>(
      `SELECT topic, subscription_id AS "subscriptionId" FROM shopify_webhooks
        WHERE connection_id = $1`,
      [id],
    );
  }

  /** What there is now, unless the connection is one to another shop by now. */
  async save(
    tx: EntityManager,
    { id, shop }: { readonly id: string; readonly shop: unknown },
    address: string,
    found: ReadonlyMap<string, string | undefined>,
  ): Promise<void> {
    const [row] = await tx.query<object[]>(
      `SELECT FROM connections WHERE id = $1 AND metadata ->> 'shop' = $2 FOR UPDATE`,
      [id, shop],
    );
    if (row === undefined) return;
    await tx.query(`DELETE FROM shopify_webhooks WHERE connection_id = $1 AND topic <> ALL ($2)`, [
      id,
      [...found.keys()],
    ]);
    await tx.query(
      `UPDATE shopify_webhooks w SET subscription_id = f.id, address = $4,
           status = CASE WHEN f.id IS NULL THEN 'refused' ELSE 'registered' END,
           last_error = CASE WHEN f.id IS NULL THEN 'Shopify refused this address' END,
           checked_at = now(), due_at = now() + ${DAY}
         FROM unnest($2::text[], $3::text[]) AS f (topic, id)
        WHERE w.connection_id = $1 AND w.topic = f.topic`,
      [id, [...found.keys()], [...found.values()].map((each) => each ?? null), address],
    );
  }

  /** Notes why nothing came of it. */
  async noteError(tx: EntityManager, id: string, reason: string): Promise<void> {
    await tx.query(
      `UPDATE shopify_webhooks SET last_error = $2, due_at = now() + ${AGAIN}
        WHERE connection_id = $1`,
      [id, reason],
    );
  }
}
