import { analytics } from './anthropic-analytics.js';
import { claudeCodeReport } from './anthropic-claude-code.js';
import {
  apiKeys,
  byIds,
  rateLimits,
  spendLimits,
  workspaceRateLimits,
  workspaces,
} from './anthropic-directory.js';
import { costReport, usageReport } from './anthropic-reports.js';
import { AnthropicProblem, badRequest, notFound, problem } from './anthropic-request.js';
import {
  idFor,
  ok,
  type ProviderWire,
  type WireAnswer,
  type WireRequest,
  type WireState,
} from './provider-wire.js';

const WORKSPACE_LIMITS = /^\/workspaces\/([^/]+)\/rate_limits$/;

/**
 * https://platform.claude.com/docs/en/api: keys with `admin` see the organization, those with `org` as well,
 * and all but the first may use models. Those with `individual` have no organization, with `legacy` no
 * analytics, with `hipaa` no costs, and with `nospend` no spend limits.
 */
export const anthropic: ProviderWire = {
  limits: [{ path: /./, requests: 50, seconds: 1 }],
  throttled: problem(429, 'rate_limit_error', 'Number of requests has exceeded your rate limit'),
  keyOf: ({ authorization, 'x-api-key': key }) =>
    typeof key === 'string' ? key : /^Bearer (\S+)$/.exec(authorization ?? '')?.[1],
  refuse: () => problem(401, 'authentication_error', 'invalid x-api-key'),
  answer(request, key, state) {
    const { method, path, headers } = request;
    if (!/^\d{4}-\d{2}-\d{2}$/.test(String(headers['anthropic-version'] ?? ''))) {
      return problem(400, 'invalid_request_error', 'anthropic-version: header is required');
    }
    if (method !== 'GET') return undefined;
    try {
      return route(request, path, key, state);
    } catch (error) {
      if (error instanceof AnthropicProblem) return error.answer;
      throw error;
    }
  },
};

function route(
  request: WireRequest,
  path: string,
  key: string,
  state: WireState,
): WireAnswer | undefined {
  const isAdmin = key.includes('admin');
  if (path === '/v1/models') return isAdmin ? anthropic.refuse(key) : models(request, state);
  const [, ofOrganization] = /^\/v1\/organizations(\/.+)$/.exec(path) ?? [];
  if (ofOrganization === undefined) return undefined;
  if ((!isAdmin && !key.includes('org')) || key.includes('individual')) {
    throw new AnthropicProblem(403, 'permission_error', 'This endpoint requires an Admin API key');
  }
  return (
    account(request, ofOrganization, key, state) ?? figures(request, ofOrganization, key, state)
  );
}

function account(
  request: WireRequest,
  path: string,
  key: string,
  { organization }: WireState,
): WireAnswer | undefined {
  if (path === '/me') {
    return ok({ id: idFor(key, 32), type: 'organization', name: 'Ada’s Organization' });
  }
  if (path === '/workspaces') return workspaces(request, organization);
  if (path === '/api_keys') return apiKeys(request, organization);
  if (path === '/rate_limits') return rateLimits(request, organization);
  const [, workspace] = WORKSPACE_LIMITS.exec(path) ?? [];
  if (workspace !== undefined) return workspaceRateLimits(request, organization, workspace);
  if (path !== '/spend_limits') return undefined;
  if (key.includes('nospend')) {
    throw new AnthropicProblem(403, 'permission_error', 'Spend limits are not available to you');
  }
  return spendLimits(request, organization);
}

function figures(
  request: WireRequest,
  path: string,
  key: string,
  { organization, now }: WireState,
): WireAnswer | undefined {
  const time = now();
  if (/cost/.test(path) && key.includes('hipaa')) {
    throw badRequest('Cost reports are not available to organizations with HIPAA readiness');
  }
  if (path.startsWith('/analytics/') && key.includes('legacy')) throw notFound('Not found');
  switch (path) {
    case '/analytics/usage':
      return analytics(request, 'usage', organization, time);
    case '/analytics/cost':
      return analytics(request, 'cost', organization, time);
    case '/usage_report/messages':
      return usageReport(request, organization, time);
    case '/usage_report/claude_code':
      return claudeCodeReport(request, organization, idFor(key, 32), time);
    case '/cost_report':
      return costReport(request, organization, time);
    default:
      return undefined;
  }
}

function models(request: WireRequest, { organization }: WireState): WireAnswer {
  const created_at = '2026-10-01T00:00:00Z';
  const rows = organization.models.map((id) => ({
    type: 'model',
    id,
    display_name: id,
    created_at,
  }));
  return byIds(request, rows);
}
