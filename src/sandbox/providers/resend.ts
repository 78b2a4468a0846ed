import {
  ok,
  type ProviderWire,
  refused,
  unknownParameter,
  type WireAnswer,
  type WireRequest,
} from './provider-wire.js';

const DOMAINS = [
  domain('d-1', 'example.com', 'verified', 'enabled'),
  domain('d-2', 'pending.example.com', 'pending', 'enabled'),
  domain('d-3', 'partial.example.com', 'partially_verified', 'disabled'),
];

function domain(id: string, name: string, status: string, sending: string) {
  const capabilities = { sending, receiving: 'disabled' };
  return {
    id,
    name,
    status,
    created_at: '2026-01-01 00:00:00+00',
    region: 'eu-west-1',
    capabilities,
  };
}

function problem(statusCode: number, name: string, message: string): WireAnswer {
  return refused(statusCode, { statusCode, name, message });
}

/** https://resend.com/docs/api-reference/introduction; keys with `limited` may only send. */
export const resend: ProviderWire = {
  limits: [{ path: /./, requests: 2, seconds: 1 }],
  throttled: problem(
    429,
    'rate_limit_exceeded',
    'Too many requests. You can only make 2 requests per second.',
  ),
  keyOf: ({ authorization }) => /^Bearer (\S+)$/.exec(authorization ?? '')?.[1],
  refuse: (key) =>
    key === undefined
      ? problem(401, 'missing_api_key', 'Missing API Key')
      : problem(403, 'invalid_api_key', 'API key is invalid'),
  answer(request, key) {
    if (!key.startsWith('re_')) return resend.refuse(key);
    if (key.includes('limited')) {
      return problem(401, 'restricted_api_key', 'This API key is restricted to only send emails');
    }
    return request.method === 'GET' && request.path === '/domains' ? domains(request) : undefined;
  },
};

function domains({ query }: WireRequest): WireAnswer {
  const limit = Number(query.get('limit') ?? 100);
  const isOdd = unknownParameter(query, ['limit', 'after', 'before']) !== undefined;
  if (isOdd || !(limit >= 1 && limit <= 100)) {
    return problem(422, 'validation_error', 'The query is malformed.');
  }
  const from = DOMAINS.findIndex(({ id }) => id === query.get('after')) + 1;
  const data = DOMAINS.slice(from, from + limit);
  return ok({ object: 'list', has_more: from + limit < DOMAINS.length, data });
}
