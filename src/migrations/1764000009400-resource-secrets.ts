import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A credential belongs to a connection or to a resource. The composite key keeps it from being hung
 * on somebody else's resource.
 */
export class ResourceSecrets1764000009400 implements MigrationInterface {
  readonly name = 'ResourceSecrets1764000009400';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE x402_resources ADD CONSTRAINT x402_resources_owned UNIQUE (id, owner_id)`);
    await query.query(`
      ALTER TABLE credentials
        ALTER COLUMN connection_id DROP NOT NULL,
        ADD COLUMN resource_id uuid,
        ADD CONSTRAINT credentials_holder CHECK (num_nonnulls(connection_id, resource_id) = 1),
        ADD CONSTRAINT credentials_resource_type UNIQUE (resource_id, type),
        ADD CONSTRAINT credentials_resource FOREIGN KEY (resource_id, user_id)
          REFERENCES x402_resources (id, owner_id) ON DELETE CASCADE`);
    await query.query(`GRANT INSERT (resource_id) ON credentials TO coinslot_app`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DELETE FROM credentials WHERE connection_id IS NULL`);
    await query.query(`
      ALTER TABLE credentials DROP CONSTRAINT credentials_resource,
        DROP CONSTRAINT credentials_resource_type, DROP CONSTRAINT credentials_holder,
        DROP COLUMN resource_id, ALTER COLUMN connection_id SET NOT NULL`);
    await query.query(`ALTER TABLE x402_resources DROP CONSTRAINT x402_resources_owned`);
  }
}
