import { decodePaymentRequiredHeader } from '@x402/core/http';
import { z } from 'zod';
import { parseJson } from '../../../common/json/index.js';
import type { EgressHeaders } from '../../../common/egress/index.js';

const MAX_ENTRIES = 20;

const resource = z.object({
  url: z.string().max(2_048).optional(),
  description: z.string().max(1_000).optional(),
  mimeType: z.string().max(200).optional(),
});

const envelope = z.object({
  x402Version: z.union([z.literal(1), z.literal(2)]),
  accepts: z
    .array(z.unknown())
    .min(1)
    .transform((entries) => entries.slice(0, MAX_ENTRIES)),
  resource: resource.optional().catch(undefined),
  extensions: z.record(z.string(), z.unknown()).catch({}),
  supportsRefunds: z.boolean().optional().catch(undefined),
});

/** How to pay, as one part of an answer says it; the entries are still to be read. */
export interface Challenge extends z.infer<typeof envelope> {
  readonly source: 'header' | 'body';
}

/** The challenges of a 402, or why there is none. */
export type Reading = readonly Challenge[] | 'none' | 'malformed';

/** Reads x402 v2's header, v2's body and v1's body. One that can be read is enough. */
export function readChallenges(headers: EgressHeaders, body: string): Reading {
  const header = headers['payment-required'];
  const parts = [
    header === undefined ? undefined : read('header', decode(header)),
    ...bodies(parseJson(body)).map((value) => read('body', value)),
  ];
  const challenges = parts.filter((part) => typeof part === 'object');
  if (challenges.length > 0) return challenges;
  return parts.includes('malformed') ? 'malformed' : 'none';
}

/** A body is a challenge, or carries a v2 one beside a v1 one, as problem documents do. */
function bodies(body: unknown): unknown[] {
  if (typeof body !== 'object' || body === null) return [];
  const inner = 'paymentRequired' in body ? [body.paymentRequired] : [];
  return 'x402Version' in body ? [body, ...inner] : inner;
}

function read(source: Challenge['source'], value: unknown): Challenge | 'malformed' {
  const parsed = envelope.safeParse(value);
  return parsed.success ? { source, ...parsed.data } : 'malformed';
}

function decode(header: string | readonly string[]): unknown {
  try {
    return typeof header === 'string' ? decodePaymentRequiredHeader(header) : undefined;
  } catch {
    return undefined;
  }
}
