import { setTimeout as sleep } from 'node:timers/promises';
import { makeOwners, makeResource } from './resources.mjs';

const BATCH = 2_000;
/** More tallies than any minute brings. */
const MANY = 1_000;
const COLUMNS = `id uuid, version_id uuid, owner_id uuid, slug text, name text, description text,
  category text, price_usdc bigint, networks text[], supports_refunds boolean,
  published_at timestamptz, calls bigint`;

const OWNERS = `
  INSERT INTO users (id, username)
  SELECT id, username FROM jsonb_to_recordset($1) AS o (id uuid, username text)`;

/** As publishing leaves them: a version, the resource, its count of calls. */
const RESOURCES = [
  `INSERT INTO resource_versions
     (id, resource_id, owner_id, version, resource_type, name, price_usdc, networks, config)
   SELECT version_id, id, owner_id, 1, 'prompt_template', name, price_usdc, networks, '{}'
     FROM jsonb_to_recordset($1) AS r (${COLUMNS})`,
  `INSERT INTO x402_resources
     (id, owner_id, resource_type, status, slug, name, description, category, price_usdc, networks,
      supports_refunds, pt_system_prompt, pt_parameters, pt_model, pt_max_tokens,
      pt_allows_user_message, current_version_id, published_at)
   SELECT id, owner_id, 'prompt_template', 'published', slug, name, description, category, price_usdc,
          networks, supports_refunds, repeat('You are an expert. ', 50), '[]',
          'claude:claude-sonnet-5-5', 1000, true, version_id, published_at
     FROM jsonb_to_recordset($1) AS r (${COLUMNS})`,
  `INSERT INTO resource_stats (resource_id, calls)
   SELECT id, calls FROM jsonb_to_recordset($1) AS r (${COLUMNS}) WHERE calls > 0`,
];

/**
 * Fills an empty database, as its owner, and lets PostgreSQL look at what came in.
 * @returns what was made, the newest last
 */
export async function fill(client, random, { owners: ownerCount, resources: resourceCount }) {
  const owners = makeOwners(random, ownerCount);
  await client.query(OWNERS, [JSON.stringify(owners)]);
  const resources = Array.from({ length: resourceCount }, (_, index) =>
    makeResource(random, owners, index),
  );
  for (let start = 0; start < resources.length; start += BATCH) {
    const batch = JSON.stringify(resources.slice(start, start + BATCH));
    await client.query('BEGIN');
    for (const statement of RESOURCES) await client.query(statement, [batch]);
    await client.query('COMMIT');
  }
  await untilCounted(client);
  await client.query('VACUUM (ANALYZE)');
  const usernames = new Map(owners.map(({ id, username }) => [id, username]));
  return resources.map((one) => ({ ...one, username: usernames.get(one.owner_id) }));
}

/** A job adds up every minute what each category has gained. */
async function untilCounted(client) {
  const tallies = 'SELECT count(*)::integer AS count FROM catalogue_tallies';
  while ((await client.query(tallies)).rows[0].count > MANY) await sleep(500);
}
