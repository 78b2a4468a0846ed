import type { InputSchema, OrderSchema } from './sale.ts';

/** One thing to fill in. */
export interface OrderField {
  readonly name: string;
  readonly label: string;
  readonly kind: 'line' | 'text' | 'number' | 'yes' | 'choice' | 'json';
  readonly isRequired: boolean;
  readonly schema: InputSchema;
}

/** What a person filled in: by name, as controls have it. */
export type Filled = Readonly<Record<string, string>>;

const LINE_LENGTH = 200;
/** These have no body. */
const BY_QUERY = new Set(['GET', 'HEAD', 'DELETE']);

/** What to fill in; one field for JSON where the schema does not say what. */
export function fieldsOf({
  properties,
  required = [],
  additionalProperties,
}: OrderSchema): readonly OrderField[] {
  const named = Object.entries(properties ?? {});
  if (named.length === 0 && additionalProperties !== false) return [ANY_JSON];
  return named.map(([name, schema]) => ({
    name,
    label: schema.title ?? labelOf(name),
    kind: kindOf(schema),
    isRequired: required.includes(name),
    schema,
  }));
}

/** The one field where anything may be sent. Forms leave out controls without a name. */
export const ANY_JSON: OrderField = {
  name: 'input',
  label: 'Input, as JSON',
  kind: 'json',
  isRequired: false,
  schema: {
    description: 'What the API of the seller takes. Their description tells what that is.',
  },
};

function kindOf({ type, enum: choices, maxLength = Infinity }: InputSchema): OrderField['kind'] {
  if (choices !== undefined) return 'choice';
  if (type === 'boolean') return 'yes';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'object' || type === 'array') return 'json';
  return maxLength <= LINE_LENGTH ? 'line' : 'text';
}

/** `target_language` as `Target language`. */
function labelOf(name: string): string {
  const words = name
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .trim();
  return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1);
}

/** What is sent; what was left empty is left out. @throws {SyntaxError} for what should be JSON and is not */
export function inputOf(fields: readonly OrderField[], filled: Filled): object {
  if (fields[0] === ANY_JSON) return membersIn(filled[ANY_JSON.name] || '{}');
  const given = fields.filter(({ name, kind }) => kind === 'yes' || filled[name]);
  return Object.fromEntries(
    given.map((field) => [field.name, valueOf(field, filled[field.name] ?? '')]),
  );
}

function membersIn(text: string): object {
  const read: unknown = JSON.parse(text);
  if (typeof read !== 'object' || read === null || Array.isArray(read)) {
    throw new SyntaxError('not an object');
  }
  return read;
}

function valueOf({ kind, schema }: OrderField, text: string): unknown {
  if (kind === 'yes') return text !== '';
  if (kind === 'number') return Number(text);
  if (kind === 'json') return JSON.parse(text);
  if (kind === 'choice') return schema.enum?.find((value) => String(value) === text) ?? text;
  return text;
}

/** The request that carries an input: in its query, or as JSON. */
export function requestOf(path: string, method: string, input: object): [string, RequestInit] {
  const common: RequestInit = { method, credentials: 'omit' };
  if (BY_QUERY.has(method)) {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(input)) query.append(name, inQuery(value));
    return [query.size === 0 ? path : `${path}?${query}`, common];
  }
  const headers = { 'content-type': 'application/json' };
  return [path, { ...common, headers, body: JSON.stringify(input) }];
}

function inQuery(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
