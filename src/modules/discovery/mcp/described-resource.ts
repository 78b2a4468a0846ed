import { formatUsdc } from '../../../common/money/index.js';
import type { ResourceQuote } from '../../execution/index.js';
import type { PublicResource } from '../../resources/index.js';
import { nameOf } from '../paid-addresses/resource-address.js';

/** What tools tell of each input and of a whole description, at most: agents read all of it. */
const SHOWN = { found: 300, described: 4_000 } as const;

/** A resource as a search tells it. */
export function foundResource(row: PublicResource, publicUrl: string) {
  return {
    resource: nameOf(row),
    url: `${publicUrl}/@${nameOf(row)}`,
    name: row.name,
    description: row.description.slice(0, SHOWN.found),
    category: row.category,
    price: priceText(row.price, row.usagePrice !== null),
    networks: row.networks,
    calls: Number(row.calls),
    successRate: row.successRate,
  };
}

/** A resource that can be bought now, with all that it takes to call it. */
export function describedResource({ url, usage, mimeType, offers: [offer] }: ResourceQuote) {
  const { resource, price, minPrice, payees } = offer;
  return {
    resource: nameOf(resource),
    url,
    name: resource.name,
    description: resource.description.slice(0, SHOWN.described),
    price: priceText(price, minPrice !== undefined),
    networks: payees.map(({ network }) => network),
    mimeType,
    inputSchema: usage.input,
    inputExample: usage.example,
    howToCall:
      'call_resource with this resource and an input; without a payment it answers what to pay (x402)',
  };
}

/** One that another server sells. */
export function referredResource(resource: string, soldAt: string) {
  const howToCall = 'Send a request there: that server asks for the payment itself (x402)';
  return { resource, soldAt, howToCall };
}

/** What one call costs, for people and agents. */
function priceText(price: bigint, isByUse: boolean): string {
  return `${isByUse ? 'up to ' : ''}${formatUsdc(price)} USDC`;
}
