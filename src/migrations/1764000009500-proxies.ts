import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where the calls of a resource of type `proxy` go. */
export class Proxies1764000009500 implements MigrationInterface {
  readonly name = 'Proxies1764000009500';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE x402_resources
        ADD COLUMN proxy_url text CHECK (char_length(proxy_url) <= 2000),
        ADD COLUMN proxy_methods text[] CHECK (proxy_methods <@ '{GET,POST,PUT,PATCH,DELETE}'),
        ADD COLUMN proxy_secret_header text CHECK (char_length(proxy_secret_header) <= 100),
        ADD COLUMN proxy_timeout_ms integer CHECK (proxy_timeout_ms BETWEEN 1000 AND 120000),
        ADD CONSTRAINT x402_resources_proxy CHECK (resource_type <> 'proxy'
          OR num_nulls(proxy_url, proxy_methods, proxy_timeout_ms) = 0)`);
    await query.query(`
      GRANT UPDATE (proxy_url, proxy_methods, proxy_secret_header, proxy_timeout_ms)
        ON x402_resources TO coinslot_app`);
  }

  async down(query: QueryRunner): Promise<void> {
    // Nothing could run them any more.
    await query.query(`DELETE FROM x402_resources WHERE resource_type = 'proxy'`);
    await query.query(`
      ALTER TABLE x402_resources DROP CONSTRAINT x402_resources_proxy, DROP COLUMN proxy_url,
        DROP COLUMN proxy_methods, DROP COLUMN proxy_secret_header, DROP COLUMN proxy_timeout_ms`);
  }
}
