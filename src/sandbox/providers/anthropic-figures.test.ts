import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ProviderServer } from './provider-server.js';

const KEY = 'sk-ant-admin-planted';
const DAY = 86_400_000;
const NOW = new Date('2026-11-28T09:30:30Z');
const USAGE_BETA = 'analytics-usage-cost-2026-08-24';

type Json = Record<string, unknown>;
interface Page {
  readonly data: readonly Json[];
  readonly next_page: string | null;
}

let server: ProviderServer;

beforeAll(async () => {
  server = await ProviderServer.start({ now: () => NOW });
});
beforeEach(() => {
  server.faults.clear();
  server.now = () => NOW;
});
afterAll(() => server.stop());

/** Asks again when it asked too often, as any client has to. */
async function ask(path: string, key = KEY, headers: Record<string, string> = {}) {
  for (;;) {
    const response = await fetch(`${server.urls.anthropic}/v1/organizations${path}`, {
      headers: {
        'x-api-key': key,
        'anthropic-version': '2026-10-21',
        'anthropic-beta': USAGE_BETA,
        ...headers,
      },
    });
    if (response.status !== 429) {
      return { status: response.status, body: (await response.json()) as Page };
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function all(path: string): Promise<Json[]> {
  const rows: Json[] = [];
  for (let page: string | null = ''; page !== null;) {
    const { status, body }: Awaited<ReturnType<typeof ask>> = await ask(
      page === '' ? path : `${path}&page=${page}`,
    );
    expect(status).toBe(200);
    rows.push(...body.data);
    page = body.next_page;
  }
  return rows;
}

const day = (iso: string) =>
  `starting_at=${iso}T00:00:00Z&ending_at=${new Date(Date.parse(iso) + DAY).toISOString()}`;

/** Adds decimals exactly. */
function sum(decimals: readonly string[]): bigint {
  return decimals.reduce((total, decimal) => {
    const [whole = '', fraction = ''] = decimal.split('.');
    return total + BigInt(whole + fraction.padEnd(20, '0'));
  }, 0n);
}

const at = (row: Json, path: string) =>
  path.split('.').reduce<unknown>((value, name) => (value as Json)[name], row);
const amounts = (rows: readonly Json[], path: string) =>
  sum(rows.map((row) => at(row, path) as string));
const tokens = (rows: readonly Json[], path: string) =>
  rows.reduce((total, row) => total + (at(row, path) as number), 0);

async function costOf(from: string, to: string): Promise<bigint> {
  const range = `starting_at=${from}T00:00:00Z&ending_at=${to}T00:00:00Z`;
  return amounts(await all(`/analytics/cost?${range}`), 'cost.amount');
}

describe('the figures of the organization that Anthropic reports', () => {
  const GROUPINGS = [
    [],
    ['model'],
    ['workspace_id'],
    ['api_key_id', 'product'],
    ['actor', 'service_tier', 'model', 'workspace_id'],
    ['agent_id'],
  ];

  it.each(['2026-02-03', '2026-11-26'])(
    'add up to the same however they are grouped: %s',
    async (date) => {
      const total = await all(`/analytics/usage?${day(date)}`);
      const cost = await all(`/analytics/cost?${day(date)}`);
      expect([total.length, cost.length]).toEqual([1, 1]);
      for (const groups of GROUPINGS) {
        const by = groups.map((name) => `&group_by[]=${name}`).join('');
        const rest = `${day(date)}&limit=25&time_bucket_width=1h&order_by=time&order=asc${by}`;
        const usage = await all(`/analytics/usage?${rest}`);
        for (const path of ['usage.total_tokens', 'usage.output_tokens', 'usage.requests']) {
          expect(tokens(usage, path)).toBe(tokens(total, path));
        }
        const costs = await all(`/analytics/cost?${rest}`);
        const types = await all(
          `/analytics/cost?${rest}&group_by[]=cost_type&group_by[]=token_type`,
        );
        for (const path of ['cost.amount', 'cost.list_amount']) {
          expect(amounts(costs, path)).toBe(amounts(cost, path));
          expect(amounts(types, path)).toBe(amounts(cost, path));
        }
      }
    },
  );

  it('are the same in the older pair, which counts no requests', async () => {
    const range = `starting_at=2026-11-01T00:00:00Z&ending_at=2026-11-28T00:00:00Z`;
    const newer = await all(`/analytics/usage?${range}&group_by[]=model&limit=1000`);
    const models = newer.filter((row) => at(row, 'group.model') !== null);
    for (const by of ['', '&group_by[]=model', '&group_by[]=workspace_id&group_by[]=api_key_id']) {
      const buckets = await all(`/usage_report/messages?${range}${by}`);
      const results = buckets.flatMap(({ results }) => results as Json[]);
      expect(buckets).toHaveLength(27);
      expect(tokens(results, 'output_tokens')).toBe(tokens(models, 'usage.output_tokens'));
      const read = 'cache_read_input_tokens';
      expect(tokens(results, read)).toBe(tokens(models, `usage.${read}`));
      expect(results[0]).not.toHaveProperty('requests');
    }
    const cost = amounts(await all(`/analytics/cost?${range}`), 'cost.amount');
    for (const by of [
      '',
      '&group_by[]=workspace_id',
      '&group_by[]=workspace_id&group_by[]=description',
    ]) {
      const buckets = await all(`/cost_report?${range}&limit=5${by}`);
      const results = buckets.flatMap(({ results }) => results as Json[]);
      expect(amounts(results, 'amount')).toBe(cost);
    }
  });

  it('are those of Claude Code too, but for who pays by subscription', async () => {
    const rows = await all(`/usage_report/claude_code?starting_at=2026-11-26&limit=2`);
    const api = rows.filter((row) => row['customer_type'] === 'api');
    expect(api.length).toBeGreaterThan(2);
    expect(rows.length).toBe(api.length + 1);
    const used = api.flatMap((row) => row['model_breakdown'] as Json[]);
    const product = await all(`/analytics/usage?${day('2026-11-26')}&products[]=claude_code`);
    expect(tokens(used, 'tokens.output')).toBe(tokens(product, 'usage.output_tokens'));
  });

  it('have no rows for days on which nothing happened, and grow from the beginning of the year', async () => {
    const holiday = await ask(`/analytics/usage?${day('2026-11-11')}`);
    expect(holiday.body.data).toEqual([]);
    const november = await costOf('2026-11-01', '2026-11-28');
    expect(november).toBeGreaterThan(await costOf('2026-02-01', '2026-02-28'));
  });

  it('come as time passes, a few of them a day late', async () => {
    const path = `/analytics/usage?${day('2026-11-26')}`;
    const usage = async (now: string) => {
      server.now = () => new Date(now);
      return tokens(await all(path), 'usage.total_tokens');
    };
    const noon = await usage('2026-11-26T12:00:00Z');
    const evening = await usage('2026-11-27T01:00:00Z');
    const later = await usage('2026-11-28T09:00:00Z');
    expect(noon).toBeLessThan(evening);
    expect(evening).toBeLessThan(later);
    expect(await usage('2026-12-20T09:00:00Z')).toBe(later);
  });

  it.each([
    ['a comma in a list', 'usage', `${day('2026-11-26')}&group_by[]=model,workspace_id`],
    ['a list without its brackets', 'usage', `${day('2026-11-26')}&group_by=model`],
    ['the older name of the width', 'usage', `${day('2026-11-26')}&bucket_width=1d`],
    [
      'more than 31 days',
      'usage',
      'starting_at=2026-10-01T00:00:00Z&ending_at=2026-11-02T00:00:00Z',
    ],
    [
      'days before 2026',
      'usage',
      'starting_at=2025-12-31T00:00:00Z&ending_at=2026-01-02T00:00:00Z',
    ],
    ['a bucket without an end', 'cost', 'starting_at=2026-11-01T00:00:00Z&time_bucket_width=1d'],
    ['more than 1000 rows', 'cost', `${day('2026-11-26')}&limit=1001`],
    ['a page of another query', 'cost', `${day('2026-11-26')}&page=page_abc`],
    ['types of cost in usage', 'usage', `${day('2026-11-26')}&group_by[]=cost_type`],
    ['a time without a zone', 'usage', 'starting_at=2026-11-26T00:00:00'],
  ])('are refused to who sends %s', async (_, kind, query) => {
    expect((await ask(`/analytics/${kind}?${query}`)).status).toBe(400);
  });

  it('need the header of their beta', async () => {
    const headers = { 'anthropic-beta': 'spend-limit-reads-2026-09-26' };
    expect((await ask(`/analytics/usage?${day('2026-11-26')}`, KEY, headers)).status).toBe(400);
    expect((await ask('/spend_limits')).status).toBe(400);
    const limits = await ask('/spend_limits', KEY, headers);
    expect(limits.body.data).toHaveLength(3);
  });

  it.each([
    [
      'sk-ant-admin-legacy',
      { '/analytics/usage': 404, '/analytics/cost': 404, '/cost_report': 200 },
    ],
    [
      'sk-ant-admin-hipaa',
      { '/analytics/usage': 200, '/analytics/cost': 400, '/cost_report': 400 },
    ],
    ['sk-ant-admin-nospend', { '/spend_limits': 403 }],
    ['sk-ant-individual', { '/me': 403, '/analytics/usage': 403, '/workspaces': 403 }],
  ])('are what the key may see: %s', async (key, statuses) => {
    for (const [path, status] of Object.entries(statuses)) {
      const query = /cost|usage/.test(path) ? `?${day('2026-11-26')}` : '';
      expect((await ask(`${path}${query}`, key)).status).toBe(status);
    }
  });

  it('are what Anthropic’s own client reads, page after page', async () => {
    const { organization } = new Anthropic({ apiKey: KEY, baseURL: server.urls.anthropic }).beta;
    const month = { starting_at: '2026-10-28T00:00:00Z', ending_at: '2026-11-28T00:00:00Z' };
    const by = { ...month, time_bucket_width: '1d', order_by: 'time', limit: 400 } as const;
    let tokens = 0;
    for await (const row of organization.analytics.usage.list({
      ...by,
      group_by: ['model', 'workspace_id'],
    })) {
      tokens += row.usage.total_tokens;
    }
    const [total] = await all(
      `/analytics/usage?starting_at=${month.starting_at}&ending_at=${month.ending_at}`,
    );
    expect(tokens).toBe(at(total ?? {}, 'usage.total_tokens'));
    const amounts: string[] = [];
    for await (const row of organization.analytics.cost.list(by)) amounts.push(row.cost.amount);
    expect(amounts.length).toBeGreaterThan(25);
    const limits = [];
    for await (const limit of organization.spendLimits.list({ scope_type: ['usage_tier'] })) {
      limits.push(limit.amount);
    }
    expect(limits).toEqual(['500000']);
    const names = [];
    for await (const key of organization.apiKeys.list({ limit: 20 })) names.push(key.name);
    expect(names).toHaveLength(50);
    for await (const limit of organization.rateLimits.list()) names.push(limit.id);
    expect(names).toHaveLength(54);
  });

  it('fail as tests want them to', async () => {
    const path = `/analytics/usage?${day('2026-11-26')}`;
    server.faults.add({
      path: /\/analytics\/usage\?.*starting_at=2026-11-26/,
      status: 503,
      times: 1,
    });
    const failed = await fetch(`${server.urls.anthropic}/v1/organizations${path}`, {
      headers: { 'x-api-key': KEY, 'anthropic-version': '2026-10-21' },
    });
    expect(failed.status).toBe(503);
    server.faults.add({
      path: /\/analytics\//,
      rewrite: (answer) => ({ ...answer, body: { data: [], has_more: true, next_page: 'page_x' } }),
    });
    expect((await ask(path)).body).toMatchObject({ data: [], next_page: 'page_x' });
  });
});
