import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Runs of resources and the creators' log of them. */
export class Execution1764000005000 implements MigrationInterface {
  readonly name = 'Execution1764000005000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE TABLE executions (
        id uuid PRIMARY KEY,
        resource_id uuid NOT NULL,
        version_id uuid,
        owner_id uuid NOT NULL,
        claim_id uuid UNIQUE,
        is_test boolean NOT NULL,
        status text NOT NULL CHECK (status IN ('running', 'succeeded', 'failed')),
        failure text,
        model text,
        input_tokens integer,
        output_tokens integer,
        cache_read_tokens integer,
        cache_write_tokens integer,
        provider_cost_nano_usd bigint,
        started_at timestamptz(3) NOT NULL DEFAULT now(),
        finished_at timestamptz(3),
        CHECK (is_test = (claim_id IS NULL)),
        CHECK (is_test OR version_id IS NOT NULL),
        CHECK ((status = 'running') = (finished_at IS NULL))
      )`);
    await query.query(`
      CREATE INDEX executions_tests ON executions (owner_id, started_at) WHERE is_test`);
    await query.query(`
      CREATE TABLE x402_prompt_template_usage_logs (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        execution_id uuid NOT NULL UNIQUE REFERENCES executions (id),
        resource_id uuid NOT NULL,
        version_id uuid,
        owner_id uuid NOT NULL,
        status text NOT NULL CHECK (status IN ('paid', 'test', 'not_charged')),
        failure text,
        model text,
        input_tokens integer,
        output_tokens integer,
        cache_read_tokens integer,
        cache_write_tokens integer,
        provider_cost_nano_usd bigint,
        amount_paid_usdc bigint NOT NULL CHECK (amount_paid_usdc >= 0),
        payer text,
        network text,
        transaction text,
        duration_ms integer NOT NULL CHECK (duration_ms >= 0),
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CHECK ((status = 'paid') = (transaction IS NOT NULL))
      )`);
    await query.query(`
      CREATE INDEX x402_prompt_template_usage_logs_resource
        ON x402_prompt_template_usage_logs (resource_id, created_at DESC, id DESC)`);
    for (const table of ['executions', 'x402_prompt_template_usage_logs']) {
      await query.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
      await query.query(`
        CREATE POLICY ${table}_owner ON ${table} FOR SELECT TO coinslot_app
          USING (owner_id = (SELECT app_user()))`);
      // Payments: the transaction that ends a claim writes these rows too.
      await query.query(`
        CREATE POLICY ${table}_services ON ${table} TO coinslot_app
          USING ((SELECT app_service()) IN ('execution', 'payments'))
          WITH CHECK ((SELECT app_service()) IN ('execution', 'payments'))`);
      await query.query(`GRANT SELECT, INSERT ON ${table} TO coinslot_app`);
    }
    await query.query(`
      GRANT UPDATE (status, failure, model, input_tokens, output_tokens, cache_read_tokens,
          cache_write_tokens, provider_cost_nano_usd, finished_at)
        ON executions TO coinslot_app`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE x402_prompt_template_usage_logs, executions`);
  }
}
