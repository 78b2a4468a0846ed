import type { MigrationInterface, QueryRunner } from 'typeorm';

const EACH = (change: string) => `
  DO $$
  DECLARE it regprocedure;
  BEGIN
    FOR it IN SELECT oid::regprocedure FROM pg_proc
      WHERE pronamespace = 'public'::regnamespace AND prosecdef
        AND prorettype = 'trigger'::regtype LOOP
      EXECUTE format('${change}', it);
    END LOOP;
  END $$`;

/**
 * Functions of triggers that work with the owner's rights are for the triggers of our tables alone.
 * Whoever may execute one can hang it on a table of their own and feed it any row. PostgreSQL asks for
 * the right when a trigger is made, and not when it fires.
 */
export class TriggerFunctions1764100007000 implements MigrationInterface {
  readonly name = 'TriggerFunctions1764100007000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(EACH('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC'));
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(EACH('GRANT EXECUTE ON FUNCTION %s TO PUBLIC'));
  }
}
