import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A call that failed after it was charged is run again for free: each attempt is logged. */
export class Attempts1764000006100 implements MigrationInterface {
  readonly name = 'Attempts1764000006100';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE executions ADD COLUMN attempt integer NOT NULL DEFAULT 1 CHECK (attempt > 0)`);
    await query.query(`GRANT UPDATE (attempt, started_at) ON executions TO coinslot_app`);
    await query.query(`
      ALTER TABLE x402_prompt_template_usage_logs
        ADD COLUMN attempt integer NOT NULL DEFAULT 1 CHECK (attempt > 0),
        DROP CONSTRAINT x402_prompt_template_usage_logs_execution_id_key,
        ADD CONSTRAINT x402_prompt_template_usage_logs_attempt UNIQUE (execution_id, attempt),
        DROP CONSTRAINT x402_prompt_template_usage_logs_status_check,
        ADD CONSTRAINT x402_prompt_template_usage_logs_status_check
          CHECK (status IN ('paid', 'test', 'not_charged', 'rerun'))`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DELETE FROM x402_prompt_template_usage_logs WHERE attempt > 1`);
    await query.query(`
      ALTER TABLE x402_prompt_template_usage_logs
        DROP COLUMN attempt,
        ADD CONSTRAINT x402_prompt_template_usage_logs_execution_id_key UNIQUE (execution_id),
        DROP CONSTRAINT x402_prompt_template_usage_logs_status_check,
        ADD CONSTRAINT x402_prompt_template_usage_logs_status_check
          CHECK (status IN ('paid', 'test', 'not_charged'))`);
    await query.query(`REVOKE UPDATE (started_at) ON executions FROM coinslot_app`);
    await query.query(`ALTER TABLE executions DROP COLUMN attempt`);
  }
}
