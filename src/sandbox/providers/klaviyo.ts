import {
  idFor,
  ok,
  type ProviderWire,
  refused,
  unknownParameter,
  type WireAnswer,
  type WireRequest,
} from './provider-wire.js';

const LISTS = Array.from({ length: 23 }, (_, n) => ({
  type: 'list',
  id: `L${String(n).padStart(5, '0')}`,
  attributes: { name: `List ${n + 1}`, opt_in_process: 'double_opt_in' },
}));
const PAGE = 10;

function problem(status: number, code: string, detail: string): WireAnswer {
  const source = { pointer: '/data/' };
  return refused(status, {
    errors: [{ id: 'e-1', status, code, title: detail, detail, source, links: {}, meta: {} }],
  });
}

/** https://developers.klaviyo.com/en/reference/api_overview; keys with `limited` have no scope. */
export const klaviyo: ProviderWire = {
  limits: [
    { path: /^\/accounts$/, requests: 1, seconds: 1 },
    { path: /^\/lists$/, requests: 75, seconds: 1 },
  ],
  throttled: problem(429, 'throttled', 'Request was throttled. Expected available in 1 second.'),
  keyOf: ({ authorization }) =>
    /^(?:Klaviyo-API-Key (?=pk_)|Bearer (?=klaviyo_access_))(\S+)$/.exec(authorization ?? '')?.[1],
  refuse: (key) =>
    key === undefined
      ? problem(401, 'not_authenticated', 'Authentication credentials were not provided.')
      : problem(401, 'authentication_failed', 'Incorrect authentication credentials.'),
  answer(request, key) {
    const { method, path, headers } = request;
    if (!/^\d{4}-\d{2}-\d{2}$/.test(String(headers['revision'] ?? ''))) {
      return problem(400, 'invalid', 'The revision header is missing or malformed.');
    }
    if (headers.accept !== 'application/vnd.api+json') {
      return problem(406, 'not_acceptable', 'Could not satisfy the request Accept header.');
    }
    if (key.includes('limited')) {
      return problem(403, 'permission_denied', 'This key has not the scope that this needs.');
    }
    if (method !== 'GET') return undefined;
    if (path === '/accounts') return account(key);
    return path === '/lists' ? lists(request) : undefined;
  },
};

function account(key: string): WireAnswer {
  const attributes = {
    test_account: true,
    contact_information: {
      default_sender_name: 'Ada',
      default_sender_email: 'ada@example.com',
      website_url: 'https://ada.example.com',
      organization_name: 'Ada’s Prints',
      street_address: {},
    },
    industry: 'Ecommerce, Art',
    timezone: 'Europe/Paris',
    preferred_currency: 'EUR',
    public_api_key: idFor(key, 6),
    locale: 'en-US',
  };
  return ok({ data: [{ type: 'account', id: idFor(key, 6), attributes, links: {} }] });
}

function lists({ query, baseUrl }: WireRequest): WireAnswer {
  const unknown = unknownParameter(query, ['page[cursor]']);
  if (unknown !== undefined) return problem(400, 'invalid', `${unknown} is not a parameter.`);
  const at = Number(query.get('page[cursor]') ?? 0);
  const next = at + PAGE < LISTS.length ? `${baseUrl}/lists?page%5Bcursor%5D=${at + PAGE}` : null;
  return ok({ data: LISTS.slice(at, at + PAGE), links: { self: `${baseUrl}/lists`, next } });
}
