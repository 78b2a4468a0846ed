import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** An event as it is kept. */
export interface EventRow {
  /** Position in the order of events; a bigint as text. */
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
}

/** Which of a user's events, and how many. */
export interface EventsPage {
  readonly limit: number;
  /** Only of these types; null for all. */
  readonly types: readonly string[] | null;
  /** Only those that are older than this one; null for the newest. */
  readonly before: string | null;
}

/** Reads what happened to a user, in their context. */
@Injectable()
export class ActivityRepository {
  /** Newest first. */
  page(
    tx: EntityManager,
    userId: string,
    { limit, types, before }: EventsPage,
  ): Promise<EventRow[]> {
    return tx.query<EventRow[]>(
      `SELECT id, type, data, created_at AS "createdAt" FROM outbox
        WHERE user_id = $1 AND ($2::text[] IS NULL OR type = ANY ($2))
          AND id < coalesce($3::bigint, 9223372036854775807)
        ORDER BY id DESC LIMIT $4`,
      [userId, types, before, limit],
    );
  }

  /** Which resources were called by paid calls; calls of a priced route are of none. */
  async resourcesOf(
    tx: EntityManager,
    userId: string,
    claimIds: readonly string[],
  ): Promise<Map<string, string>> {
    const rows = await tx.query<{ claim_id: string; resource_id: string }[]>(
      `SELECT claim_id, resource_id FROM executions WHERE claim_id = ANY ($1) AND owner_id = $2`,
      [claimIds, userId],
    );
    return new Map(rows.map((row) => [row.claim_id, row.resource_id]));
  }
}
