import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/index.js';
import { TidyEventsRepository } from './tidy-events.repository.js';

const LISTED = 100;
const COUNTED = 1_000;

/** What a handler has to do. */
export interface HandlerStanding {
  readonly handler: string;
  /** Null when it gets all. */
  readonly types: readonly string[] | null;
  /** When a server last had it. */
  readonly seenAt: Date;
  /** Deliveries that are made, or tried again. */
  readonly open: number;
  readonly dead: number;
}

/** A delivery whose last attempt failed. */
export interface DeadLetter {
  readonly handler: string;
  readonly eventId: string;
  readonly type: string;
  readonly userId: string;
  readonly diedAt: Date;
  /** What kind of error it was; the log has the rest. */
  readonly error: string | null;
}

/** What operators see of events that could not be handed over, and do about it. */
@Injectable()
export class DeadLetters {
  private counted = 0;

  constructor(
    private readonly database: Database,
    private readonly tidying: TidyEventsRepository,
  ) {}

  standings(): Promise<HandlerStanding[]> {
    return this.database.asService('events', (tx) =>
      tx.query<HandlerStanding[]>(
        `SELECT h.name AS handler, h.types, h.seen_at AS "seenAt",
             count(d.event_id) FILTER (WHERE d.dead_at IS NULL)::int AS open,
             count(d.dead_at)::int AS dead
           FROM event_handlers h LEFT JOIN event_deliveries d ON d.handler = h.name
          GROUP BY h.name ORDER BY h.name`,
      ),
    );
  }

  /** The last hundred. */
  list(): Promise<DeadLetter[]> {
    return this.database.asService('events', (tx) =>
      tx.query<DeadLetter[]>(
        `SELECT d.handler, d.event_id AS "eventId", o.type, o.user_id AS "userId",
             d.dead_at AS "diedAt", d.last_error AS error
           FROM event_deliveries d JOIN outbox o ON o.id = d.event_id
          WHERE d.dead_at IS NOT NULL ORDER BY d.dead_at DESC LIMIT ${LISTED}`,
      ),
    );
  }

  /** How many there were when this server last looked, up to a thousand. */
  get known(): number {
    return this.counted;
  }

  /** Looks how many there are. */
  async look(tx: EntityManager): Promise<void> {
    const [row] = await tx.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM (
         SELECT FROM event_deliveries WHERE dead_at IS NOT NULL LIMIT ${COUNTED}) dead`,
    );
    this.counted = row?.count ?? 0;
  }

  /**
   * Hands dead letters out again, with all their attempts before them: all, or those of one handler, of
   * one event, or both.
   * @returns how many
   */
  async retry(which: {
    readonly handler?: string | undefined;
    readonly eventId?: string | undefined;
  }): Promise<number> {
    const [, count] = await this.database.asService('events', (tx) =>
      tx.query<[unknown, number]>(
        `UPDATE event_deliveries SET attempts = 0, due_at = now(), dead_at = NULL
          WHERE dead_at IS NOT NULL AND handler = coalesce($1, handler)
            AND event_id = coalesce($2::bigint, event_id)`,
        [which.handler ?? null, which.eventId ?? null],
      ),
    );
    return count;
  }

  /** Forgets a handler, with what is open for it. @returns false when there was none of that name */
  async forget(handler: string): Promise<boolean> {
    for (;;) {
      const removed = await this.database.asService('events', (tx) =>
        this.tidying.forgetDeliveries(tx, handler),
      );
      if (removed === 0) break;
    }
    return this.database.asService('events', (tx) => this.tidying.forgetHandler(tx, handler));
  }
}
