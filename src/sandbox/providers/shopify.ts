import { createHmac } from 'node:crypto';
import {
  ok,
  type ProviderWire,
  refused,
  type WireAnswer,
  type WireRequest,
} from './provider-wire.js';
import { SHOPIFY_APP, type ShopifyWebhooks } from './shopify-webhooks.js';

const SHOP = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;
const GRAPHQL = /^\/([^/]+)\/admin\/api\/(\d{4}-\d{2})\/graphql\.json$/;
/** Versions are supported for a year. */
const VERSIONS = new Set(['2026-01', '2026-04', '2026-07', '2026-10']);
const WORD = /[A-Za-z_]\w*/g;
/** What documents may ask for here. */
const KNOWN = new Set(
  `shop name myshopifyDomain primaryDomain host currencyCode ianaTimezone plan publicDisplayName
   currentAppInstallation accessScopes handle webhookSubscriptions nodes id topic uri format pageInfo
   hasNextPage endCursor webhookSubscriptionCreate webhookSubscription userErrors field message
   webhookSubscriptionDelete deletedWebhookSubscriptionId first after`.split(/\s+/),
);
const SCOPES = ['write_products', 'read_orders'];

/**
 * https://shopify.dev/docs/api/admin-graphql/2026-10: tokens with `limited` were granted less; with `frozen`
 * or `locked` something befell the shop.
 */
export const shopify: ProviderWire = {
  limits: [{ path: GRAPHQL, requests: 40, seconds: 1 }],
  throttled: ok({ errors: [graphqlError('Throttled', 'THROTTLED')] }),
  keyOf: ({ 'x-shopify-access-token': token }) => (typeof token === 'string' ? token : undefined),
  refuse: () =>
    refused(401, {
      errors: '[API] Invalid API key or access token (unrecognized login or wrong password)',
    }),
  answer(request, token, { webhooks }) {
    const [, shop = '', version = ''] = GRAPHQL.exec(request.path) ?? [];
    if (request.method !== 'POST' || shop === '') return undefined;
    if (!SHOP.test(shop) || !VERSIONS.has(version)) return refused(404, { errors: 'Not Found' });
    if (token.includes('frozen')) return refused(402, { errors: 'Unavailable Shop' });
    if (token.includes('locked')) return refused(423, { errors: 'Locked' });
    if (request.headers['content-type'] !== 'application/json') {
      return refused(400, { errors: { query: 'Required parameter missing or invalid' } });
    }
    return execute(request, { shop, token, webhooks });
  },
};

/** Names the shop and the time in a callback, and signs it all. */
export function signCallback(callback: URLSearchParams, shop: string): void {
  callback.set('host', Buffer.from(`admin.shopify.com/store/${shop}`).toString('base64url'));
  callback.set('shop', shop);
  callback.set('timestamp', String(Math.floor(Date.now() / 1_000)));
  callback.sort();
  const hmac = createHmac('sha256', SHOPIFY_APP.clientSecret).update(callback.toString());
  callback.set('hmac', hmac.digest('hex'));
}

interface Asked {
  readonly shop: string;
  readonly token: string;
  readonly webhooks: ShopifyWebhooks;
}

function graphqlError(message: string, code: string) {
  return { message, locations: [{ line: 1, column: 1 }], extensions: { code } };
}

function failed(message: string, code: string): WireAnswer {
  return ok({ errors: [graphqlError(message, code)] });
}

/** The first field below the operation says what is asked; the answer has all that may be asked of it. */
function execute({ body }: WireRequest, asked: Asked): WireAnswer {
  const { query, variables = {} } = readDocument(body);
  const [, kind, inner = ''] = /^\s*(query|mutation)\b[^{]*\{([\s\S]*)\}\s*$/.exec(query) ?? [];
  if (kind === undefined) return failed('syntax error, unexpected end of file', 'undefined');
  const names = inner.replace(/\$\w+|\w+:(?=\s*\$)/g, '').match(WORD) ?? [];
  const unknown = names.find((name) => !KNOWN.has(name));
  if (unknown !== undefined) {
    return failed(`Field '${unknown}' doesn't exist on type 'QueryRoot'`, 'undefinedField');
  }
  if (kind === 'query' && names[0] === 'shop') return ok({ data: account(asked) });
  if (kind === 'query' && names[0] === 'webhookSubscriptions') return list(variables, asked);
  if (kind === 'mutation' && names[0] === 'webhookSubscriptionCreate') {
    return create(variables, asked);
  }
  if (kind === 'mutation' && names[0] === 'webhookSubscriptionDelete') {
    const payload = asked.webhooks.remove(asked.shop, String(variables['id']));
    return ok({ data: { webhookSubscriptionDelete: payload } });
  }
  return failed('Field is missing', 'undefinedField');
}

interface Document {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

function readDocument(body: string): Document {
  const read = JSON.parse(body) as Partial<Document>;
  return { ...read, query: typeof read.query === 'string' ? read.query : '' };
}

function account({ shop, token }: Asked) {
  const scopes = token.includes('limited') ? SCOPES.slice(0, 1) : SCOPES;
  return {
    shop: {
      name: 'Ada’s Prints',
      myshopifyDomain: shop,
      primaryDomain: { host: 'prints.example.com' },
      currencyCode: 'EUR',
      ianaTimezone: 'Europe/Paris',
      plan: { publicDisplayName: 'Basic' },
    },
    currentAppInstallation: { accessScopes: scopes.map((handle) => ({ handle })) },
  };
}

function list(variables: Readonly<Record<string, unknown>>, { shop, webhooks }: Asked): WireAnswer {
  const { first, after } = variables;
  if (typeof first !== 'number' || !(first >= 1 && first <= 250)) {
    return failed('first must be between 1 and 250', 'BAD_USER_INPUT');
  }
  const all = webhooks.of(shop);
  if (typeof after !== 'string') webhooks.asked.set(shop, (webhooks.asked.get(shop) ?? 0) + 1);
  const from = typeof after === 'string' ? all.findIndex(({ id }) => id === after) + 1 : 0;
  const nodes = all.slice(from, from + first).map(({ id, topic, uri }) => ({ id, topic, uri }));
  const pageInfo = {
    hasNextPage: from + first < all.length,
    endCursor: nodes.at(-1)?.id ?? null,
  };
  return ok({ data: { webhookSubscriptions: { nodes, pageInfo } } });
}

function create(
  variables: Readonly<Record<string, unknown>>,
  { shop, webhooks }: Asked,
): WireAnswer {
  const { topic, webhookSubscription: input } = variables as {
    readonly topic?: unknown;
    readonly webhookSubscription?: { readonly uri?: unknown; readonly format?: unknown };
  };
  const { uri, format = 'JSON' } = input ?? {};
  if (typeof topic !== 'string' || !webhooks.offers(topic) || typeof uri !== 'string') {
    return failed(
      'Variable $topic of type WebhookSubscriptionTopic! was invalid',
      'INVALID_VARIABLE',
    );
  }
  if (format !== 'JSON') return failed('Only JSON is sent here', 'INVALID_VARIABLE');
  return ok({ data: { webhookSubscriptionCreate: webhooks.add(shop, topic, uri) } });
}
