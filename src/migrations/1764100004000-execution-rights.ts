import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  'executions',
  'x402_prompt_template_usage_logs',
  'call_reservations',
  'resource_spending',
  'stored_outputs',
  'result_contents',
  'result_chunks',
  'outbox',
  'rate_limits',
];

/** What is written of a run that ended. ON CONFLICT reads what it takes from `excluded`. */
const ENDED = `status, failure, model, input_tokens, output_tokens, cache_read_tokens,
    cache_write_tokens, provider_cost_nano_usd, attempt, started_at, finished_at`;

const RIGHTS = `
  CREATE POLICY executions_owner ON executions FOR SELECT TO coinslot_as_user
    USING (owner_id = (SELECT app_user()));
  CREATE POLICY executions_execution ON executions TO coinslot_as_execution
    USING (true);
  CREATE POLICY executions_payments ON executions TO coinslot_as_payments
    USING (true);
  GRANT SELECT ON executions TO coinslot_as_user;
  GRANT SELECT (id, resource_id, owner_id, is_test, ${ENDED}), INSERT, UPDATE (${ENDED})
    ON executions TO coinslot_as_execution;
  GRANT SELECT (id, ${ENDED}), INSERT, UPDATE (${ENDED})
    ON executions TO coinslot_as_payments;

  CREATE POLICY x402_prompt_template_usage_logs_owner ON x402_prompt_template_usage_logs FOR
    SELECT TO coinslot_as_user
    USING (owner_id = (SELECT app_user()));
  CREATE POLICY x402_prompt_template_usage_logs_execution ON x402_prompt_template_usage_logs TO
    coinslot_as_execution
    USING (true);
  CREATE POLICY x402_prompt_template_usage_logs_payments ON x402_prompt_template_usage_logs TO
    coinslot_as_payments
    USING (true);
  GRANT SELECT ON x402_prompt_template_usage_logs TO coinslot_as_user;
  GRANT SELECT (id, resource_id, provider_cost_nano_usd, created_at), INSERT ON
    x402_prompt_template_usage_logs TO coinslot_as_execution;
  GRANT SELECT (id, execution_id, status), INSERT ON x402_prompt_template_usage_logs TO
    coinslot_as_payments;

  CREATE POLICY call_reservations_owner ON call_reservations FOR SELECT TO coinslot_as_user
    USING (EXISTS (
      SELECT FROM x402_resources r WHERE r.id = resource_id AND r.owner_id = (SELECT
        app_user())));
  CREATE POLICY call_reservations_execution ON call_reservations TO coinslot_as_execution
    USING (true);
  CREATE POLICY call_reservations_payments ON call_reservations TO coinslot_as_payments
    USING (true);
  GRANT SELECT ON call_reservations TO coinslot_as_user;
  GRANT SELECT, INSERT (call_id, resource_id, day, created_at, started_at, reserved_nano_usd),
    UPDATE (started_at, closed_at, spent_nano_usd), DELETE ON call_reservations TO
    coinslot_as_execution;
  GRANT SELECT (call_id, resource_id, day, started_at, closed_at, reserved_nano_usd,
    spent_nano_usd), UPDATE (closed_at, spent_nano_usd) ON call_reservations TO
    coinslot_as_payments;

  CREATE POLICY resource_spending_owner ON resource_spending FOR SELECT TO coinslot_as_user
    USING (EXISTS (
      SELECT FROM x402_resources r WHERE r.id = resource_id AND r.owner_id = (SELECT
        app_user())));
  CREATE POLICY resource_spending_execution ON resource_spending TO coinslot_as_execution
    USING (true);
  CREATE POLICY resource_spending_payments ON resource_spending TO coinslot_as_payments
    USING (true);
  GRANT SELECT ON resource_spending TO coinslot_as_user;
  GRANT SELECT, INSERT (resource_id, day, carried_nano_usd), UPDATE (reserved_nano_usd,
    spent_nano_usd, reached_at) ON resource_spending TO coinslot_as_execution;
  GRANT SELECT (resource_id, day, reserved_nano_usd, spent_nano_usd), UPDATE (reserved_nano_usd,
    spent_nano_usd) ON resource_spending TO coinslot_as_payments;

  CREATE POLICY stored_outputs_execution ON stored_outputs TO coinslot_as_execution
    USING (true);
  CREATE POLICY stored_outputs_payments ON stored_outputs FOR INSERT TO coinslot_as_payments
    WITH CHECK (true);
  GRANT SELECT, UPDATE (status, reason, payment, network, amount, valid_before, signed_at,
    transaction, cid, url, attempts, next_attempt_at, ended_at) ON stored_outputs TO
    coinslot_as_execution;
  GRANT INSERT ON stored_outputs TO coinslot_as_payments;

  CREATE POLICY result_contents_execution ON result_contents TO coinslot_as_execution
    USING (true);
  GRANT SELECT, INSERT (id, call_id), UPDATE (check_at), DELETE ON result_contents TO
    coinslot_as_execution;

  CREATE POLICY result_chunks_execution ON result_chunks TO coinslot_as_execution
    USING (true);
  GRANT SELECT, INSERT ON result_chunks TO coinslot_as_execution;

  CREATE POLICY outbox_owner ON outbox TO coinslot_as_user
    USING (user_id = (SELECT app_user()));
  CREATE POLICY outbox_execution ON outbox FOR INSERT TO coinslot_as_execution
    WITH CHECK (true);
  CREATE POLICY outbox_payments ON outbox FOR INSERT TO coinslot_as_payments
    WITH CHECK (true);
  GRANT SELECT, INSERT (user_id, type, data) ON outbox TO coinslot_as_user;
  GRANT INSERT (user_id, type, data) ON outbox TO coinslot_as_execution;
  GRANT INSERT (user_id, type, data) ON outbox TO coinslot_as_payments;

  CREATE POLICY rate_limits_rate_limits ON rate_limits TO coinslot_as_rate_limits
    USING (true);
  GRANT SELECT, UPDATE (expires_at), DELETE ON rate_limits TO coinslot_as_rate_limits;`;

/** As they were, for one role that told whose turn it was by a setting. */
const FORMER = `
  CREATE POLICY executions_owner ON executions FOR SELECT TO coinslot_app
    USING (owner_id = (SELECT app_user()));
  CREATE POLICY executions_services ON executions TO coinslot_app
    USING ((SELECT app_service()) IN ('execution', 'payments'))
    WITH CHECK ((SELECT app_service()) IN ('execution', 'payments'));
  GRANT INSERT, SELECT, UPDATE (status, failure, model, input_tokens, output_tokens,
    cache_read_tokens, cache_write_tokens, provider_cost_nano_usd, started_at, finished_at,
    attempt) ON executions TO coinslot_app;
  CREATE POLICY x402_prompt_template_usage_logs_owner ON x402_prompt_template_usage_logs FOR
    SELECT TO coinslot_app
    USING (owner_id = (SELECT app_user()));
  CREATE POLICY x402_prompt_template_usage_logs_services ON x402_prompt_template_usage_logs TO
    coinslot_app
    USING ((SELECT app_service()) IN ('execution', 'payments'))
    WITH CHECK ((SELECT app_service()) IN ('execution', 'payments'));
  GRANT INSERT, SELECT ON x402_prompt_template_usage_logs TO coinslot_app;
  CREATE POLICY call_reservations_owner ON call_reservations FOR SELECT TO coinslot_app
    USING (EXISTS (SELECT FROM x402_resources r WHERE (r.id = call_reservations.resource_id AND
      r.owner_id = (SELECT app_user()))));
  CREATE POLICY call_reservations_services ON call_reservations TO coinslot_app
    USING ((SELECT app_service()) IN ('execution', 'payments'));
  GRANT DELETE, SELECT, INSERT (call_id, resource_id, day, created_at, started_at,
    reserved_nano_usd), UPDATE (started_at, closed_at, spent_nano_usd) ON call_reservations TO
    coinslot_app;
  CREATE POLICY resource_spending_owner ON resource_spending FOR SELECT TO coinslot_app
    USING (EXISTS (SELECT FROM x402_resources r WHERE (r.id = resource_spending.resource_id AND
      r.owner_id = (SELECT app_user()))));
  CREATE POLICY resource_spending_services ON resource_spending TO coinslot_app
    USING ((SELECT app_service()) IN ('execution', 'payments'));
  GRANT SELECT, INSERT (resource_id, day, carried_nano_usd), UPDATE (reserved_nano_usd,
    spent_nano_usd, reached_at) ON resource_spending TO coinslot_app;
  CREATE POLICY stored_outputs_execution ON stored_outputs TO coinslot_app
    USING ((SELECT app_service()) = 'execution')
    WITH CHECK ((SELECT app_service()) = 'execution');
  CREATE POLICY stored_outputs_payments ON stored_outputs FOR INSERT TO coinslot_app
    WITH CHECK ((SELECT app_service()) = 'payments');
  GRANT INSERT, SELECT, UPDATE (status, reason, payment, network, amount, valid_before, signed_at,
    transaction, cid, url, attempts, next_attempt_at, ended_at) ON stored_outputs TO coinslot_app;
  CREATE POLICY result_contents_execution ON result_contents TO coinslot_app
    USING ((SELECT app_service()) = 'execution')
    WITH CHECK ((SELECT app_service()) = 'execution');
  GRANT DELETE, SELECT, INSERT (id, call_id), UPDATE (check_at) ON result_contents TO
    coinslot_app;
  CREATE POLICY result_chunks_execution ON result_chunks TO coinslot_app
    USING ((SELECT app_service()) = 'execution')
    WITH CHECK ((SELECT app_service()) = 'execution');
  GRANT INSERT, SELECT ON result_chunks TO coinslot_app;
  CREATE POLICY outbox_read ON outbox FOR SELECT TO coinslot_app
    USING (user_id = (SELECT app_user()));
  CREATE POLICY outbox_write ON outbox FOR INSERT TO coinslot_app
    WITH CHECK (user_id = (SELECT app_user()) OR (SELECT app_service()) IN ('execution',
      'payments'));
  GRANT INSERT, SELECT ON outbox TO coinslot_app;
  CREATE POLICY rate_limits_count ON rate_limits TO coinslot_app
    USING ((SELECT app_service()) = 'rate_limits')
    WITH CHECK ((SELECT app_service()) = 'rate_limits');
  GRANT DELETE, SELECT, UPDATE (hits, expires_at) ON rate_limits TO coinslot_app;`;

/** Who may do what with runs, their limits and results, events and counts. */
export class ExecutionRights1764100004000 implements MigrationInterface {
  readonly name = 'ExecutionRights1764100004000';

  async up(query: QueryRunner): Promise<void> {
    await clear(query, ['coinslot_app']);
    await query.query(RIGHTS);
  }

  async down(query: QueryRunner): Promise<void> {
    await clear(query, ROLES);
    await query.query(FORMER);
  }
}

const ROLES = [
  'coinslot_as_execution',
  'coinslot_as_payments',
  'coinslot_as_rate_limits',
  'coinslot_as_user',
];

/** Takes every right to the tables from these roles, and every policy from the tables. */
async function clear(query: QueryRunner, roles: readonly string[]): Promise<void> {
  const names = TABLES.map((table) => `'${table}'`).join(', ');
  await query.query(`
    DO $$
    DECLARE found record;
    BEGIN
      FOR found IN SELECT tablename, policyname FROM pg_policies
        WHERE schemaname = 'public' AND tablename IN (${names}) LOOP
        EXECUTE format('DROP POLICY %I ON %I', found.policyname, found.tablename);
      END LOOP;
    END $$`);
  await query.query(`REVOKE ALL ON ${TABLES.join(', ')} FROM ${roles.join(', ')}`);
}
