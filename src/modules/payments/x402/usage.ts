/** A JSON Schema (draft 2020-12), plain JSON. */
export type UsageSchema = Readonly<Record<string, unknown>>;

/** Methods that send their input in the body; the others send it in the query. */
export const BODY_METHODS: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/** What an answer is. */
export interface UsageOutput {
  readonly type: 'json' | 'text' | 'binary';
  /** Media type of what is no JSON. */
  readonly format?: string;
  /** Of the JSON value; `{ type: 'string' }` for what is none. */
  readonly schema: UsageSchema;
  /** Fits the schema. Nothing of what is sold. */
  readonly example?: unknown;
}

/**
 * How a thing that is sold is called and what it answers, for indexes and for whoever calls it for the
 * first time.
 */
export interface Usage {
  readonly method: 'GET' | 'HEAD' | 'DELETE' | 'POST' | 'PUT' | 'PATCH';
  /** Schema of an object: the JSON body, or the parameters of the query. */
  readonly input: UsageSchema;
  /** An input that fits the schema and can be sent as it is. */
  readonly example: Readonly<Record<string, unknown>>;
  readonly output: UsageOutput;
}

const ANYTHING = {
  input: { type: 'object' },
  example: {},
  output: { type: 'json', schema: {} },
} as const;

/** What can be said of a route that says nothing of itself. @param method of a request to it */
export function unknownUsage(method: string): Usage {
  const known = (['DELETE', 'POST', 'PUT', 'PATCH'] as const).find((one) => one === method);
  return { method: known ?? 'GET', ...ANYTHING };
}
