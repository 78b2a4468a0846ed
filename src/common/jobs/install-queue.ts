import { runMigrations } from 'graphile-worker';
import type { DataSource } from 'typeorm';

/**
 * Makes or updates the job queue's tables as their owner and lets the application use them: the
 * queue switches row-level security on and leaves the policies to its users.
 */
export async function installQueue(ownerUrl: string, owner: DataSource): Promise<void> {
  await runMigrations({ connectionString: ownerUrl });
  await owner.query(`
    DO $$
    DECLARE found record;
    BEGIN
      GRANT USAGE ON SCHEMA graphile_worker TO coinslot_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA graphile_worker TO coinslot_app;
      GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA graphile_worker TO coinslot_app;
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA graphile_worker TO coinslot_app;
      -- A view of the owner's, so it needs no policy: whoever counts jobs sees when, and not what.
      GRANT USAGE ON SCHEMA graphile_worker TO coinslot_as_metrics;
      GRANT SELECT (run_at, locked_at, attempts, max_attempts) ON graphile_worker.jobs TO coinslot_as_metrics;
      FOR found IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'graphile_worker' LOOP
        EXECUTE format('DROP POLICY IF EXISTS coinslot_app ON graphile_worker.%I', found.name);
        EXECUTE format('CREATE POLICY coinslot_app ON graphile_worker.%I TO coinslot_app USING (true)', found.name);
      END LOOP;
    END $$`);
}
