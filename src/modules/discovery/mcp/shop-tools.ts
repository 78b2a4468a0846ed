import type { Tool } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { PLAIN_TEXT, PLAIN_TEXT_MESSAGE } from '../../../common/text/index.js';

/** What an agent is told that knows no more than the address of the server. */
export const SHOP_INSTRUCTIONS = `Prompts and APIs that are sold per call, for USDC over x402. Find one with search_resources, read what it takes with describe_resource, and call it with call_resource.

call_resource without a payment answers what to pay (x402 PaymentRequired, in structuredContent). Sign one of \`accepts\` and call again with the same arguments and the payment in \`_meta["x402/payment"]\`. The result carries the proof in \`_meta["x402/payment-response"]\`. The same payment with the same arguments fetches the same result again, and is charged once.`;

const RESOURCE = {
  type: 'string',
  maxLength: 200,
  description: 'Its name, such as ada/haiku, or its URL, as search_resources tells them',
} as const;

const text = (max: number) => z.string().max(max).regex(PLAIN_TEXT, PLAIN_TEXT_MESSAGE);
const ADDRESS = text(2_000);

/** The arguments that the tools take. */
export const ARGUMENTS = {
  search_resources: z.strictObject({
    query: text(100).optional(),
    category: text(60).optional(),
    network: text(60).optional(),
    username: text(20).optional(),
    max_price: text(30).optional(),
    cursor: text(1_000).optional(),
  }),
  describe_resource: z.strictObject({ resource: ADDRESS }),
  call_resource: z.strictObject({
    resource: ADDRESS,
    input: z.record(z.string(), z.unknown()).default({}),
  }),
};

/** Paid tools have no output schema: older clients would judge the price by it. */
export const SHOP_TOOLS: readonly Tool[] = [
  {
    name: 'search_resources',
    title: 'Search what is on sale',
    description: 'Finds resources on sale. Free.',
    inputSchema: {
      type: 'object',
      properties: {
        query: {
          type: 'string',
          maxLength: 100,
          description:
            'Words that must all occur; everything that is on sale, newest first, without',
        },
        category: { type: 'string', description: 'Such as writing' },
        network: { type: 'string', description: 'CAIP-2 id of a network to pay on, eip155:8453' },
        username: { type: 'string', description: 'Who sells it' },
        max_price: { type: 'string', description: 'USDC for one call, at most, such as 0.05' },
        cursor: { type: 'string', description: 'The nextCursor of the page before' },
      },
      additionalProperties: false,
    },
    annotations: { readOnlyHint: true, openWorldHint: true },
  },
  {
    name: 'describe_resource',
    title: 'Describe a resource',
    description: 'Tells what a resource does, what it takes and what a call costs. Free.',
    inputSchema: {
      type: 'object',
      properties: { resource: RESOURCE },
      required: ['resource'],
      additionalProperties: false,
    },
    annotations: { readOnlyHint: true, openWorldHint: true },
  },
  {
    name: 'call_resource',
    title: 'Call a resource and pay for it',
    description:
      'Calls a resource. Costs its price: without a payment in _meta["x402/payment"] it answers what to pay.',
    inputSchema: {
      type: 'object',
      properties: {
        resource: RESOURCE,
        input: {
          type: 'object',
          description: 'What describe_resource says that it takes',
          additionalProperties: true,
        },
      },
      required: ['resource'],
      additionalProperties: false,
    },
    annotations: { openWorldHint: true },
  },
];
