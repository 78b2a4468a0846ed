import { z } from 'zod';
import type { Challenge } from './endpoint-challenge.js';
import type { Method } from './finding.js';

/** What a challenge tells beside the price. */
export interface Declaration {
  /** JSON Schema, or the description v1 has instead; undefined when nothing is told. */
  readonly input: unknown;
  readonly output: unknown;
  readonly method: Method | undefined;
  readonly supportsRefunds: boolean | undefined;
}

const MAX_SCHEMA_LENGTH = 16_384;

const object = z.record(z.string(), z.unknown()).catch({});

/** v2: the Bazaar extension. */
const bazaar = z.object({
  info: z.object({ input: object }).catch({ input: {} }),
  schema: z.object({ properties: object }).catch({ properties: {} }),
});

/** v1: `outputSchema` describes the request too, by custom. */
const entry = z.object({ outputSchema: object, extra: object });

/** Reads what the endpoint takes and gives, by which method, and whether it refunds. */
export function readDeclaration(challenge: Challenge): Declaration {
  const { data } = bazaar.safeParse(challenge.extensions['bazaar']);
  const entries = challenge.accepts.flatMap((each) => entry.safeParse(each).data ?? []);
  const v1 = entries.find(({ outputSchema }) => Object.keys(outputSchema).length > 0)?.outputSchema;
  const info = data?.info.input ?? object.parse(v1?.['input']);
  const refunds = [
    challenge.supportsRefunds,
    challenge.extensions['supportsRefunds'],
    ...entries.map(({ extra }) => extra['supportsRefunds']),
  ];
  return {
    input: sizable(data?.schema.properties['input'] ?? v1?.['input']),
    output: sizable(data?.schema.properties['output'] ?? v1?.['output']),
    method: methodOf(info),
    supportsRefunds: refunds.find((told) => typeof told === 'boolean'),
  };
}

function methodOf(input: Readonly<Record<string, unknown>>): Method | undefined {
  const { method, bodyType } = input;
  if (method === 'GET' || method === 'POST') return method;
  return bodyType === undefined ? undefined : 'POST';
}

/** Undefined for what is too large, or nested too deeply, to be shown again. */
function sizable(schema: unknown): unknown {
  try {
    const text = JSON.stringify(schema) ?? '';
    return text.length <= MAX_SCHEMA_LENGTH ? schema : undefined;
  } catch {
    return undefined;
  }
}
