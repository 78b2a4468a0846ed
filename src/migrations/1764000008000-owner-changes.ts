import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables whose rows decide what is offered: their owner's column, and what of them matters. */
const WATCHED = [
  ['x402_resources', 'owner_id', 'INSERT OR UPDATE OR DELETE'],
  ['users', 'id', 'UPDATE OF username'],
  ['wallets', 'user_id', 'INSERT OR UPDATE OR DELETE'],
  ['connections', 'user_id', 'INSERT OR UPDATE OF status, is_enabled OR DELETE'],
  ['credentials', 'user_id', 'INSERT OR UPDATE OR DELETE'],
] as const;

/** Announces changes of what an owner offers, so that replicas may keep offers in memory. */
export class OwnerChanges1764000008000 implements MigrationInterface {
  readonly name = 'OwnerChanges1764000008000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE FUNCTION announce_owner_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('owner_changed', to_jsonb(COALESCE(NEW, OLD)) ->> TG_ARGV[0]);
        RETURN NULL;
      END $$`);
    for (const [table, owner, events] of WATCHED) {
      await query.query(`
        CREATE TRIGGER ${table}_announce AFTER ${events} ON ${table}
          FOR EACH ROW EXECUTE FUNCTION announce_owner_change('${owner}')`);
    }
  }

  async down(query: QueryRunner): Promise<void> {
    for (const [table] of WATCHED) await query.query(`DROP TRIGGER ${table}_announce ON ${table}`);
    await query.query(`DROP FUNCTION announce_owner_change`);
  }
}
