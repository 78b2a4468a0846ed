import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Limits } from '../provider-accounts/accounts/month.js';

/** How an account at a provider stands, and what its user says of it. */
export interface AccountRow {
  readonly provider: string;
  /** As of the collection: `complete`, `unreachable` … */
  readonly status: string;
  readonly syncedAt: Date | null;
  readonly asOf: Date | null;
  readonly knownFrom: string | null;
  readonly knownTo: string | null;
  readonly isStale: boolean;
  /** Declared by the user: no provider tells it. Null for what they left out. */
  readonly tier: string | null;
  readonly price: string | null;
  readonly cycle: string | null;
  readonly nextPayment: string | null;
  /** What limits what is spent, where the provider reports that. */
  readonly limits: Limits;
}

/** Documents that name ids of a dimension. */
const NAMED_BY: Readonly<Record<string, string>> = { workspace: 'workspaces', key: 'api_keys' };

/** Reads what is known of accounts beside figures, in the context of their user. */
@Injectable()
export class AccountOverviewsRepository {
  list(tx: EntityManager, userId: string): Promise<AccountRow[]> {
    return tx.query<AccountRow[]>(
      `SELECT c.provider, c.status, c.synced_at AS "syncedAt", v.as_of AS "asOf",
           v.known_from::text AS "knownFrom", v.known_to::text AS "knownTo",
           (c.status NOT IN ('complete', 'collecting', 'inconsistent') OR c.synced_at IS NULL
             OR c.synced_at < now() - interval '36 hours') AS "isStale",
           p.tier, p.price_usd::text AS price, p.cycle, p.next_payment::text AS "nextPayment",
           coalesce(d.limits, '{}') AS limits
         FROM provider_collections c
         LEFT JOIN provider_coverage v ON v.connection_id = c.connection_id AND v.report = 'usage'
         LEFT JOIN provider_plans p ON p.connection_id = c.connection_id
         LEFT JOIN LATERAL (
           SELECT jsonb_object_agg(kind, jsonb_build_object('content', content)) AS limits
             FROM provider_documents WHERE connection_id = c.connection_id
              AND kind IN ('credits', 'key', 'spend_limits')) d ON true
        WHERE c.user_id = $1 ORDER BY c.provider`,
      [userId],
    );
  }

  /** What users call workspaces and keys of their accounts at a provider. */
  async names(
    tx: EntityManager,
    { userId, provider, by }: { userId: string; provider: string; by: string },
    ids: readonly string[],
  ): Promise<Map<string, string>> {
    const kind = NAMED_BY[by];
    if (kind === undefined) return new Map();
    const rows = await tx.query<{ id: string; name: string }[]>(
      `SELECT one ->> 'id' AS id, one ->> 'name' AS name
         FROM provider_collections c JOIN provider_documents d USING (connection_id),
              LATERAL jsonb_array_elements(
                CASE WHEN jsonb_typeof(d.content) = 'array' THEN d.content END) one
        WHERE c.user_id = $1 AND c.provider = $2 AND d.kind = $3 AND one ->> 'id' = ANY ($4)
          AND one ->> 'name' <> ''`,
      [userId, provider, kind, ids],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}
