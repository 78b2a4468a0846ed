import type { Tool } from '@modelcontextprotocol/server';
import { formatUsdc } from '../../../common/money/index.js';
import type { UsageSchema } from '../../payments/index.js';
import type { Listed } from '../listed/listed.js';

/** What one tool tells at most, in characters and in bytes: an agent reads the tools of a whole page. */
const SHOWN = { title: 200, description: 1_000, schema: 8_000 } as const;

const ANYTHING: Tool['inputSchema'] = { type: 'object', additionalProperties: true };

/**
 * A resource as a tool. Its slug is its name: it fits what tools may be called, and no two of a creator's
 * are the same. It has no output schema, by which older clients would judge the price.
 */
export function creatorTool({ resource, quote }: Listed): Tool {
  const { slug, name, description } = resource;
  const [{ price, minPrice, payees }] = quote.offers;
  const networks = payees.map(({ network }) => network).join(', ');
  const cost = `Costs ${minPrice === undefined ? '' : 'up to '}${formatUsdc(price)} USDC a call, paid by x402 on ${networks}.`;
  return {
    name: slug,
    title: name.slice(0, SHOWN.title),
    description: [description.slice(0, SHOWN.description), cost]
      .filter((part) => part !== '')
      .join('\n\n'),
    inputSchema: schemaOf(quote.usage.input),
    annotations: { openWorldHint: true },
  };
}

/** Some tell more of what they take than an agent can read. */
function schemaOf(schema: UsageSchema): Tool['inputSchema'] {
  if (Buffer.byteLength(JSON.stringify(schema)) > SHOWN.schema) return ANYTHING;
  return { ...schema, type: 'object' };
}
