import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Beside the demand for each resource, that for all of an owner together: a funnel of a year is read from one row
 * for each day and step, however many resources there are.
 */
export class DemandTotals1764300000300 implements MigrationInterface {
  readonly name = 'DemandTotals1764300000300';

  async up(query: QueryRunner): Promise<void> {
    await query.query(TABLE);
    await query.query(COUNTS);
    // Until this commits, nobody adds to demand: what is added later is in both tables.
    await query.query('LOCK TABLE demand_figures IN SHARE ROW EXCLUSIVE MODE');
    await query.query(SUMS);
    await query.query(FOLD);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(FOLD_BEFORE);
    await query.query('DROP TABLE demand_totals; DROP FUNCTION bounded_counts, added_counts');
  }
}

const TABLE = `
  CREATE TABLE demand_totals (
    owner_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    day date NOT NULL,
    stage text NOT NULL CHECK (stage IN ('challenged', 'tried', 'refused')),
    reason text CHECK (reason ~ '^[a-z0-9_]{1,64}$'),
    audience text NOT NULL CHECK (audience IN ('buyers', 'bots', 'own')),
    until integer[] NOT NULL CHECK (cardinality(until) = 96),
    CONSTRAINT demand_totals_key UNIQUE NULLS NOT DISTINCT (owner_id, day, stage, reason, audience),
    CHECK ((stage = 'refused') = (reason IS NOT NULL))
  ) WITH (fillfactor = 50);
  ALTER TABLE demand_totals ALTER COLUMN until SET STORAGE PLAIN;
  ALTER TABLE demand_totals ENABLE ROW LEVEL SECURITY;
  CREATE POLICY demand_totals_owner ON demand_totals FOR SELECT TO coinslot_as_user
    USING (owner_id = (SELECT app_user()));
  GRANT SELECT ON demand_totals TO coinslot_as_user`;

/** Counts stay below what an integer holds: one absurd number more must not stop everybody's counting. */
const COUNTS = `
  CREATE FUNCTION bounded_counts(counts bigint[]) RETURNS integer[]
    LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT array_agg(least(n, 2147483647)::integer ORDER BY at)
      FROM unnest(counts) WITH ORDINALITY AS u (n, at) $$;
  CREATE FUNCTION added_counts(was integer[], more integer[]) RETURNS integer[]
    LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT array_agg(least(a::bigint + b, 2147483647)::integer ORDER BY at)
      FROM unnest(was, more) WITH ORDINALITY AS u (a, b, at) $$;
  REVOKE EXECUTE ON FUNCTION bounded_counts, added_counts FROM PUBLIC`;

const SUMS = `
  INSERT INTO demand_totals (owner_id, day, stage, reason, audience, until)
  SELECT owner_id, day, stage, reason, audience, bounded_counts(array_agg(n ORDER BY at))
    FROM (SELECT owner_id, day, stage, reason, audience, at, sum(n) AS n
            FROM demand_figures, unnest(until) WITH ORDINALITY AS u (n, at)
           GROUP BY owner_id, day, stage, reason, audience, at) sums
   GROUP BY owner_id, day, stage, reason, audience`;

const FOLD = `
  CREATE OR REPLACE FUNCTION fold_demand(spool uuid, begins bigint, ends bigint, records jsonb) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    so_far bigint;
  BEGIN
    INSERT INTO demand_spools (id) VALUES (spool) ON CONFLICT DO NOTHING;
    SELECT s.folded INTO so_far FROM demand_spools s WHERE s.id = spool FOR UPDATE;
    IF so_far <> begins THEN
      RETURN so_far;
    END IF;
    PERFORM FROM users u
      WHERE u.id IN (SELECT (r ->> 'ownerId')::uuid FROM jsonb_array_elements(records) r)
      ORDER BY u.id FOR KEY SHARE;
    WITH told AS (
      SELECT r."ownerId" AS owner_id, r."resourceId" AS resource_id, r.stage, r.reason, r.count,
             date '1970-01-01' + r.quarter / 96 AS day, r.quarter % 96 AS quarter,
             CASE WHEN r."isBot" THEN 'bots'
                  WHEN EXISTS (SELECT FROM wallets w
                                WHERE w.user_id = r."ownerId" AND lower(w.address) = lower(r.payer))
                    OR EXISTS (SELECT FROM wallet_proofs p
                                WHERE p.user_id = r."ownerId" AND lower(p.address) = lower(r.payer))
                  THEN 'own' ELSE 'buyers' END AS audience
        FROM jsonb_to_recordset(records) AS r (quarter integer, stage text, "ownerId" uuid,
               "resourceId" uuid, "isBot" boolean, payer text, reason text, count bigint)
        JOIN users u ON u.id = r."ownerId"),
    resources AS (
      INSERT INTO demand_figures AS f (owner_id, day, resource_id, stage, reason, audience, until)
      SELECT owner_id, day, resource_id, stage, reason, audience,
             bounded_counts(demand_by_quarter(array_agg(quarter), array_agg(count)))
        FROM told GROUP BY owner_id, day, resource_id, stage, reason, audience
       ORDER BY owner_id, day, resource_id, stage, reason, audience
      ON CONFLICT (owner_id, day, resource_id, stage, reason, audience)
        DO UPDATE SET until = added_counts(f.until, excluded.until))
    INSERT INTO demand_totals AS t (owner_id, day, stage, reason, audience, until)
    SELECT owner_id, day, stage, reason, audience,
           bounded_counts(demand_by_quarter(array_agg(quarter), array_agg(count)))
      FROM told GROUP BY owner_id, day, stage, reason, audience
     ORDER BY owner_id, day, stage, reason, audience
    ON CONFLICT (owner_id, day, stage, reason, audience)
      DO UPDATE SET until = added_counts(t.until, excluded.until);
    UPDATE demand_spools s SET folded = ends, folded_at = now() WHERE s.id = spool;
    RETURN ends;
  END $$`;

const FOLD_BEFORE = `
  CREATE OR REPLACE FUNCTION fold_demand(spool uuid, begins bigint, ends bigint, records jsonb) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    so_far bigint;
  BEGIN
    INSERT INTO demand_spools (id) VALUES (spool) ON CONFLICT DO NOTHING;
    SELECT s.folded INTO so_far FROM demand_spools s WHERE s.id = spool FOR UPDATE;
    IF so_far <> begins THEN
      RETURN so_far;
    END IF;
    PERFORM FROM users u
      WHERE u.id IN (SELECT (r ->> 'ownerId')::uuid FROM jsonb_array_elements(records) r)
      ORDER BY u.id FOR KEY SHARE;
    INSERT INTO demand_figures AS f (owner_id, day, resource_id, stage, reason, audience, until)
    WITH told AS (
      SELECT r."ownerId" AS owner_id, r."resourceId" AS resource_id, r.stage, r.reason, r.count,
             date '1970-01-01' + r.quarter / 96 AS day, r.quarter % 96 AS quarter,
             CASE WHEN r."isBot" THEN 'bots'
                  WHEN EXISTS (SELECT FROM wallets w
                                WHERE w.user_id = r."ownerId" AND lower(w.address) = lower(r.payer))
                    OR EXISTS (SELECT FROM wallet_proofs p
                                WHERE p.user_id = r."ownerId" AND lower(p.address) = lower(r.payer))
                  THEN 'own' ELSE 'buyers' END AS audience
        FROM jsonb_to_recordset(records) AS r (quarter integer, stage text, "ownerId" uuid,
               "resourceId" uuid, "isBot" boolean, payer text, reason text, count bigint)
        JOIN users u ON u.id = r."ownerId"),
    added AS (
      SELECT owner_id, day, resource_id, stage, reason, audience,
             demand_by_quarter(array_agg(quarter), array_agg(count)) AS until
        FROM told GROUP BY owner_id, day, resource_id, stage, reason, audience)
    SELECT owner_id, day, resource_id, stage, reason, audience,
           ARRAY(SELECT least(n, 2147483647)::integer
                   FROM unnest(until) WITH ORDINALITY AS u (n, at) ORDER BY at)
      FROM added ORDER BY owner_id, day, resource_id, stage, reason, audience
    ON CONFLICT (owner_id, day, resource_id, stage, reason, audience) DO UPDATE SET until =
      ARRAY(SELECT least(was::bigint + n, 2147483647)::integer
              FROM unnest(f.until, excluded.until) WITH ORDINALITY AS u (was, n, at) ORDER BY at);
    UPDATE demand_spools s SET folded = ends, folded_at = now() WHERE s.id = spool;
    RETURN ends;
  END $$`;
