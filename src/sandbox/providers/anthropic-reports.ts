import { iso, sumOf, usageOf } from './anthropic-analytics.js';
import { cents, COMPONENTS, discounted } from './anthropic-costs.js';
import type { Organization, Usage } from './anthropic-organization.js';
import {
  badRequest,
  checkParameters,
  choice,
  choices,
  instant,
  readCursor,
  wholeNumber,
  writeCursor,
} from './anthropic-request.js';
import { type Row, rowsOf } from './anthropic-rows.js';
import { ok, type WireAnswer, type WireRequest } from './provider-wire.js';

const DAY = 86_400_000;
/** How wide buckets are, how many come unless asked otherwise, and how many at most. */
const WIDTHS = {
  '1d': { width: DAY, usual: 7, most: 31 },
  '1h': { width: DAY / 24, usual: 24, most: 168 },
  '1m': { width: 60_000, usual: 60, most: 1_440 },
} as const;

/** The default workspace has no id here. */
const workspaceId = ({ workspace, workspaceId: id }: Usage) => (workspace === 0 ? null : id);
const accountId = ({ actor }: Usage) => (actor.type === 'user_actor' ? actor.user_id : null);
const USAGE_DIMENSIONS: Readonly<Record<string, (usage: Usage) => string | null>> = {
  account_id: accountId,
  api_key_id: ({ apiKeyId }) => apiKeyId,
  context_window: () => '0-200k',
  inference_geo: () => 'global',
  model: ({ model }) => model,
  service_account_id: () => null,
  service_tier: ({ serviceTier }) => serviceTier,
  speed: () => 'standard',
  workspace_id: workspaceId,
};
const FILTERS: Readonly<Record<string, (usage: Usage) => string | null>> = {
  account_ids: accountId,
  api_key_ids: ({ apiKeyId }) => apiKeyId,
  models: ({ model }) => model,
  service_tiers: ({ serviceTier }) => serviceTier,
  workspace_ids: workspaceId,
};

/** `/usage_report/messages`: tokens and no requests, and nothing of code that was executed. */
export function usageReport(
  request: WireRequest,
  organization: Organization,
  now: Date,
): WireAnswer {
  const { query } = request;
  const one = ['starting_at', 'ending_at', 'bucket_width', 'limit', 'page'];
  checkParameters(query, one, ['group_by', ...Object.keys(FILTERS)]);
  const groups = choices(query, 'group_by', Object.keys(USAGE_DIMENSIONS));
  const filters = Object.entries(FILTERS)
    .filter(([name]) => query.has(`${name}[]`))
    .map(([name, of]) => [new Set(query.getAll(`${name}[]`)), of] as const);
  return buckets(request, organization, now, (usage, from) => {
    const mine = usage
      .filter(({ model }) => model !== null)
      .filter((each) => filters.every(([values, of]) => values.has(of(each) ?? '\0')));
    const empty = Object.fromEntries(Object.keys(USAGE_DIMENSIONS).map((name) => [name, null]));
    return grouped(mine, from, groups, USAGE_DIMENSIONS).map((row) => {
      const { total_tokens: _, requests: _none, ...counts } = usageOf(row);
      return { ...counts, ...empty, ...row.group };
    });
  });
}

/** `/cost_report`: whole days; by description, a row for each component of each model. */
export function costReport(
  request: WireRequest,
  organization: Organization,
  now: Date,
): WireAnswer {
  const { query } = request;
  const one = ['starting_at', 'ending_at', 'bucket_width', 'limit', 'page'];
  checkParameters(query, one, ['group_by']);
  choice(query, 'bucket_width', ['1d']);
  const groups = choices(query, 'group_by', ['workspace_id', 'description']);
  const isDescribed = groups.includes('description');
  const dimensions: Readonly<Record<string, (usage: Usage) => string | null>> = {
    ...(groups.includes('workspace_id') && { workspace_id: workspaceId }),
    ...(isDescribed && {
      model: ({ model }: Usage) => model,
      service_tier: ({ serviceTier }: Usage) => serviceTier,
    }),
  };
  return buckets(request, organization, now, (usage, from) => {
    const rows = grouped(usage, from, Object.keys(dimensions), dimensions);
    return rows.flatMap((row) => (isDescribed ? described(row) : [costOf(row, sumOf(row.costs))]));
  });
}

function grouped(
  usage: readonly Usage[],
  from: number,
  names: readonly string[],
  dimensions: Readonly<Record<string, (usage: Usage) => unknown>>,
): Row[] {
  return rowsOf(usage, {
    dimensions: names.map((name) => [name, dimensions[name] ?? (() => null)]),
    bucketOf: () => from,
    endOf: () => from,
  });
}

function described(row: Row): object[] {
  return COMPONENTS.flatMap((component, at) => {
    const list = row.costs[at] ?? 0n;
    if (list === 0n) return [];
    const isTokens = component.cost_type === 'tokens';
    const { model } = row.group;
    const what = isTokens
      ? `${String(model)} Usage - ${component.token_type}`
      : { web_search: 'Web Search Usage', code_execution: 'Code Execution Usage' }[
          component.cost_type
        ];
    const window = isTokens ? { context_window: '0-200k', inference_geo: 'global' } : {};
    return [{ ...costOf(row, list), ...component, ...window, description: what }];
  });
}

function costOf(row: Row, list: bigint) {
  return {
    currency: 'USD',
    amount: cents(discounted(list)),
    workspace_id: null,
    description: null,
    cost_type: null,
    context_window: null,
    inference_geo: null,
    model: null,
    service_tier: null,
    token_type: null,
    ...row.group,
  };
}

/** Every bucket is there, the empty ones too; pages count buckets. */
function buckets(
  request: WireRequest,
  organization: Organization,
  now: Date,
  read: (usage: readonly Usage[], from: number) => object[],
): WireAnswer {
  const { query } = request;
  const { width, usual, most } = WIDTHS[choice(query, 'bucket_width', ['1d', '1h', '1m']) ?? '1d'];
  const limit = wholeNumber(query, 'limit', { usual, most });
  const sent = instant(query, 'starting_at');
  if (sent === undefined) throw badRequest('starting_at: Field required');
  const from = Math.floor(sent / width) * width;
  const to = instant(query, 'ending_at') ?? Math.ceil(now.getTime() / width) * width;
  if (to <= sent) throw badRequest('ending_at: must be after starting_at');
  const { at, asOf } = readCursor(request, Math.floor(now.getTime() / 60_000) * 60_000);
  const count = Math.max(0, Math.floor((to - from) / width));
  const end = Math.min(count, at + limit);
  const data = Array.from({ length: Math.max(0, end - at) }, (_, n) => {
    const begins = from + (at + n) * width;
    const results = read(organization.usage(begins, begins + width, asOf), begins);
    return { starting_at: iso(begins), ending_at: iso(begins + width), results };
  });
  const has_more = end < count;
  return ok({
    data,
    has_more,
    next_page: has_more ? writeCursor(request, { at: end, asOf }) : null,
  });
}
