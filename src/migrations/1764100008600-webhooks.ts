import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why an attempt failed, or a delivery was given up. */
const ERRORS = `'status', 'redirect', 'refused', 'unreachable', 'timeout', 'too_large', 'broken', 'secret',
  'disabled', 'queue_full', 'process_ended'`;

/**
 * Where users want to be told of events, what is to be sent there, and what came of it. A delivery has
 * a copy of its event, so that neither keeps the other from being forgotten.
 */
export class Webhooks1764100008600 implements MigrationInterface {
  readonly name = 'Webhooks1764100008600';

  async up(query: QueryRunner): Promise<void> {
    await createEndpoints(query);
    await createDeliveries(query);
    await nameUsers(query);
    await keepSecrets(query);
    await giveRights(query);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DELETE FROM credentials WHERE webhook_id IS NOT NULL`);
    await query.query(`
      DROP POLICY credentials_webhooks ON credentials;
      DROP POLICY credentials_webhooks_forget ON credentials;
      DROP POLICY credential_versions_webhooks ON credential_versions;
      DROP POLICY outbox_webhooks ON outbox;
      DROP POLICY outbox_webhooks_add ON outbox;
      DROP POLICY event_deliveries_webhooks ON event_deliveries;
      REVOKE ALL ON credentials, credential_versions, outbox, event_deliveries
        FROM coinslot_as_webhooks`);
    await query.query(`
      ALTER TABLE credentials DROP CONSTRAINT credentials_webhook,
        DROP CONSTRAINT credentials_webhook_type, DROP CONSTRAINT credentials_holder,
        DROP COLUMN webhook_id,
        ADD CONSTRAINT credentials_holder CHECK (num_nonnulls(connection_id, resource_id) = 1)`);
    await query.query(`
      DROP INDEX outbox_not_handed_of_user;
      DROP TABLE webhook_attempts, webhook_deliveries, webhook_endpoints`);
    await query.query(`ALTER TABLE event_deliveries DROP COLUMN user_id`);
  }
}

async function createEndpoints(query: QueryRunner): Promise<void> {
  // next_at says when its oldest open delivery is due; null without any. is_slow says that the last
  // attempt failed or took long. open_count says how many deliveries are open.
  await query.query(`
    CREATE TABLE webhook_endpoints (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
      url text NOT NULL CHECK (char_length(url) <= 2048),
      description text NOT NULL DEFAULT '' CHECK (char_length(description) <= 200),
      event_types text[] CHECK (cardinality(event_types) BETWEEN 1 AND 50),
      status text NOT NULL DEFAULT 'enabled' CHECK (status IN ('enabled', 'disabled')),
      disabled_reason text CHECK (disabled_reason IN ('by_user', 'gone', 'failing')),
      disabled_at timestamptz(3),
      previous_secret_until timestamptz(3),
      next_at timestamptz,
      leased_until timestamptz,
      failing_since timestamptz(3),
      is_slow boolean NOT NULL DEFAULT false,
      open_count integer NOT NULL DEFAULT 0,
      last_success_at timestamptz(3),
      created_at timestamptz(3) NOT NULL DEFAULT now(),
      updated_at timestamptz(3) NOT NULL DEFAULT now(),
      UNIQUE (id, user_id),
      CONSTRAINT webhook_endpoints_disabled CHECK (
        num_nonnulls(disabled_reason, disabled_at) = CASE status WHEN 'disabled' THEN 2 ELSE 0 END)
    )`);
  await query.query(`CREATE INDEX webhook_endpoints_user_id ON webhook_endpoints (user_id)`);
  await query.query(`
    CREATE INDEX webhook_endpoints_next_at ON webhook_endpoints (next_at)
      WHERE next_at IS NOT NULL AND status = 'enabled'`);
}

async function createDeliveries(query: QueryRunner): Promise<void> {
  await query.query(`
    CREATE TABLE webhook_deliveries (
      id uuid PRIMARY KEY DEFAULT uuid_v7(),
      webhook_id uuid NOT NULL,
      user_id uuid NOT NULL,
      event_id bigint NOT NULL,
      type text NOT NULL,
      data jsonb NOT NULL,
      happened_at timestamptz(3) NOT NULL,
      status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'delivered', 'dead')),
      attempts smallint NOT NULL DEFAULT 0,
      error text CHECK (error IN (${ERRORS})),
      ended_at timestamptz(3),
      created_at timestamptz(3) NOT NULL DEFAULT now(),
      UNIQUE (webhook_id, event_id),
      FOREIGN KEY (webhook_id, user_id) REFERENCES webhook_endpoints (id, user_id) ON DELETE CASCADE
    )`);
  await query.query(`
    CREATE INDEX webhook_deliveries_open ON webhook_deliveries (webhook_id, event_id)
      WHERE status = 'open'`);
  await query.query(`
    CREATE INDEX webhook_deliveries_listed ON webhook_deliveries (webhook_id, created_at, id)`);
  await query.query(`
    CREATE INDEX webhook_deliveries_dead ON webhook_deliveries (webhook_id, created_at, id)
      WHERE status = 'dead'`);
  await query.query(`
    CREATE INDEX webhook_deliveries_ended ON webhook_deliveries (ended_at)
      WHERE ended_at IS NOT NULL`);
  await query.query(`
    CREATE TABLE webhook_attempts (
      id uuid PRIMARY KEY DEFAULT uuid_v7(),
      delivery_id uuid NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
      webhook_id uuid NOT NULL,
      user_id uuid NOT NULL,
      attempt smallint NOT NULL,
      status_code smallint,
      duration_ms integer NOT NULL,
      error text CHECK (error IN (${ERRORS})),
      excerpt text NOT NULL CHECK (char_length(excerpt) <= 500),
      created_at timestamptz(3) NOT NULL,
      FOREIGN KEY (webhook_id, user_id) REFERENCES webhook_endpoints (id, user_id) ON DELETE CASCADE
    )`);
  await query.query(`
    CREATE INDEX webhook_attempts_delivery_id ON webhook_attempts (delivery_id)`);
  await query.query(`
    CREATE INDEX webhook_attempts_listed ON webhook_attempts (webhook_id, created_at, id)`);
}

/** Whether a user has an older event that is not in the queue yet is told by an index alone. */
async function nameUsers(query: QueryRunner): Promise<void> {
  await query.query(`ALTER TABLE event_deliveries ADD COLUMN user_id uuid`);
  await query.query(`
    UPDATE event_deliveries d SET user_id = o.user_id FROM outbox o WHERE o.id = d.event_id`);
  await query.query(`ALTER TABLE event_deliveries ALTER COLUMN user_id SET NOT NULL`);
  await query.query(`
    CREATE INDEX event_deliveries_webhooks ON event_deliveries (user_id, event_id)
      WHERE handler = 'webhooks' AND dead_at IS NULL`);
  await query.query(`GRANT INSERT (user_id) ON event_deliveries TO coinslot_as_events`);
  await query.query(`
    CREATE INDEX outbox_not_handed_of_user ON outbox (user_id, id) WHERE handed_at IS NULL`);
}

/** A credential belongs to a connection, a resource or a webhook, of the same user. */
async function keepSecrets(query: QueryRunner): Promise<void> {
  await query.query(`
    ALTER TABLE credentials ADD COLUMN webhook_id uuid,
      DROP CONSTRAINT credentials_holder,
      ADD CONSTRAINT credentials_holder
        CHECK (num_nonnulls(connection_id, resource_id, webhook_id) = 1),
      ADD CONSTRAINT credentials_webhook_type UNIQUE (webhook_id, type),
      ADD CONSTRAINT credentials_webhook FOREIGN KEY (webhook_id, user_id)
        REFERENCES webhook_endpoints (id, user_id) ON DELETE CASCADE`);
}

async function giveRights(query: QueryRunner): Promise<void> {
  for (const table of ['webhook_endpoints', 'webhook_deliveries', 'webhook_attempts']) {
    await query.query(`
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
      CREATE POLICY ${table}_owner ON ${table} TO coinslot_as_user
        USING (user_id = (SELECT app_user()));
      CREATE POLICY ${table}_webhooks ON ${table} TO coinslot_as_webhooks USING (true)`);
  }
  await query.query(`
    GRANT SELECT, DELETE,
      INSERT (user_id, url, description, event_types),
      UPDATE (url, description, event_types, status, disabled_reason, disabled_at,
        previous_secret_until, next_at, open_count, failing_since, is_slow, updated_at)
      ON webhook_endpoints TO coinslot_as_user;
    GRANT SELECT, UPDATE (status, attempts, error, ended_at) ON webhook_deliveries
      TO coinslot_as_user;
    GRANT SELECT ON webhook_attempts TO coinslot_as_user;
    GRANT INSERT (webhook_id) ON credentials TO coinslot_as_user`);
  await query.query(`
    GRANT SELECT (id, user_id, url, event_types, status, previous_secret_until, next_at,
        open_count, leased_until, failing_since, is_slow, last_success_at),
      UPDATE (status, disabled_reason, disabled_at, previous_secret_until, next_at, open_count,
        leased_until, failing_since, is_slow, last_success_at)
      ON webhook_endpoints TO coinslot_as_webhooks;
    GRANT SELECT, INSERT (webhook_id, user_id, event_id, type, data, happened_at, status, error,
        ended_at),
      UPDATE (status, attempts, error, ended_at), DELETE
      ON webhook_deliveries TO coinslot_as_webhooks;
    GRANT SELECT (delivery_id, webhook_id, created_at), INSERT (delivery_id, webhook_id, user_id, attempt, status_code,
        duration_ms, error, excerpt, created_at)
      ON webhook_attempts TO coinslot_as_webhooks`);
  await query.query(`
    CREATE POLICY credentials_webhooks ON credentials FOR SELECT TO coinslot_as_webhooks
      USING (webhook_id IS NOT NULL);
    CREATE POLICY credentials_webhooks_forget ON credentials FOR DELETE TO coinslot_as_webhooks
      USING (webhook_id IS NOT NULL AND type = 'webhook_previous_secret');
    GRANT SELECT (webhook_id, type, kid, wrapped_key, ciphertext), DELETE ON credentials
      TO coinslot_as_webhooks;
    CREATE POLICY credential_versions_webhooks ON credential_versions FOR SELECT
      TO coinslot_as_webhooks USING (provider LIKE 'webhook:%');
    GRANT SELECT ON credential_versions TO coinslot_as_webhooks;
    CREATE POLICY outbox_webhooks ON outbox FOR SELECT TO coinslot_as_webhooks USING (true);
    CREATE POLICY outbox_webhooks_add ON outbox FOR INSERT TO coinslot_as_webhooks
      WITH CHECK (type = 'webhook.disabled');
    GRANT SELECT (id, user_id, handed_at), INSERT (user_id, type, data) ON outbox
      TO coinslot_as_webhooks;
    CREATE POLICY event_deliveries_webhooks ON event_deliveries FOR SELECT
      TO coinslot_as_webhooks USING (handler = 'webhooks');
    GRANT SELECT (event_id, handler, user_id, dead_at) ON event_deliveries TO coinslot_as_webhooks`);
}
