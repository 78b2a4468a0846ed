import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { MAX_ATTEMPTS } from './deliveries.repository.js';

const BATCH = 5_000;

/** Forgets what has been kept long enough, in batches, in the context of the service `events`. */
@Injectable()
export class TidyEventsRepository {
  /** Makes dead letters of deliveries whose process died during the last attempt. @returns how many */
  async bury(tx: EntityManager): Promise<number> {
    const [, count] = await tx.query<[unknown, number]>(
      `UPDATE event_deliveries SET dead_at = now(), last_error = 'ProcessEnded'
        WHERE dead_at IS NULL AND attempts >= ${MAX_ATTEMPTS} AND due_at <= now()`,
    );
    return count;
  }

  /** @returns how many of a batch */
  async forgetDeadLetters(tx: EntityManager, days: number): Promise<number> {
    const [, count] = await tx.query<[unknown, number]>(
      `DELETE FROM event_deliveries WHERE (event_id, handler) IN (
         SELECT event_id, handler FROM event_deliveries
          WHERE dead_at < now() - make_interval(days => $1) LIMIT ${BATCH})`,
      [days],
    );
    return count;
  }

  /** Names of handlers that no server has had for so long. */
  async lostHandlers(tx: EntityManager, days: number): Promise<string[]> {
    const rows = await tx.query<{ name: string }[]>(
      `SELECT name FROM event_handlers WHERE seen_at < now() - make_interval(days => $1)`,
      [days],
    );
    return rows.map(({ name }) => name);
  }

  /** What is open for a handler. @returns how many of a batch */
  async forgetDeliveries(tx: EntityManager, handler: string): Promise<number> {
    const [, count] = await tx.query<[unknown, number]>(
      `DELETE FROM event_deliveries WHERE (event_id, handler) IN (
         SELECT event_id, handler FROM event_deliveries WHERE handler = $1 LIMIT ${BATCH})`,
      [handler],
    );
    return count;
  }

  /** The handler itself. @returns false when there was none of that name */
  async forgetHandler(tx: EntityManager, handler: string): Promise<boolean> {
    const [, count] = await tx.query<[unknown, number]>(
      `DELETE FROM event_handlers WHERE name = $1`,
      [handler],
    );
    return count > 0;
  }

  /**
   * Looks at the next events by their ids, which follow time roughly, and deletes those that are old
   * enough and that nobody waits for: handed on to all, or written while nobody wanted any.
   * @returns where to go on; undefined when younger ones begin
   */
  async forgetEvents(tx: EntityManager, days: number, after: string): Promise<string | undefined> {
    const [page] = await tx.query<{ last: string | null; size: number; old: number }[]>(
      `WITH page AS (
           SELECT id, created_at < now() - make_interval(days => $1) AS is_old,
               handed_at IS NOT NULL OR NOT EXISTS (SELECT FROM event_handlers) AS is_handed
             FROM outbox WHERE id > $2 ORDER BY id LIMIT ${BATCH}),
         gone AS (
           DELETE FROM outbox o USING page p WHERE o.id = p.id AND p.is_old AND p.is_handed
             AND NOT EXISTS (SELECT FROM event_deliveries d WHERE d.event_id = o.id))
       SELECT max(id) AS last, count(*)::int AS size, count(*) FILTER (WHERE is_old)::int AS old
         FROM page`,
      [days, after],
    );
    if (page === undefined || page.last === null) return undefined;
    return page.size === BATCH && page.old > 0 ? page.last : undefined;
  }
}
