import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { generatePrivateKey } from 'viem/accounts';
import { USER_ROLE } from '../../src/common/database/roles.js';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { ProviderServer } from '../../src/sandbox/providers/provider-server.js';
import { openShop, type Shop } from '../e2e/shop.js';
import { createDataSource } from '../setup/database.js';
import { type Context, enter } from '../setup/enter.js';
import { PUBLISHED_TERMS } from '../../src/modules/accounts/provider-terms/published-terms.js';
import { type OwnedTable, ownedTables } from './owned-tables.js';
import { plantedKeys, standInSettings } from './planted-keys.js';
import { Receiver } from './webhook-receiver.js';
import { until } from './webhook-shop.js';

/** Tables that a merchant who only connects has no row in: others’ tests fill them. */
const UNUSED = new Set([
  'demand_figures',
  'demand_totals',
  'event_deliveries',
  'executions',
  'external_identities',
  'index_reports',
  'ledger_entries',
  'payment_claims',
  'refund_wallets',
  'refunds',
  'resource_versions',
  'run_days',
  'sales_days',
  'settlement_checks',
  'settlements',
  'username_looks',
  'usernames',
  'verified_endpoints',
  'x402_prompt_template_usage_logs',
  'x402_resources',
]);

/** What providers call or send browsers to: they sign what they send, or the browser has a cookie. */
const OF_PROVIDERS = new Set([
  'POST /api/v1/integrations/{provider}/webhooks',
  'GET /api/v1/integrations/{provider}/oauth/callback',
]);

interface Person {
  readonly id: string;
  readonly api: ApiClient;
}

let services: ProviderServer;
let receiver: Receiver;
let shop: Shop;
let application: DataSource;
let ada: Person;
let bob: Person;

/** Nothing goes on by itself any more. */
async function isEverythingTold(): Promise<boolean> {
  const [row] = await shop.owner.query<{ isOver: boolean }[]>(
    `SELECT NOT EXISTS (SELECT FROM outbox WHERE handed_at IS NULL)
       AND NOT EXISTS (SELECT FROM event_deliveries)
       AND count(*) = count(ended_at) AS "isOver" FROM webhook_deliveries`,
  );
  return row?.isOver === true;
}

async function merchant(): Promise<Person> {
  const api = await ApiClient.signIn(shop.origin, generatePrivateKey());
  const { id } = await api.send<{ id: string }>('GET', '/me');
  await api.send('POST', '/webhooks', { url: receiver.url });
  for (const [provider, { key }] of Object.entries(plantedKeys)) {
    await api.send('POST', `/integrations/${provider}/connect`, { apiKey: key() });
  }
  await api.send('POST', '/integrations/sky_pilot/connect', { installed: true });
  const [terms] = PUBLISHED_TERMS;
  await api.send('PUT', `/me/provider-terms/${terms?.provider}`, { version: terms?.version });
  await api.send('POST', '/api-keys', { name: 'CI', scopes: ['read'] });
  await api.send('POST', '/integrations/openrouter/oauth/initiate', {});
  await shop.owner.query(
    `INSERT INTO token_revocations
       (user_id, provider, type, kid, wrapped_key, ciphertext, version, inputs, due_at)
     SELECT user_id, provider, 'access_token', kid, wrapped_key, ciphertext, version, '{}', 'infinity'
       FROM credentials WHERE user_id = $1 LIMIT 1`,
    [id],
  );
  const budget = { name: 'All', amountUsd: '1', scope: { of: 'calls' } };
  const { id: budgetId } = await api.send<{ id: string }>('POST', '/insights/budgets', budget);
  await shop.owner.query(
    `INSERT INTO budget_reaches
       (budget_id, user_id, period_from, amount_micro_usd, threshold, spent_usd, is_at_least)
     VALUES ($1, $2, '2026-11-01', 1000000, 50, 0.5, false)`,
    [budgetId, id],
  );
  await shop.owner.query(
    `WITH c AS (INSERT INTO connections (user_id, provider, status) VALUES ($1, 'shopify', 'connected')
       RETURNING id)
     INSERT INTO shopify_webhooks (user_id, connection_id, topic, address)
       SELECT $1, id, 'app/uninstalled', 'https://shop.example/hooks' FROM c`,
    [id],
  );
  return { id, api };
}

/** What a provider tells of an account, as it is kept; whoever reads the account at the moment loses it. */
const FIGURES = `
  WITH c AS (
    INSERT INTO provider_collections (connection_id, user_id, provider, due_at)
      SELECT id, user_id, provider, 'infinity' FROM connections
       WHERE user_id = $1 AND provider = 'anthropic'
      ON CONFLICT (connection_id) DO UPDATE SET due_at = 'infinity', lease = NULL
      RETURNING connection_id AS id, user_id),
  coverage AS (
    INSERT INTO provider_coverage
        (connection_id, user_id, report, known_from, known_to, final_to, window_days)
      SELECT id, user_id, 'usage', '2026-11-01', '2026-11-02', '2026-11-02', 31 FROM c
      ON CONFLICT DO NOTHING),
  documents AS (
    INSERT INTO provider_documents (connection_id, user_id, kind, content)
      SELECT id, user_id, 'organization', '{}' FROM c ON CONFLICT DO NOTHING),
  plans AS (INSERT INTO provider_plans (connection_id, user_id, tier) SELECT id, user_id, 'Team' FROM c),
  coding AS (
    INSERT INTO provider_coding_days
      SELECT id, user_id, '2026-11-01', 'user', 'ada@example.com', 1, 1, 1, 1, 1, 1, 1, 1, 1 FROM c
      ON CONFLICT DO NOTHING),
  months AS (
    INSERT INTO provider_usage_months (connection_id, user_id, provider, cut, measure, month, decimals, days)
      SELECT id, user_id, 'anthropic', 'total', 'requests', '2026-11-01', 0, '0 0 0 0 1' FROM c
      ON CONFLICT DO NOTHING)
  INSERT INTO provider_usage (connection_id, user_id, provider, day, cut, parts, requests_unknown,
      cost_free, cost_unknown, list_cost_free, list_cost_unknown)
    SELECT id, user_id, 'anthropic', '2026-11-01', 'total', 1, 1, 0, 1, 0, 1 FROM c
      ON CONFLICT DO NOTHING`;

beforeAll(async () => {
  services = await ProviderServer.start();
  receiver = await Receiver.start();
  shop = await openShop({ ...standInSettings(services), EGRESS_ALLOW: '127.0.0.0/8' });
  application = await createDataSource(shop.database.appUrl);
  ada = await merchant();
  bob = await merchant();
  await until(isEverythingTold);
  // What is told of a connection makes its account be read, and forgets what was there before.
  for (const { id } of [ada, bob]) await shop.owner.query(FIGURES, [id]);
});
beforeEach(() => shop.owner.query(`DELETE FROM rate_limits`));
afterAll(async () => {
  await application.destroy();
  await shop.stop();
  receiver.stop();
  await services.stop();
});

/** How many rows a statement saw or changed as the application’s role; nothing of it is kept. */
async function tryOut(context: Context, sql: string, values: unknown[] = []): Promise<number> {
  const runner = application.createQueryRunner();
  try {
    await runner.startTransaction();
    await enter(runner, context);
    const { affected, records } = await runner.query(sql, values, true);
    return affected ?? (records as unknown[]).length;
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

const rowsOf = async ({ name, owner }: OwnedTable, { id }: Person) =>
  (
    await shop.owner.query<{ row: Record<string, unknown> }[]>(
      `SELECT to_jsonb(t) AS row FROM ${name} t WHERE ${owner} = $1`,
      [id],
    )
  ).map(({ row }) => row);

const list = (columns: readonly string[]) => columns.map((each) => `"${each}"`).join(', ');
const values = (columns: readonly string[]) =>
  columns.map((each) => `"${each}" = "${each}"`).join(', ');

describe('raw SQL in the context of another user', () => {
  let tables: OwnedTable[];
  beforeAll(async () => {
    tables = await ownedTables(shop.owner);
  });

  it('is tried out on every table of connections, with rows that could be touched', async () => {
    const empty: string[] = [];
    for (const table of tables) {
      if ((await rowsOf(table, ada)).length === 0) empty.push(table.name);
    }
    expect(empty).toEqual([...UNUSED].toSorted());
  });

  it('sees, changes and removes no row of anybody else', async () => {
    for (const { name, owner, may } of tables) {
      const ofOthers = `WHERE ${owner} <> '${bob.id}'`;
      const touching = [
        may.see.length > 0 && `SELECT ${list(may.see)} FROM ${name} ${ofOthers}`,
        may.change.length > 0 && `UPDATE ${name} SET ${values(may.change)} ${ofOthers}`,
        may.remove && `DELETE FROM ${name} ${ofOthers}`,
      ].filter((sql) => sql !== false);
      for (const sql of touching) {
        expect([sql, await tryOut({ user: bob.id }, sql)]).toEqual([sql, 0]);
      }
    }
  });

  it('adds no row for anybody else, and gives none of its own away', async () => {
    for (const table of tables) {
      const { name, owner, may } = table;
      if (may.change.includes(owner)) throw new Error(`${name}.${owner} can be changed`);
      const [row] = await rowsOf(table, ada);
      if (may.add.length === 0 || row === undefined) continue;
      const copy = `INSERT INTO ${name} (${list(may.add)})
        SELECT ${list(may.add)} FROM jsonb_populate_record(NULL::${name}, $1)`;
      const added = tryOut({ user: bob.id }, copy, [JSON.stringify(row)]);
      await expect(added.catch((error: Error) => `${name}: ${error.message}`)).resolves.toMatch(
        /row-level security/,
      );
    }
  });
});

/** Who may read or write what of connections, but for the columns that only find a row. */
async function rightsTo(table: string, right: string, columns: readonly string[]) {
  const found = await shop.owner.query<{ service: string }[]>(
    `SELECT DISTINCT r.rolname AS service FROM pg_roles r, pg_attribute a
      WHERE r.rolname LIKE 'coinslot_as_%' AND r.rolname <> $1 AND a.attrelid = $2::regclass
        AND a.attname = ANY ($3) AND has_column_privilege(r.oid, a.attrelid, a.attnum, $4)
      ORDER BY 1`,
    [USER_ROLE, table, columns, right],
  );
  return found.map(({ service }) => service.replace('coinslot_as_', ''));
}

describe('the services', () => {
  it('that open secrets are these, and no others', async () => {
    expect(await rightsTo('credentials', 'SELECT', ['ciphertext'])).toEqual([
      'execution',
      'webhooks',
    ]);
    const everything = ['ciphertext', 'hint', 'version', 'user_id', 'provider', 'type'];
    expect(await rightsTo('credentials', 'UPDATE', everything)).toEqual([]);
    expect(await rightsTo('credentials', 'INSERT', everything)).toEqual([]);
    expect(await rightsTo('credentials', 'UPDATE', ['wrapped_key'])).toEqual(['maintenance']);
  });

  it('know nothing of an account but whose shop it is, and can make no connection good', async () => {
    // It finds whose shop a webhook of Shopify is about.
    expect(await rightsTo('connections', 'SELECT', ['metadata'])).toEqual(['provider_webhooks']);
    expect(await rightsTo('connections', 'UPDATE', ['metadata', 'user_id', 'provider'])).toEqual(
      [],
    );
    expect(await rightsTo('connections', 'INSERT', ['user_id', 'provider'])).toEqual([]);
  });

  it('remove nothing that a user connected, and of webhooks no more than their secrets', async () => {
    const removers = await shop.owner.query(
      `SELECT r.rolname AS role, t.name AS table FROM pg_roles r,
           unnest('{connections,credentials,credential_versions,webhook_endpoints}'::text[]) t (name)
        WHERE r.rolname LIKE 'coinslot_as_%' AND r.rolname <> $1
          AND has_table_privilege(r.oid, t.name::regclass, 'DELETE')`,
      [USER_ROLE],
    );
    expect(removers).toEqual([{ role: 'coinslot_as_webhooks', table: 'credentials' }]);
    const removed = await tryOut({ service: 'webhooks' }, `DELETE FROM credentials`);
    const [{ secrets = -1 } = {}] = await shop.owner.query<{ secrets: number }[]>(
      `SELECT count(*)::int AS secrets FROM credentials WHERE webhook_id IS NOT NULL`,
    );
    expect(removed).toBeLessThanOrEqual(secrets);
  });
});

async function keyOf(scopes: readonly string[]): Promise<Record<string, string>> {
  const { key } = await ada.api.send<{ key: string }>('POST', '/api-keys', {
    name: 'CI',
    scopes,
  });
  return { 'x-api-key': key };
}

const adas = async () => {
  const found: Record<string, unknown> = {};
  for (const table of await ownedTables(shop.owner)) {
    if (/^(connections|credential|webhook_endpoints|oauth|shopify)/.test(table.name)) {
      found[table.name] = await rowsOf(table, ada);
    }
  }
  return found;
};

describe('the API', () => {
  interface Operation {
    readonly method: string;
    readonly path: string;
  }
  let operations: Operation[];
  let hook: string;
  /** Ids, and what is shown of keys in its quotes: four digits alone stand in many an id by chance. */
  let planted: string[];

  beforeAll(async () => {
    const { paths } = (await (await fetch(`${shop.origin}/api/v1/openapi.json`)).json()) as {
      paths: Record<string, object>;
    };
    const { items } = await ada.api.send<{ items: { id: string }[] }>('GET', '/webhooks');
    hook = items[0]?.id ?? '';
    operations = Object.entries(paths)
      .filter(([path]) => /^\/api\/v1\/(integrations|webhooks)(\/|$)/.test(path))
      .flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
      )
      .filter(({ method, path }) => !OF_PROVIDERS.has(`${method} ${path}`));
    planted = (
      await shop.owner.query<{ id: string }[]>(
        `SELECT id::text FROM connections WHERE user_id = $1 UNION ALL
       SELECT id::text FROM webhook_endpoints WHERE user_id = $1 UNION ALL
       SELECT '"' || hint || '"' FROM credentials WHERE user_id = $1`,
        [ada.id],
      )
    ).map(({ id }) => id);
  });

  /** With what belongs to Ada wherever an id is asked for. */
  async function call({ method, path }: Operation, headers: Record<string, string>) {
    const target = path.replace('{provider}', 'resend').replaceAll(/\{\w+\}/g, hook);
    const isRead = method === 'GET';
    const response = await fetch(shop.origin + target, {
      method,
      headers: { ...headers, ...(!isRead && { 'content-type': 'application/json' }) },
      ...(!isRead && { body: '{}' }),
    });
    return { status: response.status, text: await response.text() };
  }

  it('answers nobody who does not say who they are', async () => {
    expect(operations.length).toBeGreaterThan(15);
    for (const operation of operations) {
      expect([operation, (await call(operation, {})).status]).toEqual([operation, 401]);
    }
  });

  it('lets a key do no more than its scopes say', async () => {
    const [reader, publisher] = [await keyOf(['read']), await keyOf(['publish'])];
    for (const operation of operations) {
      const headers = operation.method === 'GET' ? publisher : reader;
      expect([operation, (await call(operation, headers)).status]).toEqual([operation, 403]);
    }
  });

  it('shows nothing of another user, and changes nothing of theirs, whatever is called', async () => {
    const before = await adas();
    const { key } = await bob.api.send<{ key: string }>('POST', '/api-keys', {
      name: 'CI',
      scopes: ['read', 'publish'],
    });
    for (const operation of operations) {
      const { status, text } = await call(operation, { 'x-api-key': key });
      expect([
        operation,
        status >= 500 && text,
        planted.filter((each) => text.includes(each)),
      ]).toEqual([operation, false, []]);
    }
    expect(await adas()).toEqual(before);
    expect(Object.keys(before)).toContain('credentials');
  });
});
