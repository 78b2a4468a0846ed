import type { OpenAPIObject } from '@nestjs/swagger';
import type { Listed } from '../listed/listed.js';
import { guidance } from './guidance.js';
import { operationOf, type PaidOperation } from './paid-operation.js';
import { referenced } from './referenced.js';

/** Whose document it is. */
export interface Shop {
  readonly publicUrl: string;
  readonly contactEmail?: string;
  /** The creator whose resources these are; undefined for a document of several. */
  readonly username?: string;
}

/** Where every resource is called, in the document of the API. */
const PAID_PATH = '/@{username}/{slug}';

/** The OpenAPI 3.1 document of what these resources sell; what all calls share comes from that of the API. */
export function buyersDocument(
  api: OpenAPIObject,
  listed: readonly Listed[],
  shop: Shop,
): OpenAPIObject {
  const generic = api.paths[PAID_PATH]?.post as PaidOperation | undefined;
  if (generic === undefined) throw new Error(`the API has no POST ${PAID_PATH}`);
  const paths = Object.fromEntries(
    listed.map((one) => [pathOf(one), { [methodOf(one)]: operationOf(one, generic) }]),
  );
  const categories = [...new Set(listed.map(({ resource }) => resource.category))].sort();
  const document = {
    openapi: '3.1.0',
    info: infoOf(api, shop),
    servers: [{ url: shop.publicUrl }],
    tags: categories.map((name) => ({ name, description: `Resources of the category ${name}` })),
    paths,
  };
  return { ...document, components: referenced(paths, api) } as unknown as OpenAPIObject;
}

function infoOf({ info }: OpenAPIObject, { publicUrl, contactEmail, username }: Shop) {
  const seller = username === undefined ? 'Coinslot' : `@${username} at Coinslot`;
  return {
    title: seller,
    summary: 'Prompts and APIs, paid per call in USDC over x402',
    description: `What ${username === undefined ? 'creators sell' : `@${username} sells`} here. ${FIRST_STEP}`,
    version: info.version,
    license: info.license,
    contact: {
      name: seller,
      url: publicUrl,
      ...(contactEmail !== undefined && { email: contactEmail }),
    },
    'x-guidance': guidance(publicUrl),
  };
}

const FIRST_STEP =
  'Call an operation, get `402` with the price, sign the payment and call again: no account is needed.';

function pathOf({ resource: { username, slug } }: Listed): string {
  return `/@${username}/${slug}`;
}

function methodOf({ quote }: Listed): string {
  return quote.usage.method.toLowerCase();
}
