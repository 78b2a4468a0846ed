import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which version of a model provider's terms users have accepted, and when: rows are added and never changed. */
export class ProviderTerms1764200030110 implements MigrationInterface {
  readonly name = 'ProviderTerms1764200030110';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE TABLE accepted_terms (
        user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        provider text NOT NULL CHECK (char_length(provider) <= 64),
        version text NOT NULL CHECK (version ~ '^\\d{4}-\\d{2}-\\d{2}$'),
        accepted_at timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (user_id, provider, version)
      )`);
    await query.query(`
      ALTER TABLE accepted_terms ENABLE ROW LEVEL SECURITY;
      CREATE POLICY accepted_terms_owner ON accepted_terms TO coinslot_as_user
        USING (user_id = (SELECT app_user()));
      GRANT SELECT, INSERT (user_id, provider, version) ON accepted_terms TO coinslot_as_user`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE accepted_terms`);
  }
}
