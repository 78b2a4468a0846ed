import type { AskedNetwork, AskedPrice } from './asked-price.js';
import type { CallFacts } from './page-facts.js';

/** A schema that is longer is left out: what is sent is then typed as JSON. */
const LONGEST_SCHEMA = 20_000;

/** What the script of a page needs to sell: console/src/shop/sale.ts reads it. Nothing of it is secret. */
export interface Sale {
  /** Where it is called, on the page's own origin. */
  readonly path: string;
  /** Origin that buyers sign for when they look for their calls. */
  readonly server: string;
  readonly method: string;
  /** JSON Schema of an object. */
  readonly input: CallFacts['input'];
  /** Whether the answer may come piece by piece, to who asks for events. */
  readonly streams: boolean;
  /** Atomic units: more is not paid without asking again. */
  readonly amount: string;
  readonly networks: readonly AskedNetwork[];
}

/** What is sold in a browser; undefined where no wallet of browsers can pay it. */
export function saleOf(call: CallFacts, { amount, networks }: AskedPrice): Sale | undefined {
  const { url, username, slug, method, input, streams } = call;
  const payable = networks.filter(({ id }) => id.startsWith('eip155:'));
  if (payable.length === 0) return undefined;
  return {
    path: `/@${username}/${slug}`,
    server: new URL(url).origin,
    method,
    input: JSON.stringify(input).length > LONGEST_SCHEMA ? { type: 'object' } : input,
    streams,
    amount,
    networks: payable,
  };
}
