import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What users and services work as; `migrate` makes these roles, which belong to the whole server. */
const ROLES = [
  'coinslot_as_user',
  'coinslot_as_accounts',
  'coinslot_as_execution',
  'coinslot_as_payments',
  'coinslot_as_storefront',
  'coinslot_as_models',
  'coinslot_as_maintenance',
  'coinslot_as_rate_limits',
  'coinslot_as_verification',
].join(', ');

/**
 * Prepares the schema for one role for users and one for each service: policies that tell them apart
 * by a setting hide from PostgreSQL how few rows an owner has. The role that logs in keeps what must
 * be done in one statement, by functions that have rights of their own.
 */
export class Roles1764100000000 implements MigrationInterface {
  readonly name = 'Roles1764100000000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`GRANT USAGE ON SCHEMA public TO ${ROLES}`);
    await takeTurnsByFunction(query);
    await query.query(`REVOKE EXECUTE ON FUNCTION forget_claims FROM coinslot_app`);
    await query.query(`GRANT EXECUTE ON FUNCTION forget_claims TO coinslot_as_payments`);
    await query.query(`REVOKE EXECUTE ON FUNCTION forget_catalogue_words FROM PUBLIC`);
    await query.query(`
      GRANT EXECUTE ON FUNCTION forget_catalogue_words TO coinslot_as_storefront`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`
      REVOKE EXECUTE ON FUNCTION forget_catalogue_words FROM coinslot_as_storefront`);
    await query.query(`GRANT EXECUTE ON FUNCTION forget_catalogue_words TO PUBLIC`);
    await query.query(`REVOKE EXECUTE ON FUNCTION forget_claims FROM coinslot_as_payments`);
    await query.query(`GRANT EXECUTE ON FUNCTION forget_claims TO coinslot_app`);
    await query.query(`DROP FUNCTION take_broadcast_turn, give_back_broadcast_turn`);
    await query.query(`REVOKE USAGE ON SCHEMA public FROM ${ROLES}`);
  }
}

/** A turn is taken in one statement, outside of any transaction and so without a role for it. */
async function takeTurnsByFunction(query: QueryRunner): Promise<void> {
  await query.query(`
    CREATE FUNCTION take_broadcast_turn(of_wallet text, by_holder uuid, seconds integer)
      RETURNS SETOF text LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      INSERT INTO broadcast_turns AS turn (wallet, holder, expires_at)
        VALUES (of_wallet, by_holder, now() + make_interval(secs => seconds))
        ON CONFLICT (wallet) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
          WHERE turn.expires_at < now() OR turn.holder = excluded.holder
        RETURNING wallet
    $$`);
  await query.query(`
    CREATE FUNCTION give_back_broadcast_turn(of_wallet text, by_holder uuid)
      RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      UPDATE broadcast_turns SET expires_at = '-infinity'
       WHERE wallet = of_wallet AND holder = by_holder
    $$`);
  for (const name of ['take_broadcast_turn', 'give_back_broadcast_turn']) {
    await query.query(`REVOKE EXECUTE ON FUNCTION ${name} FROM PUBLIC`);
    await query.query(`GRANT EXECUTE ON FUNCTION ${name} TO coinslot_app`);
  }
}
