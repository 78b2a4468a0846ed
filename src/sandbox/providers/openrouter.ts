import { type Activity, activityOf, PARTS_OF_DOLLAR, spentSince } from './openrouter-account.js';
import {
  idFor,
  type ProviderWire,
  refused,
  unknownParameter,
  type WireAnswer,
  type WireRequest,
} from './provider-wire.js';

const DAY = 86_400_000;
const DAYS = 30;
const CREDITS = 1_000n * PARTS_OF_DOLLAR;
/** Dollars of a month that a key with a limit may use. */
const LIMIT = 100n * PARTS_OF_DOLLAR;

function problem(code: number, message: string): WireAnswer {
  return refused(code, { error: { code, message } });
}

/**
 * https://openrouter.ai/docs/api-reference; keys with `management` run no models and see the account, those
 * with `limited` have a limit.
 */
export const openrouter: ProviderWire = {
  limits: [],
  throttled: problem(429, 'Rate limit exceeded'),
  keyOf: ({ authorization }) => /^Bearer (\S+)$/.exec(authorization ?? '')?.[1],
  refuse: (key) =>
    problem(401, key === undefined ? 'No auth credentials found' : 'User not found.'),
  answer(request, key, { now }) {
    const { method, path } = request;
    if (method !== 'GET') return undefined;
    if (path === '/key') return numbers({ data: aboutKey(key, now()) });
    if (path !== '/credits' && path !== '/activity') return undefined;
    if (!key.includes('management')) return problem(403, 'Only management keys can do this');
    if (path === '/activity') return activity(request, now());
    const total_usage = money(spentSince(0, now()).usage);
    return numbers({ data: { total_credits: money(CREDITS), total_usage } });
  },
};

/** A number of dollars with all its digits, more than a double has; see {@link numbers}. */
function money(parts: bigint): string {
  const fraction = (parts % PARTS_OF_DOLLAR).toString().padStart(18, '0').replace(/0+$/, '');
  return `#${parts / PARTS_OF_DOLLAR}${fraction === '' ? '' : `.${fraction}`}#`;
}

/** JSON in which money is a number. */
function numbers(body: object): WireAnswer {
  const text = JSON.stringify(body).replace(/"#(-?[\d.]+)#"/g, '$1');
  return { status: 200, body: text, headers: { 'content-type': 'application/json' } };
}

/** Days, weeks that begin on Monday, and months are of UTC. */
function aboutKey(key: string, now: Date) {
  const day = Math.floor(now.getTime() / DAY) * DAY;
  const week = day - ((now.getUTCDay() + 6) % 7) * DAY;
  const month = Date.UTC(now.getUTCFullYear(), now.getUTCMonth());
  const [all, daily, weekly, monthly] = [0, day, week, month].map((from) => spentSince(from, now));
  const byok = (spent: typeof all) => money(spent?.byokUsage ?? 0n);
  const usage = (spent: typeof all) => money(spent?.usage ?? 0n);
  const isLimited = key.includes('limited');
  const left = LIMIT - (monthly?.usage ?? 0n);
  return {
    label: `${key.slice(0, 8)}...${key.slice(-3)}`,
    limit: isLimited ? money(LIMIT) : null,
    limit_remaining: isLimited ? money(left > 0n ? left : 0n) : null,
    limit_reset: isLimited ? 'monthly' : null,
    include_byok_in_limit: false,
    usage: usage(all),
    usage_daily: usage(daily),
    usage_weekly: usage(weekly),
    usage_monthly: usage(monthly),
    byok_usage: byok(all),
    byok_usage_daily: byok(daily),
    byok_usage_weekly: byok(weekly),
    byok_usage_monthly: byok(monthly),
    is_free_tier: false,
    is_management_key: key.includes('management'),
    is_provisioning_key: key.includes('management'),
    free_model_daily_requests: { limit: 1_000, used: 12, remaining: 988 },
    creator_user_id: `user_${idFor(key, 24)}`,
    organization_id: null,
    allowed_data_regions: ['global'],
    rate_limit: { requests: -1, interval: '10s', note: 'This field is deprecated.' },
    expires_at: null,
  };
}

/** A row for each endpoint of a model on a day; by workspace as well, if asked. */
function activity({ query }: WireRequest, now: Date): WireAnswer {
  const filters = ['date', 'api_key_hash', 'user_id', 'workspace_id'];
  const unknown = unknownParameter(query, [...filters, 'group_by']);
  if (unknown !== undefined) return problem(400, `Unrecognized key: ${unknown}`);
  const byWorkspace = query.get('group_by') === 'workspace';
  if (query.has('group_by') && !byWorkspace) return problem(400, 'Invalid group_by');
  const today = Math.floor(now.getTime() / DAY);
  const date = query.get('date');
  const days = Array.from({ length: DAYS }, (_, n) => today - 1 - n);
  if (date !== null && !days.includes(Date.parse(date) / DAY)) {
    return problem(400, 'Date must be within the last 30 (completed) UTC days');
  }
  const isMine = (row: Activity) =>
    (date ?? row.date) === row.date &&
    (query.get('api_key_hash') ?? row.apiKeyHash) === row.apiKeyHash &&
    (query.get('user_id') ?? row.userId) === row.userId &&
    (query.get('workspace_id') ?? row.workspaceId) === row.workspaceId;
  const rows = new Map<string, Activity>();
  for (const row of days.flatMap(activityOf).filter(isMine)) {
    const key = [row.date, row.endpointId, byWorkspace && row.workspaceId].join(' ');
    const before = rows.get(key);
    rows.set(key, before === undefined ? row : together(before, row));
  }
  return numbers({ data: [...rows.values()].map((row) => shown(row, byWorkspace)) });
}

function together(one: Activity, other: Activity): Activity {
  return {
    ...one,
    usage: one.usage + other.usage,
    byokUsage: one.byokUsage + other.byokUsage,
    requests: one.requests + other.requests,
    promptTokens: one.promptTokens + other.promptTokens,
    completionTokens: one.completionTokens + other.completionTokens,
    reasoningTokens: one.reasoningTokens + other.reasoningTokens,
  };
}

function shown(row: Activity, byWorkspace: boolean): object {
  return {
    date: row.date,
    model: row.model,
    model_permaslug: row.permaslug,
    endpoint_id: row.endpointId,
    provider_name: row.provider,
    usage: money(row.usage),
    byok_usage_inference: money(row.byokUsage),
    requests: row.requests,
    prompt_tokens: row.promptTokens,
    completion_tokens: row.completionTokens,
    reasoning_tokens: row.reasoningTokens,
    ...(byWorkspace && { workspace_id: row.workspaceId }),
  };
}
