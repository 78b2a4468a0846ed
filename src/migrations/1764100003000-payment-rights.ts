import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  'payment_claims',
  'settlements',
  'settlement_checks',
  'ledger_entries',
  'refunds',
  'pending_notes',
  'broadcast_turns',
];

const RIGHTS = `
  CREATE POLICY payment_claims_owner ON payment_claims FOR SELECT TO coinslot_as_user
    USING (owner_id = (SELECT app_user()));
  CREATE POLICY payment_claims_payments ON payment_claims TO coinslot_as_payments
    USING (true);
  GRANT SELECT (id, owner_id, subject, network, asset, amount, status, work, transaction,
    created_at) ON payment_claims TO coinslot_as_user;
  GRANT SELECT, INSERT, UPDATE (payment, status, lease_token, lease_expires_at, transaction,
    result, failure, work, attempts, detached, settled_at, input, note, purged_at, asked_at,
    first_asked_at, searched_block, unpaid_at, never_begun) ON payment_claims TO
    coinslot_as_payments;

  CREATE POLICY settlements_owner ON settlements FOR SELECT TO coinslot_as_user
    USING (owner_id = (SELECT app_user()));
  CREATE POLICY settlements_payments ON settlements TO coinslot_as_payments
    USING (true);
  GRANT SELECT ON settlements TO coinslot_as_user;
  GRANT SELECT, INSERT ON settlements TO coinslot_as_payments;

  CREATE POLICY settlement_checks_owner ON settlement_checks FOR SELECT TO coinslot_as_user
    USING (owner_id = (SELECT app_user()));
  CREATE POLICY settlement_checks_payments ON settlement_checks TO coinslot_as_payments
    USING (true);
  GRANT SELECT ON settlement_checks TO coinslot_as_user;
  GRANT SELECT, UPDATE (transaction, block_number, block_hash, checked_at, moved_at,
    next_check_at, missing_since, final_at, reversed_at, reversal_reason) ON settlement_checks TO
    coinslot_as_payments;

  CREATE POLICY ledger_entries_owner ON ledger_entries FOR SELECT TO coinslot_as_user
    USING (owner_id = (SELECT app_user()));
  CREATE POLICY ledger_entries_payments ON ledger_entries TO coinslot_as_payments
    USING (true);
  GRANT SELECT ON ledger_entries TO coinslot_as_user;
  GRANT SELECT, INSERT ON ledger_entries TO coinslot_as_payments;

  CREATE POLICY refunds_owner ON refunds FOR SELECT TO coinslot_as_user
    USING (owner_id = (SELECT app_user()));
  CREATE POLICY refunds_payments ON refunds TO coinslot_as_payments
    USING (true);
  GRANT SELECT ON refunds TO coinslot_as_user;
  GRANT SELECT, INSERT, UPDATE (status, decision_note, transaction, log_index, decided_at,
    paid_at, searched_at, searched_block) ON refunds TO coinslot_as_payments;

  CREATE POLICY pending_notes_payments ON pending_notes TO coinslot_as_payments
    USING (true);
  GRANT SELECT, INSERT (claim_id, content, last_error), UPDATE (tries, next_try_at, last_error),
    DELETE ON pending_notes TO coinslot_as_payments;`;

/** As they were, for one role that told whose turn it was by a setting. */
const FORMER = `
  CREATE POLICY payment_claims_owner ON payment_claims FOR SELECT TO coinslot_app
    USING (owner_id = (SELECT app_user()));
  CREATE POLICY payment_claims_payments ON payment_claims TO coinslot_app
    USING ((SELECT app_service()) = 'payments')
    WITH CHECK ((SELECT app_service()) = 'payments');
  GRANT INSERT, SELECT, UPDATE (payment, status, lease_token, lease_expires_at, transaction,
    result, failure, work, attempts, detached, settled_at, input, note, purged_at, asked_at,
    first_asked_at, searched_block, unpaid_at, never_begun) ON payment_claims TO coinslot_app;
  CREATE POLICY settlements_owner ON settlements FOR SELECT TO coinslot_app
    USING (owner_id = (SELECT app_user()));
  CREATE POLICY settlements_payments ON settlements TO coinslot_app
    USING ((SELECT app_service()) = 'payments')
    WITH CHECK ((SELECT app_service()) = 'payments');
  GRANT INSERT, SELECT ON settlements TO coinslot_app;
  CREATE POLICY settlement_checks_owner ON settlement_checks FOR SELECT TO coinslot_app
    USING (owner_id = (SELECT app_user()));
  CREATE POLICY settlement_checks_payments ON settlement_checks TO coinslot_app
    USING ((SELECT app_service()) = 'payments')
    WITH CHECK ((SELECT app_service()) = 'payments');
  GRANT SELECT, UPDATE (transaction, block_number, block_hash, checked_at, moved_at,
    next_check_at, missing_since, final_at, reversed_at, reversal_reason) ON settlement_checks TO
    coinslot_app;
  CREATE POLICY ledger_entries_owner ON ledger_entries FOR SELECT TO coinslot_app
    USING (owner_id = (SELECT app_user()));
  CREATE POLICY ledger_entries_payments ON ledger_entries TO coinslot_app
    USING ((SELECT app_service()) = 'payments')
    WITH CHECK ((SELECT app_service()) = 'payments');
  GRANT INSERT, SELECT ON ledger_entries TO coinslot_app;
  CREATE POLICY refunds_owner ON refunds FOR SELECT TO coinslot_app
    USING (owner_id = (SELECT app_user()));
  CREATE POLICY refunds_payments ON refunds TO coinslot_app
    USING ((SELECT app_service()) = 'payments')
    WITH CHECK ((SELECT app_service()) = 'payments');
  GRANT INSERT, SELECT, UPDATE (status, decision_note, transaction, log_index, decided_at,
    paid_at, searched_at, searched_block) ON refunds TO coinslot_app;
  CREATE POLICY pending_notes_payments ON pending_notes TO coinslot_app
    USING ((SELECT app_service()) = 'payments')
    WITH CHECK ((SELECT app_service()) = 'payments');
  GRANT DELETE, SELECT, INSERT (claim_id, content, last_error), UPDATE (tries, next_try_at,
    last_error) ON pending_notes TO coinslot_app;
  CREATE POLICY broadcast_turns_take ON broadcast_turns TO coinslot_app
    USING (true);
  GRANT INSERT, SELECT, UPDATE (holder, expires_at) ON broadcast_turns TO coinslot_app;`;

/** Who may do what with claims, settlements and the ledger. */
export class PaymentRights1764100003000 implements MigrationInterface {
  readonly name = 'PaymentRights1764100003000';

  async up(query: QueryRunner): Promise<void> {
    await clear(query, ['coinslot_app']);
    await query.query(RIGHTS);
  }

  async down(query: QueryRunner): Promise<void> {
    await clear(query, ROLES);
    await query.query(FORMER);
  }
}

const ROLES = ['coinslot_as_payments', 'coinslot_as_user'];

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
