import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whose turn it is to broadcast from a hot wallet. There is one row for a wallet and network, it names
 * nobody's data, and every replica may take an expired one over.
 */
export class BroadcastTurns1764000024000 implements MigrationInterface {
  readonly name = 'BroadcastTurns1764000024000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE TABLE broadcast_turns (
        wallet text PRIMARY KEY,
        holder uuid NOT NULL,
        expires_at timestamptz NOT NULL
      )`);
    await query.query(`ALTER TABLE broadcast_turns ENABLE ROW LEVEL SECURITY`);
    await query.query(
      `CREATE POLICY broadcast_turns_take ON broadcast_turns TO coinslot_app USING (true)`,
    );
    await query.query(`
      GRANT SELECT, INSERT, UPDATE (holder, expires_at) ON broadcast_turns TO coinslot_app`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE broadcast_turns`);
  }
}
