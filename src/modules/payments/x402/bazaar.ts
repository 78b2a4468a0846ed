import { exceededBound, type JsonBounds } from '../../../common/json/index.js';
import { BODY_METHODS, type Usage, type UsageSchema } from './usage.js';

/** Name of the x402 extension that tells indexes how to call what is sold. */
export const BAZAAR = 'bazaar';

/**
 * The most bytes of JSON that one declaration takes: it stands in the header of every challenge, and
 * buyers send it back in the header of their payment. Node reads 16 kB of headers in all.
 */
export const MAX_BAZAAR_BYTES = 3_000;

/** What buyers send back is read within bounds (`payment-header.ts`), of which these are a part. */
const BOUNDS: JsonBounds = { depth: 12, members: 100, entries: 100, values: 350, name: 200 };

/** A declaration as `specs/extensions/bazaar.md` of x402 states it. */
export interface BazaarDeclaration {
  readonly info: {
    readonly input: Readonly<Record<string, unknown>>;
    readonly output: Readonly<Record<string, unknown>>;
  };
  /** JSON Schema of `info`. */
  readonly schema: UsageSchema;
}

/**
 * Declares how something is called, in as much detail as {@link MAX_BAZAAR_BYTES} allow: first texts
 * and what is nested are left out, then inputs that nobody has to give, then the names of inputs.
 */
export function declareUsage(usage: Usage): BazaarDeclaration {
  const steps = [usage, briefly(usage), neededOnly(usage)].map(declare);
  return steps.find(fits) ?? declare({ ...briefly(usage), input: ANY_INPUT, example: {} });
}

const ANY_INPUT = { type: 'object' };

function declare({ method, input, example, output }: Usage): BazaarDeclaration {
  const hasBody = BODY_METHODS.has(method);
  const place = hasBody ? 'body' : 'queryParams';
  const { schema: answer, ...told } = output;
  return {
    info: {
      input: { type: 'http', method, ...(hasBody && { bodyType: 'json' }), [place]: example },
      output: told,
    },
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        input: {
          type: 'object',
          properties: {
            type: { type: 'string', const: 'http' },
            method: { type: 'string', enum: [method] },
            ...(hasBody && { bodyType: { type: 'string', enum: ['json'] } }),
            [place]: withoutDialect(input),
          },
          required: ['type', 'method', ...(hasBody ? ['bodyType', 'body'] : [])],
          additionalProperties: false,
        },
        output: {
          type: 'object',
          properties: { type: { type: 'string' }, example: withoutDialect(answer) },
          required: ['type'],
        },
      },
      required: ['input'],
    },
  };
}

/**
 * Indexes refuse references that lead out of a declaration, and take any member of that name for one. Their
 * validators lose what is called `__proto__`, and find inherited members, like `valueOf`, in every object.
 */
const REFUSED_NAMES = new Set(['$ref', '$id', ...Object.getOwnPropertyNames(Object.prototype)]);

function fits(declaration: BazaarDeclaration): boolean {
  const text = JSON.stringify(declaration);
  if (Buffer.byteLength(text) > MAX_BAZAAR_BYTES) return false;
  return exceededBound(text, BOUNDS) === undefined && !hasRefusedName(text);
}

function hasRefusedName(text: string): boolean {
  let isFound = false;
  JSON.parse(text, (name, value: unknown) => {
    isFound ||= REFUSED_NAMES.has(name);
    return value;
  });
  return isFound;
}

/** Types of the inputs alone, and what the answer is. */
function briefly(usage: Usage): Usage {
  const { input, output } = usage;
  const { properties, required = [] } = input;
  const brief = Object.entries(properties ?? {}).map(([name, schema]) => [name, typeOnly(schema)]);
  const { example: _, ...answer } = output;
  return {
    ...usage,
    input: { ...ANY_INPUT, properties: Object.fromEntries(brief), required },
    output: { ...answer, schema: typeOnly(output.schema) },
  };
}

/** Only what has to be given. */
function neededOnly(usage: Usage): Usage {
  const { input, example, output } = briefly(usage);
  const needed = new Set(Array.isArray(input['required']) ? input['required'] : []);
  const chosen = (members: object) =>
    Object.fromEntries(Object.entries(members).filter(([name]) => needed.has(name)));
  const properties = chosen(input['properties'] ?? {});
  return { ...usage, input: { ...input, properties }, example: chosen(example), output };
}

function typeOnly(schema: unknown): UsageSchema {
  const { type } = (typeof schema === 'object' && schema !== null ? schema : {}) as UsageSchema;
  return type === undefined ? {} : { type };
}

/** The dialect of the whole counts. */
function withoutDialect(schema: UsageSchema): UsageSchema {
  const { $schema: _, ...rest } = schema;
  return rest;
}
