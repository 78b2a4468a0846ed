import { keyName } from './anthropic-claude-code.js';
import type { Organization } from './anthropic-organization.js';
import {
  badRequest,
  checkParameters,
  choice,
  choices,
  notFound,
  readCursor,
  requireBeta,
  wholeNumber,
  writeCursor,
} from './anthropic-request.js';
import { ok, type WireAnswer, type WireRequest } from './provider-wire.js';

const BEGAN = '2025-10-01T00:00:00Z';
const SPEND_LIMITS_BETA = 'spend-limit-reads-2026-09-26';

/** Lists that are paged by the ids of their rows. */
export function byIds(
  { query }: WireRequest,
  rows: readonly { readonly id: string }[],
  filters: readonly string[] = [],
): WireAnswer {
  checkParameters(query, ['limit', 'after_id', 'before_id', ...filters]);
  const limit = wholeNumber(query, 'limit', { usual: 20, most: 1_000 });
  const [after, before] = [query.get('after_id'), query.get('before_id')];
  const place = (id: string) => rows.findIndex((row) => row.id === id);
  if ([after, before].some((id) => id !== null && place(id) < 0)) throw badRequest('no such id');
  const isBack = before !== null;
  const from = isBack ? Math.max(0, place(before) - limit) : place(after ?? '') + 1;
  const to = isBack ? place(before) : from + limit;
  const data = rows.slice(from, to);
  const has_more = isBack ? from > 0 : to < rows.length;
  return ok({ data, has_more, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null });
}

export function workspaces(request: WireRequest, { workspaceIds }: Organization): WireAnswer {
  const names = ['Default', 'Claude Code'];
  const rows = workspaceIds.map((id, n) => ({
    type: 'workspace',
    id,
    name: names[n] ?? `Workspace ${n}`,
    created_at: BEGAN,
    archived_at: null,
    display_color: '#6C5BB9',
    compartment_id: `cmpt_${id.slice(7)}`,
    data_residency: {
      allowed_inference_geos: 'unrestricted',
      default_inference_geo: 'global',
      workspace_geo: 'us',
    },
    external_key_id: null,
    tags: {},
    user_profile_id: null,
  }));
  return byIds(request, rows, ['include_archived']);
}

export function apiKeys(request: WireRequest, organization: Organization): WireAnswer {
  const { query } = request;
  const statuses = ['active', 'inactive', 'archived', 'expired'] as const;
  const status = choice(query, 'status', statuses);
  const workspace = query.get('workspace_id');
  const rows = organization.workspaceIds.flatMap((workspaceId, w) =>
    [0, 1].map((n) => ({
      type: 'api_key',
      id: organization.apiKeyId(w, n),
      name: keyName(organization.apiKeyId(w, n)),
      created_at: BEGAN,
      created_by: { id: 'user_ada', type: 'user' },
      expires_at: null,
      partial_key_hint: `sk-ant-api03-R2D...${String(w).padStart(2, '0')}${n}A`,
      principal: null,
      scope: { type: 'workspace', workspace_id: workspaceId },
      status: w % 10 === 9 && n === 1 ? 'inactive' : 'active',
    })),
  );
  const found = rows.filter(
    (row) =>
      (status === undefined || row.status === status) &&
      (workspace === null || row.scope.workspace_id === workspace),
  );
  return byIds(request, found, ['status', 'workspace_id', 'created_by_user_id']);
}

/** `/spend_limits`, of a Console organization: https://platform.claude.com/docs/en/api/admin/spend-limits */
export function spendLimits(request: WireRequest, { workspaceIds }: Organization): WireAnswer {
  requireBeta(request, SPEND_LIMITS_BETA);
  const { query } = request;
  checkParameters(query, ['limit', 'page', 'workspace_id'], ['scope_type']);
  const types = choices(query, 'scope_type', ['organization', 'workspace', 'usage_tier']);
  const workspace = query.get('workspace_id');
  const rows = [
    { amount: '90000', scope: { type: 'organization' } },
    { amount: '15000', scope: { type: 'workspace', workspace_id: workspaceIds[3] ?? null } },
    { amount: '500000', scope: { type: 'usage_tier' } },
  ].map((row, n) => ({
    id: `spl_${String(n).padStart(4, '0')}`,
    type: 'spend_limit',
    currency: 'USD',
    period: 'monthly',
    is_enabled: true,
    created_at: BEGAN,
    updated_at: BEGAN,
    ...row,
  }));
  const found = rows.filter(
    ({ scope }) =>
      (types.length === 0 || types.some((type) => type === scope.type)) &&
      (workspace === null || ('workspace_id' in scope && scope.workspace_id === workspace)),
  );
  return paged(request, found);
}

/** Requests and tokens a minute, for the models of one kind. */
export function rateLimits(request: WireRequest, { models }: Organization): WireAnswer {
  const { query } = request;
  checkParameters(query, ['limit', 'page', 'group_type', 'model']);
  const model = query.get('model');
  if (model !== null && !models.includes(model)) throw notFound(`model: ${model}`);
  const type = choice(query, 'group_type', ['model_group', 'batch', 'web_search']);
  const rows = groupsOf(models).filter(
    (row) =>
      (model === null || row.models?.includes(model) === true) &&
      (type === undefined || row.group.type === type),
  );
  return paged(request, rows);
}

export function workspaceRateLimits(
  request: WireRequest,
  { models, workspaceIds }: Organization,
  workspaceId: string,
): WireAnswer {
  const known = ['limit', 'page', 'group_type', 'model', 'include_inherited'];
  checkParameters(request.query, known);
  if (!workspaceIds.includes(workspaceId)) throw notFound(`workspace: ${workspaceId}`);
  const [first] = groupsOf(models);
  const isLimited = workspaceId === workspaceIds[3] && first !== undefined;
  const limit = {
    type: 'requests_per_minute',
    value: 400,
    org_limit: 4_000,
    source: { type: 'workspace' },
  };
  const row = isLimited && {
    type: 'workspace_rate_limit',
    rate_limit_id: first.id,
    group: first.group,
    models: first.models,
    limits: [limit],
    workspace_id: workspaceId,
  };
  return paged(request, row === false ? [] : [row]);
}

function groupsOf(models: readonly string[]) {
  const ofModels = models.map((model, n) => ({
    id: `rl_${String(n).padStart(4, '0')}`,
    type: 'rate_limit',
    group: { id: `rlg_${model}`, type: 'model_group', display_name: model },
    models: [model] as readonly string[] | null,
    limits: [
      { type: 'requests_per_minute', value: 4_000 },
      { type: 'input_tokens_per_minute_cache_aware', value: 2_000_000 },
      { type: 'output_tokens_per_minute', value: 400_000 },
    ],
  }));
  const batch = {
    id: 'rl_batch',
    type: 'rate_limit',
    group: { id: 'rlg_batch', type: 'batch' },
    models: null,
    limits: [{ type: 'enqueued_batch_requests', value: 500_000 }],
  };
  return [...ofModels, batch];
}

/** Lists that say where they go on. */
function paged(request: WireRequest, rows: readonly object[]): WireAnswer {
  const limit = wholeNumber(request.query, 'limit', { usual: 1_000, most: 1_000 });
  const { at, asOf } = readCursor(request, 0);
  const next = at + limit < rows.length ? writeCursor(request, { at: at + limit, asOf }) : null;
  return ok({ data: rows.slice(at, at + limit), next_page: next });
}
