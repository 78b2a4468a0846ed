import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How many asked the price of each resource, tried to pay and were refused. A row is a day of UTC and holds
 * how many there were up to the end of each quarter of an hour, so that the days of any zone are read from
 * as few rows as there are days.
 */
export class Demand1764100010200 implements MigrationInterface {
  readonly name = 'Demand1764100010200';

  async up(query: QueryRunner): Promise<void> {
    await createTables(query);
    await query.query(CUMULATED);
    await query.query(FOLD);
    await query.query(`
      REVOKE EXECUTE ON FUNCTION demand_by_quarter, fold_demand FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION fold_demand TO coinslot_app`);
    // Which sales have no result: few, and their payers stand in the usage log as well.
    await query.query(`
      CREATE INDEX payment_claims_undelivered ON payment_claims (owner_id)
        WHERE status = 'settled' AND work <> 'done';
      GRANT SELECT (route, payer) ON payment_claims TO coinslot_as_user`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`
      DROP INDEX payment_claims_undelivered;
      REVOKE SELECT (route, payer) ON payment_claims FROM coinslot_as_user;
      DROP FUNCTION fold_demand, demand_by_quarter;
      DROP TABLE demand_figures, demand_spools, demand_start`);
  }
}

async function createTables(query: QueryRunner): Promise<void> {
  await query.query(`
    CREATE TABLE demand_figures (
      owner_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
      day date NOT NULL,
      resource_id uuid,
      stage text NOT NULL CHECK (stage IN ('challenged', 'tried', 'refused')),
      reason text CHECK (reason ~ '^[a-z0-9_]{1,64}$'),
      audience text NOT NULL CHECK (audience IN ('buyers', 'bots', 'own')),
      until integer[] NOT NULL CHECK (cardinality(until) = 96),
      UNIQUE NULLS NOT DISTINCT (owner_id, day, resource_id, stage, reason, audience),
      CHECK ((stage = 'refused') = (reason IS NOT NULL))
    ) WITH (fillfactor = 50);
    ALTER TABLE demand_figures ALTER COLUMN until SET STORAGE PLAIN;
    CREATE TABLE demand_spools (
      id uuid PRIMARY KEY,
      folded bigint NOT NULL DEFAULT 0,
      folded_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX demand_spools_folded_at ON demand_spools (folded_at);
    CREATE TABLE demand_start (counted_since timestamptz NOT NULL DEFAULT now());
    CREATE UNIQUE INDEX demand_start_once ON demand_start ((true));
    INSERT INTO demand_start DEFAULT VALUES`);
  await query.query(`
    ALTER TABLE demand_figures ENABLE ROW LEVEL SECURITY;
    ALTER TABLE demand_spools ENABLE ROW LEVEL SECURITY;
    ALTER TABLE demand_start ENABLE ROW LEVEL SECURITY;
    CREATE POLICY demand_figures_owner ON demand_figures FOR SELECT TO coinslot_as_user
      USING (owner_id = (SELECT app_user()));
    GRANT SELECT ON demand_figures TO coinslot_as_user;
    CREATE POLICY demand_spools_payments ON demand_spools TO coinslot_as_payments USING (true);
    GRANT SELECT, DELETE ON demand_spools TO coinslot_as_payments;
    CREATE POLICY demand_start_user ON demand_start FOR SELECT TO coinslot_as_user
      USING ((SELECT app_user()) IS NOT NULL);
    GRANT SELECT ON demand_start TO coinslot_as_user`);
}

/** How many there were up to the end of each quarter of a day, from how many in some of them. */
const CUMULATED = `
  CREATE FUNCTION demand_by_quarter(quarters integer[], counts bigint[]) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT array_agg((SELECT coalesce(sum(given.count), 0)::bigint
                        FROM unnest(quarters, counts) AS given (quarter, count)
                       WHERE given.quarter <= each) ORDER BY each)
      FROM generate_series(0, 95) AS each $$`;

/**
 * Adds what was read of a spool from \`begins\` to \`ends\`, once, and tells how much of it was added by then:
 * another number than \`ends\` when somebody else was there before. Of accounts that are gone nothing is kept.
 * A payment that names a wallet of the owner is their own.
 */
const FOLD = `
  CREATE FUNCTION fold_demand(spool uuid, begins bigint, ends bigint, records jsonb) RETURNS bigint
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
