import {
  idFor,
  ok,
  type ProviderWire,
  refused,
  unknownParameter,
  type WireAnswer,
  type WireRequest,
} from './provider-wire.js';

const MODELS = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5'].map((id) => ({
  type: 'model',
  id,
  display_name: id,
  created_at: '2026-10-01T00:00:00Z',
}));
const WORKSPACES = Array.from({ length: 25 }, (_, n) => ({
  type: 'workspace',
  id: `wrkspc_${String(n).padStart(4, '0')}`,
  name: n === 0 ? 'Default' : `Workspace ${n}`,
  created_at: '2026-01-01T00:00:00Z',
  archived_at: null,
  display_color: '#6C5BB9',
}));

function problem(status: number, type: string, message: string): WireAnswer {
  return refused(status, { type: 'error', error: { type, message }, request_id: 'req_sandbox' });
}

/**
 * https://platform.claude.com/docs/en/api: keys with `admin` see the organization, those with `org` as well,
 * and all but the first may use models.
 */
export const anthropic: ProviderWire = {
  limits: [{ path: /./, requests: 50, seconds: 1 }],
  throttled: problem(429, 'rate_limit_error', 'Number of requests has exceeded your rate limit'),
  keyOf: ({ authorization, 'x-api-key': key }) =>
    typeof key === 'string' ? key : /^Bearer (\S+)$/.exec(authorization ?? '')?.[1],
  refuse: () => problem(401, 'authentication_error', 'invalid x-api-key'),
  answer(request, key) {
    const { method, path, headers } = request;
    if (!/^\d{4}-\d{2}-\d{2}$/.test(String(headers['anthropic-version'] ?? ''))) {
      return problem(400, 'invalid_request_error', 'anthropic-version: header is required');
    }
    if (method !== 'GET') return undefined;
    const isAdmin = key.includes('admin');
    if (path === '/v1/models') {
      return isAdmin ? anthropic.refuse(key) : page(request, MODELS);
    }
    if (!path.startsWith('/v1/organizations/')) return undefined;
    if (!isAdmin && !key.includes('org')) {
      return problem(403, 'permission_error', 'This endpoint requires an Admin API key');
    }
    if (path === '/v1/organizations/me') {
      return ok({ id: idFor(key, 32), type: 'organization', name: 'Ada’s Organization' });
    }
    return path === '/v1/organizations/workspaces' ? page(request, WORKSPACES) : undefined;
  },
};

function page({ query }: WireRequest, rows: readonly { readonly id: string }[]): WireAnswer {
  const unknown = unknownParameter(query, ['limit', 'after_id', 'before_id', 'include_archived']);
  const limit = Number(query.get('limit') ?? 20);
  if (unknown !== undefined || !(limit >= 1 && limit <= 1_000)) {
    return problem(400, 'invalid_request_error', `${unknown ?? 'limit'}: is not permitted`);
  }
  const from = rows.findIndex(({ id }) => id === query.get('after_id')) + 1;
  const data = rows.slice(from, from + limit);
  const has_more = from + limit < rows.length;
  return ok({ data, has_more, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null });
}
