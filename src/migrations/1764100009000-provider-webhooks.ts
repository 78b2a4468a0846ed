import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What providers tell the server by themselves, each once, and what came of it; and where Shopify was asked
 * to tell it. Of what was sent nothing is kept but what it was about.
 */
export class ProviderWebhooks1764100009000 implements MigrationInterface {
  readonly name = 'ProviderWebhooks1764100009000';

  async up(query: QueryRunner): Promise<void> {
    await createReceived(query);
    await createRegistrations(query);
    await query.query(`
      CREATE INDEX connections_shop ON connections ((metadata ->> 'shop'))
        WHERE provider = 'shopify'`);
    await giveRights(query);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`
      DROP TRIGGER connections_forget_webhooks ON connections;
      DROP FUNCTION forget_shopify_webhooks;
      DROP TABLE shopify_webhooks, received_webhooks;
      DROP INDEX connections_shop;
      DROP POLICY connections_provider_webhooks ON connections;
      REVOKE ALL ON connections FROM coinslot_as_provider_webhooks;
      REVOKE USAGE ON SCHEMA public FROM coinslot_as_provider_webhooks`);
  }
}

async function createReceived(query: QueryRunner): Promise<void> {
  await query.query(`
    CREATE TABLE received_webhooks (
      id uuid PRIMARY KEY DEFAULT uuid_v7(),
      provider text NOT NULL CHECK (char_length(provider) <= 40),
      webhook_id text NOT NULL CHECK (char_length(webhook_id) <= 200),
      topic text NOT NULL CHECK (char_length(topic) <= 200),
      account text CHECK (char_length(account) <= 255),
      triggered_at timestamptz NOT NULL,
      received_at timestamptz NOT NULL DEFAULT now(),
      attempts smallint NOT NULL DEFAULT 0,
      due_at timestamptz NOT NULL DEFAULT now(),
      done_at timestamptz,
      outcome text CHECK (outcome IN ('disconnected', 'erased', 'nothing_kept', 'ignored', 'failed')),
      last_error text CHECK (char_length(last_error) <= 100),
      UNIQUE (provider, webhook_id),
      CHECK ((done_at IS NULL) = (outcome IS NULL))
    )`);
  await query.query(`
    CREATE INDEX received_webhooks_due ON received_webhooks (due_at) WHERE done_at IS NULL`);
  await query.query(
    `CREATE INDEX received_webhooks_received_at ON received_webhooks (received_at)`,
  );
  await query.query(`
    CREATE INDEX received_webhooks_account ON received_webhooks (provider, account)
      WHERE account IS NOT NULL`);
}

/** The composite key keeps a row from being hung on somebody else's connection. */
async function createRegistrations(query: QueryRunner): Promise<void> {
  await query.query(`
    CREATE TABLE shopify_webhooks (
      id uuid PRIMARY KEY DEFAULT uuid_v7(),
      user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
      connection_id uuid NOT NULL,
      provider text NOT NULL DEFAULT 'shopify' CHECK (provider = 'shopify'),
      topic text NOT NULL CHECK (char_length(topic) <= 200),
      address text NOT NULL CHECK (char_length(address) <= 2048),
      subscription_id text CHECK (char_length(subscription_id) <= 200),
      status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'registered', 'refused')),
      last_error text CHECK (char_length(last_error) <= 500),
      due_at timestamptz NOT NULL DEFAULT now(),
      checked_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      UNIQUE (connection_id, topic),
      CHECK ((status = 'registered') <= (subscription_id IS NOT NULL)),
      FOREIGN KEY (connection_id, user_id, provider)
        REFERENCES connections (id, user_id, provider) ON DELETE CASCADE
    )`);
  await query.query(`CREATE INDEX shopify_webhooks_user_id ON shopify_webhooks (user_id)`);
  await query.query(`CREATE INDEX shopify_webhooks_due ON shopify_webhooks (due_at)`);
  await query.query(`
    CREATE FUNCTION forget_shopify_webhooks() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = public, pg_temp AS $$
    BEGIN
      DELETE FROM shopify_webhooks WHERE connection_id = NEW.id;
      RETURN NULL;
    END $$;
    REVOKE EXECUTE ON FUNCTION forget_shopify_webhooks FROM PUBLIC;
    CREATE TRIGGER connections_forget_webhooks AFTER UPDATE OF status ON connections
      FOR EACH ROW WHEN (NEW.provider = 'shopify' AND NEW.status = 'disconnected')
      EXECUTE FUNCTION forget_shopify_webhooks()`);
}

async function giveRights(query: QueryRunner): Promise<void> {
  await query.query(`
    GRANT USAGE ON SCHEMA public TO coinslot_as_provider_webhooks;
    ALTER TABLE received_webhooks ENABLE ROW LEVEL SECURITY;
    CREATE POLICY received_webhooks_service ON received_webhooks TO coinslot_as_provider_webhooks
      USING (true);
    GRANT SELECT, DELETE,
      INSERT (provider, webhook_id, topic, account, triggered_at, done_at, outcome),
      UPDATE (account, attempts, due_at, done_at, outcome, last_error)
      ON received_webhooks TO coinslot_as_provider_webhooks;
    CREATE POLICY connections_provider_webhooks ON connections FOR SELECT
      TO coinslot_as_provider_webhooks USING (status <> 'disconnected');
    GRANT SELECT (id, user_id, provider, status, metadata) ON connections
      TO coinslot_as_provider_webhooks`);
  await query.query(`
    ALTER TABLE shopify_webhooks ENABLE ROW LEVEL SECURITY;
    CREATE POLICY shopify_webhooks_owner ON shopify_webhooks TO coinslot_as_user
      USING (user_id = (SELECT app_user()));
    GRANT SELECT, DELETE, INSERT (user_id, connection_id, topic, address, due_at),
      UPDATE (address, subscription_id, status, last_error, due_at, checked_at)
      ON shopify_webhooks TO coinslot_as_user;
    CREATE POLICY shopify_webhooks_service ON shopify_webhooks TO coinslot_as_provider_webhooks
      USING (true);
    GRANT SELECT (id, user_id, connection_id, due_at), UPDATE (due_at)
      ON shopify_webhooks TO coinslot_as_provider_webhooks`);
}
