import type { MigrationInterface, QueryRunner } from 'typeorm';

const TOKENS = ['input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_write_tokens'];
const TABLES: Readonly<Record<string, readonly string[]>> = {
  executions: TOKENS,
  x402_prompt_template_usage_logs: [...TOKENS, 'duration_ms'],
};
const MOST = 2_147_483_647;

/** Counts that providers report, and times, may be larger than 32 bits hold. */
export class TokenCounts1764000021100 implements MigrationInterface {
  readonly name = 'TokenCounts1764000021100';

  async up(query: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(TABLES)) {
      const changes = columns.map((column) => `ALTER COLUMN ${column} TYPE bigint`);
      await query.query(`ALTER TABLE ${table} ${changes.join(', ')}`);
    }
  }

  async down(query: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(TABLES)) {
      const changes = columns.map(
        (column) => `ALTER COLUMN ${column} TYPE integer USING least(${column}, ${MOST})::integer`,
      );
      await query.query(`ALTER TABLE ${table} ${changes.join(', ')}`);
    }
  }
}
