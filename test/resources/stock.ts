import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { NETWORK } from './resources-server.js';

/** What differs between the resources a test puts on sale at once. */
export interface Stock {
  readonly id: string;
  readonly name: string;
  readonly price: number;
  readonly calls: number;
  readonly publishedAt: string;
}

/** An account with a username. */
export async function addOwner(owner: DataSource, username: string): Promise<string> {
  const id = randomUUID();
  await owner.query(`INSERT INTO users (id, username) VALUES ($1, $2)`, [id, username]);
  return id;
}

/** Puts resources on sale as publishing leaves them, all at once: as the owner of the tables. */
export async function stock(
  owner: DataSource,
  ownerId: string,
  resources: readonly Stock[],
): Promise<void> {
  const rows = `jsonb_to_recordset($1) AS r
    (id uuid, name text, price bigint, calls bigint, "publishedAt" timestamptz)`;
  const given = JSON.stringify(resources);
  await owner.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO resource_versions
         (id, resource_id, owner_id, version, resource_type, name, price_usdc, networks, config)
       SELECT id, id, $2, 1, 'prompt_template', name, price, ARRAY[$3], '{}' FROM ${rows}`,
      [given, ownerId, NETWORK],
    );
    await tx.query(
      `INSERT INTO x402_resources
         (id, owner_id, resource_type, status, slug, name, description, category, price_usdc, networks,
          pt_system_prompt, pt_parameters, pt_model, pt_max_tokens, pt_allows_user_message,
          current_version_id, published_at)
       SELECT id, $2, 'prompt_template', 'published', 'r-' || id, name, 'In stock', 'other', price,
              ARRAY[$3], 'Prompt', '[]', 'claude:claude-sonnet-5-5', 100, false, id, "publishedAt"
         FROM ${rows}`,
      [given, ownerId, NETWORK],
    );
    await tx.query(
      `INSERT INTO resource_stats (resource_id, calls) SELECT id, calls FROM ${rows}`,
      [given],
    );
  });
}
