import type { OpenAPIObject } from '@nestjs/swagger';
import { EXAMPLE_ASSET, KNOWN_NETWORKS } from './common/networks/index.js';

/** What examples are written with; each server shows one of its own networks instead. */
const WRITTEN_NETWORK = 'eip155:8453';

/** In the order in which somebody comes to need them. */
const TAGS: Readonly<Record<string, string>> = {
  'Sign-in':
    'Sign in with a wallet: get a nonce, sign the message (EIP-4361), send it. With an API key you need none of this.',
  Account: 'Who you are: username, name, and the wallets that buyers pay to.',
  'API keys': 'Keys for programs, each with its scopes.',
  'LLM keys':
    'Your own keys for models. What you sell runs on them, and they never come out again.',
  'My resources': 'What you sell: create, test, publish, change, and see who called it.',
  Models: 'The models that a resource can use, and what they cost.',
  Verification: 'Try an x402 endpoint of anybody’s as a buyer would.',
  Catalogue: 'What everybody sells. No account is needed.',
  'Paid calls': 'Call a resource and pay for it; find your calls again.',
  Receipts: 'Signed proofs of payments, and the keys that verify them.',
  Refunds: 'For buyers: ask for your money back.',
  'My refunds': 'For creators: what you owe, and what you are asked for.',
  Earnings: 'What you earned, and each entry of your ledger.',
  Insights: 'Earnings, usage, costs and demand by day; forecasts and budgets.',
  Integrations: 'Other services that your shop runs on.',
  Webhooks: 'Events sent to you as they happen.',
  Agents: 'What is on sale as tools and models of agents: MCP, and the OpenAI API.',
  Indexes: 'What indexes, crawlers and agents read: lists of what is on sale.',
  Documents: 'OpenAPI documents: of what is on sale, of what one creator sells, and of this API.',
  Administration: 'For the operator alone, with the admin key.',
  Health: 'Whether this server runs, and whether it can serve.',
};

/** What the document says of the ways to show who you are. */
export const SECURITY = {
  bearer:
    'Paste an API key (`coin_…`; outside production the server prints one when it starts) or the `accessToken` of a sign-in. Fill this field alone.',
  apiKey:
    'The same API key in the header `x-api-key`, for clients that cannot set `Authorization`. Leave it empty if you have filled the first field: a request with both is refused.',
  adminKey: 'The operator’s `ADMIN_API_KEY`, for what stands under Administration alone.',
};

const CALLED = '/@{username}/{slug}';
const WITH_BODY = ['post', 'put', 'patch'] as const;
const INPUT = {
  required: false,
  description: 'What the resource takes: its entry in the catalogue says it.',
  content: {
    'application/json': {
      schema: { type: 'object', additionalProperties: true },
      examples: {
        haiku: { summary: 'A prompt with the parameter `topic`', value: { topic: 'the sea' } },
        nothing: { summary: 'A resource that takes nothing', value: {} },
      },
    },
  },
};

/** What holds the document together for a reader: tags in order, each explained, and networks of this server. */
export function describeApi(document: OpenAPIObject, networks: readonly string[]): OpenAPIObject {
  const used = new Set(Object.values(document.paths).flatMap(tagsOf));
  const all = Object.entries(TAGS).map(([name, description]) => ({ name, description }));
  const tags = all.filter(({ name }) => used.has(name));
  return withNetworks({ ...withPlaces(withInputs(document)), tags }, networks);
}

function tagsOf(path: OpenAPIObject['paths'][string]): string[] {
  const operations = Object.values(path) as readonly { readonly tags?: readonly string[] }[];
  return operations.flatMap(({ tags = [] }) => tags);
}

interface Place {
  readonly description: string;
  readonly example: string;
  /** Whatever is longer names nothing. */
  readonly maxLength: number;
}

/** What stands in addresses that several controllers share, where a route says nothing of it itself. */
const PLACES: Readonly<Record<string, Place>> = {
  username: { description: 'Who sells it', example: 'ada', maxLength: 20 },
  slug: { description: 'The last part of its address', example: 'haiku', maxLength: 60 },
  owner: { description: 'Who sells it', example: 'ada', maxLength: 20 },
  name: { description: 'What it is called as a model', example: 'ada/haiku', maxLength: 82 },
};

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** A route at several addresses has other parts in each. */
function withPlaces(document: OpenAPIObject): OpenAPIObject {
  const paths = Object.entries(document.paths).map(([path, methods]) => {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const described = Object.entries(methods).map(([method, operation]) => [
      method,
      withParts(operation as Operation, path, names),
    ]);
    return [path, Object.fromEntries(described)];
  });
  return { ...document, paths: Object.fromEntries(paths) as OpenAPIObject['paths'] };
}

function withParts(operation: Operation, path: string, names: readonly string[]) {
  const { parameters = [] } = operation;
  const told = new Set(parameters.flatMap((one) => ('name' in one ? one.name : [])));
  const parts = names.flatMap((name) => {
    const part = PLACES[name];
    if (told.has(name) || part === undefined) return [];
    const isWhole = name !== 'name' || !path.includes('{owner}');
    const example = isWhole ? part.example : 'haiku';
    const { description, maxLength } = part;
    const schema = { type: 'string', maxLength };
    return { name, in: 'path', required: true, schema, description, example };
  });
  return parts.length === 0 ? operation : { ...operation, parameters: [...parameters, ...parts] };
}

/** Any method calls a resource by its address; these have a body, whose members the resource decides. */
function withInputs(document: OpenAPIObject): OpenAPIObject {
  const path = document.paths[CALLED];
  if (path === undefined) return document;
  const called = Object.fromEntries(
    WITH_BODY.flatMap((method) => {
      const operation = path[method];
      return operation ? [[method, { ...operation, requestBody: INPUT }]] : [];
    }),
  );
  return { ...document, paths: { ...document.paths, [CALLED]: { ...path, ...called } } };
}

/** Examples can be sent as they are: they name a network that this server takes, and its token. */
function withNetworks(document: OpenAPIObject, [network]: readonly string[]): OpenAPIObject {
  if (network === undefined || network === WRITTEN_NETWORK) return document;
  const asset = KNOWN_NETWORKS.find(({ id }) => id === network)?.assets[0] ?? EXAMPLE_ASSET;
  const text = JSON.stringify(document, (_name, value: unknown) => {
    if (value === WRITTEN_NETWORK) return network;
    return value === EXAMPLE_ASSET ? asset : value;
  });
  return JSON.parse(text) as OpenAPIObject;
}
