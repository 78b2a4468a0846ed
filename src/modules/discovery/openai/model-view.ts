import { formatUsdc } from '../../../common/money/index.js';
import type { PublicResource } from '../../resources/index.js';
import { nameOf } from '../paid-addresses/resource-address.js';

const SHOWN = 500;

/** A model as OpenAI's API shows it, with what a buyer wants to know besides. */
export function modelView(row: PublicResource) {
  return {
    id: nameOf(row),
    object: 'model',
    created: Math.floor(row.publishedAt.getTime() / 1000),
    owned_by: row.username,
    name: row.name,
    description: row.description.slice(0, SHOWN),
    price: { amount: formatUsdc(row.price), currency: 'USDC', per: 'call' },
    networks: row.networks,
    inputs: row.parameters.map(({ name, required }) => ({ name, required })),
  };
}
