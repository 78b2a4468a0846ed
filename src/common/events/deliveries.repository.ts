import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { errorClass } from '../errors/index.js';
import type { EventHandler, StoredEvent } from './event-handler.js';

/** After so many attempts a delivery is a dead letter. */
export const MAX_ATTEMPTS = 20;
/** Seconds after the nth failure: 5, 15, 45 … up to six hours, so that 20 attempts take some three days. */
const PAUSE = `least(5 * power(3, d.attempts - 1), 21600)`;
/** Handed on at once, so that one transaction stays short. */
const BATCH = 500;

/** An event that this process hands to one of its handlers. */
export interface Delivery {
  readonly handler: string;
  /** How many there have been, this one included. */
  readonly attempt: number;
  readonly event: StoredEvent;
}

/** How an attempt ended; an `interrupted` one does not count. */
export type Outcome = Delivery &
  (
    | { readonly ended: 'done' | 'interrupted' }
    | { readonly ended: 'failed'; readonly error: unknown }
  );

/** Whether nothing comes after this attempt, unless somebody hands the dead letter out again. */
export function isLast({ attempt, ended }: Outcome): boolean {
  return ended === 'failed' && attempt >= MAX_ATTEMPTS;
}

/** Who wants events, and what is open for whom, in the context of the service `events`. */
@Injectable()
export class DeliveriesRepository {
  /** From the commit of this on, events are kept for these handlers, whichever replica hands them on. */
  async register(tx: EntityManager, handlers: readonly EventHandler[]): Promise<void> {
    for (const { name, types } of handlers) {
      await tx.query(
        `INSERT INTO event_handlers (name, types) VALUES ($1, $2)
           ON CONFLICT (name) DO UPDATE SET types = excluded.types, seen_at = now()`,
        [name, types === 'all' ? null : types],
      );
    }
  }

  /** Says that some server still has these handlers. @returns false when one has been forgotten */
  async see(tx: EntityManager, names: readonly string[]): Promise<boolean> {
    const [, seen] = await tx.query<[unknown, number]>(
      `UPDATE event_handlers SET seen_at = now() WHERE name = ANY ($1)`,
      [names],
    );
    return seen === names.length;
  }

  /**
   * Makes a delivery of each event that is not handed on yet for each handler that wants it, and marks
   * the event; what nobody wants was marked when it was written. What another replica is about to hand on
   * is passed over.
   * @returns whether there may be more
   */
  async handOn(tx: EntityManager): Promise<boolean> {
    const [, marked] = await tx.query<[unknown, number]>(
      `WITH taken AS (
           SELECT id, user_id, type, created_at FROM outbox WHERE handed_at IS NULL
            ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED),
         made AS (
           INSERT INTO event_deliveries (event_id, handler, user_id)
             SELECT t.id, h, t.user_id
               FROM taken t, handlers_of_event(t.user_id, t.type, t.created_at) h)
       UPDATE outbox o SET handed_at = now() FROM taken t WHERE o.id = t.id`,
    );
    return marked === BATCH;
  }

  /**
   * Takes what is due, up to so many for each handler. An attempt counts, and is due again, before
   * anything is done: one that ends its process comes again later, and not for ever.
   * @param attemptSeconds how long this process may be at it
   */
  async take(
    tx: EntityManager,
    free: ReadonlyMap<string, number>,
    attemptSeconds: number,
  ): Promise<Delivery[]> {
    const [rows] = await tx.query<[TakenRow[], number]>(
      `UPDATE event_deliveries d
          SET attempts = d.attempts + 1,
              due_at = now() + make_interval(secs => $3 + least(5 * power(3, d.attempts), 21600))
         FROM unnest($1::text[], $2::int[]) AS wanted (handler, free),
           LATERAL (
             SELECT event_id FROM event_deliveries
              WHERE handler = wanted.handler AND dead_at IS NULL AND due_at <= now()
                AND attempts < ${MAX_ATTEMPTS}
              ORDER BY due_at, event_id LIMIT wanted.free FOR UPDATE SKIP LOCKED) due
           JOIN outbox o ON o.id = due.event_id
        WHERE d.event_id = due.event_id AND d.handler = wanted.handler
        RETURNING d.handler, d.attempts, o.id, o.user_id, o.type, o.data, o.created_at`,
      [[...free.keys()], [...free.values()], attemptSeconds],
    );
    return rows.map(toDelivery);
  }

  /** Writes down how attempts ended, unless the delivery has been taken again since. */
  async settle(tx: EntityManager, outcomes: readonly Outcome[]): Promise<void> {
    const done = outcomes.filter(({ ended }) => ended === 'done');
    const failed = outcomes.filter((outcome) => outcome.ended === 'failed');
    const interrupted = outcomes.filter(({ ended }) => ended === 'interrupted');
    if (done.length > 0) {
      await tx.query(
        `DELETE FROM event_deliveries d USING unnest($1::bigint[], $2::text[]) AS e (id, handler)
          WHERE d.event_id = e.id AND d.handler = e.handler`,
        keysOf(done),
      );
    }
    if (failed.length > 0) {
      await tx.query(
        `UPDATE event_deliveries d SET last_error = e.error,
             due_at = now() + make_interval(secs => ${PAUSE}),
             dead_at = CASE WHEN d.attempts >= ${MAX_ATTEMPTS} THEN now() END
           FROM unnest($1::bigint[], $2::text[], $3::int[], $4::text[]) AS e (id, handler, attempt, error)
          WHERE d.event_id = e.id AND d.handler = e.handler AND d.attempts = e.attempt`,
        [...keysOf(failed), attemptsOf(failed), failed.map(({ error }) => errorClass(error))],
      );
    }
    if (interrupted.length > 0) {
      await tx.query(
        `UPDATE event_deliveries d SET due_at = now(), attempts = d.attempts - 1
           FROM unnest($1::bigint[], $2::text[], $3::int[]) AS e (id, handler, attempt)
          WHERE d.event_id = e.id AND d.handler = e.handler AND d.attempts = e.attempt`,
        [...keysOf(interrupted), attemptsOf(interrupted)],
      );
    }
  }
}

interface TakenRow {
  readonly handler: string;
  readonly attempts: number;
  readonly id: string;
  readonly user_id: string;
  readonly type: string;
  readonly data: unknown;
  readonly created_at: Date;
}

function toDelivery(row: TakenRow): Delivery {
  const { handler, attempts: attempt, id, type, data } = row;
  const event = { id, userId: row.user_id, type, data, createdAt: row.created_at } as StoredEvent;
  return { handler, attempt, event };
}

function keysOf(deliveries: readonly Delivery[]): [string[], string[]] {
  return [deliveries.map(({ event }) => event.id), deliveries.map(({ handler }) => handler)];
}

function attemptsOf(deliveries: readonly Delivery[]): number[] {
  return deliveries.map(({ attempt }) => attempt);
}
