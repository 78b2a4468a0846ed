import {
  badRequest,
  checkParameters,
  choice,
  choices,
  instant,
  questionOf,
  readCursor,
  requireBeta,
  wholeNumber,
  writeCursor,
} from './anthropic-request.js';
import { rowsOf, type Row } from './anthropic-rows.js';
import { cents, COMPONENTS, discounted } from './anthropic-costs.js';
import type { Organization, Usage } from './anthropic-organization.js';
import { ok, type WireAnswer, type WireRequest } from './provider-wire.js';

const BETA = 'analytics-usage-cost-2026-08-24';
const DAY = 86_400_000;
const WIDTHS = { '1d': DAY, '1h': DAY / 24, '1m': 60_000 } as const;
const OLDEST = Date.parse('2026-01-01T00:00:00Z');

/** What rows can be broken out by; what this organization has nothing of is null in all of them. */
const OF_USAGE: Readonly<Record<string, (usage: Usage) => unknown>> = {
  actor: ({ actor }) => asActor(actor),
  actor_type: ({ actor }) => actor.type,
  api_key_id: ({ apiKeyId }) => apiKeyId,
  context_window: ({ model }) => (model === null ? null : '0-200k'),
  inference_geo: ({ model }) => (model === null ? null : 'global'),
  model: ({ model }) => model,
  product: ({ product }) => product,
  service_tier: ({ serviceTier }) => serviceTier,
  speed: ({ model }) => (model === null ? null : 'standard'),
  workspace_id: ({ workspaceId }) => workspaceId,
};
const NOT_HERE =
  `agent_id claude_tag_category claude_tag_user_id deployment_id environment_id organization_id
  rbac_group_id session_id slack_channel_id user_profile_id`.split(/\s+/);
const DIMENSIONS = [...Object.keys(OF_USAGE), ...NOT_HERE];
/** Rows of one component each; they do not count as rows. */
const FAN_OUT = ['cost_type', 'token_type'];

/** Filters, and what of some usage they look at. */
const FILTERS: Readonly<Record<string, (usage: Usage) => string | null>> = {
  actor_types: ({ actor }) => actor.type,
  actor_ids: ({ actor }) => (actor.type === 'user_actor' ? actor.user_id : actor.api_key_id),
  api_key_ids: ({ apiKeyId }) => apiKeyId ?? '',
  models: ({ model }) => model,
  products: ({ product }) => product,
  service_tiers: ({ serviceTier }) => serviceTier,
  workspace_ids: ({ workspaceId }) => workspaceId,
};

/** https://platform.claude.com/docs/en/manage-claude/usage-cost-analytics-api, both of its endpoints. */
export function analytics(
  request: WireRequest,
  kind: 'usage' | 'cost',
  organization: Organization,
  now: Date,
): WireAnswer {
  requireBeta(request, BETA);
  const { query } = request;
  const one = 'starting_at ending_at time_bucket_width order_by order limit page'.split(' ');
  checkParameters(query, one, ['group_by', ...Object.keys(FILTERS)]);
  const limit = wholeNumber(query, 'limit', { usual: 20, most: 1_000 });
  const refreshedAt = Math.floor(now.getTime() / 60_000) * 60_000;
  const cursor = readCursor(request, refreshedAt);
  const question = `${questionOf(request.path, query)} ${cursor.asOf}`;
  const rows =
    organization.listings.get(question) ??
    ordered(request, kind, readRows(request, kind, organization, cursor.asOf, now));
  organization.listings.set(question, rows);
  const page = rows.slice(cursor.at, cursor.at + limit);
  const has_more = cursor.at + limit < rows.length;
  const next = { at: cursor.at + limit, asOf: cursor.asOf };
  return ok({
    data: page.flatMap((row) => shown(row, kind, query.getAll('group_by[]'))),
    has_more,
    next_page: has_more ? writeCursor(request, next) : null,
    data_refreshed_at: iso(cursor.asOf),
  });
}

function readRows(
  { query }: WireRequest,
  kind: 'usage' | 'cost',
  organization: Organization,
  asOf: number,
  now: Date,
): Row[] {
  const groupable = kind === 'cost' ? [...DIMENSIONS, ...FAN_OUT] : DIMENSIONS;
  const asked = choices(query, 'group_by', groupable);
  const dimensions = asked.filter((name) => !FAN_OUT.includes(name));
  if (dimensions.length > 5) throw badRequest('group_by[]: List should have at most 5 items');
  if (new Set(asked).size < asked.length) throw badRequest('group_by[]: Values should be unique');
  const { from, to, width } = readRange(query, now);
  const filters = Object.entries(FILTERS).filter(([name]) => query.has(`${name}[]`));
  const sent = filters.map(([name, of]) => [new Set(query.getAll(`${name}[]`)), of] as const);
  const usage = organization
    .usage(from, to, asOf)
    .filter((each) => sent.every(([values, of]) => values.has(of(each) ?? '\0')));
  return rowsOf(usage, {
    dimensions: dimensions.map((name) => [name, OF_USAGE[name] ?? (() => null)]),
    bucketOf: (at) => (width === undefined ? from : Math.floor(at / width) * width),
    endOf: (bucket) => (width === undefined ? to : bucket + width),
  });
}

function readRange(query: URLSearchParams, now: Date) {
  const width = choice(query, 'time_bucket_width', ['1d', '1h', '1m']);
  const from = instant(query, 'starting_at');
  if (from === undefined) throw badRequest('starting_at: Field required');
  if (from < now.getTime() - 365 * DAY) throw badRequest('starting_at: is over 365 days ago');
  if (from < OLDEST) throw badRequest('starting_at: is before 2026-01-01T00:00:00Z');
  const sent = instant(query, 'ending_at');
  if (sent === undefined && width !== undefined) {
    throw badRequest('ending_at: Field required with time_bucket_width');
  }
  const to = sent ?? Math.min(now.getTime(), from + 31 * DAY);
  if (to <= from) throw badRequest('ending_at: must be after starting_at');
  if (to - from > 31 * DAY) throw badRequest('ending_at: the range may span at most 31 days');
  if (width === '1m' && to - from > DAY) throw badRequest('ending_at: at most 24 hours of minutes');
  if (width !== undefined) return { from, to, width: WIDTHS[width] };
  const hour = WIDTHS['1h'];
  return { from: Math.floor(from / hour) * hour, to: Math.floor(to / hour) * hour, width };
}

const BY_USAGE = {
  total_tokens: (row: Row) => BigInt(totalOf(row)),
  output_tokens: (row: Row) => BigInt(row.quantities[1] ?? 0),
  requests: (row: Row) => BigInt(row.requests),
  uncached_input_tokens: (row: Row) => BigInt(row.quantities[0] ?? 0),
  time: (row: Row) => BigInt(row.from),
};
const BY_COST = {
  amount: (row: Row) => discounted(sumOf(row.costs)),
  list_amount: (row: Row) => sumOf(row.costs),
  time: (row: Row) => BigInt(row.from),
};

/** The largest first, unless asked otherwise: within a bucket too, when they go by time. */
function ordered({ query }: WireRequest, kind: 'usage' | 'cost', rows: Row[]): Row[] {
  const measures: Readonly<Record<string, (row: Row) => bigint>> =
    kind === 'usage' ? BY_USAGE : BY_COST;
  const usual = kind === 'usage' ? 'total_tokens' : 'amount';
  const asked = choice(query, 'order_by', Object.keys(measures)) ?? usual;
  const hasTime = query.has('time_bucket_width') || asked !== 'time';
  const isUp = choice(query, 'order', ['asc', 'desc']) === 'asc';
  const measure = measures[hasTime ? asked : usual] ?? (() => 0n);
  const size = measures[usual] ?? (() => 0n);
  return rows
    .map((row) => ({ row, by: measure(row), size: size(row) }))
    .sort((a, b) => {
      if (a.by !== b.by) return a.by < b.by === isUp ? -1 : 1;
      if (a.size !== b.size) return a.size > b.size ? -1 : 1;
      return a.row.key < b.row.key ? -1 : 1;
    })
    .map(({ row }) => row);
}

function shown(row: Row, kind: 'usage' | 'cost', groups: readonly string[]): object[] {
  const time = { starting_at: iso(row.from), ending_at: iso(row.to) };
  const group = { ...Object.fromEntries(DIMENSIONS.map((name) => [name, null])), ...row.group };
  if (kind === 'usage') return [{ ...time, group, usage: usageOf(row) }];
  return componentsOf(groups).flatMap(({ shows, component }) => {
    const list = sumOf(row.costs.filter((_, at) => component.includes(at)));
    if (list === 0n && shows !== undefined) return [];
    const cost = {
      amount: cents(discounted(list)),
      list_amount: cents(list),
      currency: 'USD',
      requests: shows === undefined ? row.requests : null,
    };
    const type = shows ?? { cost_type: null, token_type: null };
    return [{ ...time, group: { ...group, ...type }, cost }];
  });
}

/** Which components are shown together. By `token_type` alone, only tokens are. */
function componentsOf(groups: readonly string[]) {
  const every = COMPONENTS.map((shows, at) => ({ shows, component: [at] }));
  const tokens = every.filter(({ shows }) => shows.cost_type === 'tokens');
  const others = every.filter(({ shows }) => shows.cost_type !== 'tokens');
  const byType = groups.includes('cost_type');
  if (groups.includes('token_type')) return byType ? every : tokens;
  if (!byType) return [{ shows: undefined, component: every.map((_, at) => at) }];
  const together = { cost_type: 'tokens', token_type: null } as const;
  return [{ shows: together, component: tokens.map((_, at) => at) }, ...others];
}

export function usageOf({ quantities, requests }: Pick<Row, 'quantities' | 'requests'>) {
  const [uncached = 0, output = 0, read = 0, fiveMinutes = 0, hour = 0, searches = 0] = quantities;
  return {
    uncached_input_tokens: uncached,
    output_tokens: output,
    cache_read_input_tokens: read,
    cache_creation: { ephemeral_5m_input_tokens: fiveMinutes, ephemeral_1h_input_tokens: hour },
    total_tokens: totalOf({ quantities }),
    requests,
    server_tool_use: { web_search_requests: searches },
  };
}

function totalOf({ quantities }: Pick<Row, 'quantities'>): number {
  return quantities.slice(0, 5).reduce((sum, each) => sum + each, 0);
}

export function sumOf(parts: readonly bigint[]): bigint {
  return parts.reduce((sum, each) => sum + each, 0n);
}

export function iso(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}

function asActor(actor: Usage['actor']): object {
  if (actor.type === 'api_actor') return actor;
  const name = actor.email_address.split('@')[0] ?? null;
  return { ...actor, name, deleted: false };
}
