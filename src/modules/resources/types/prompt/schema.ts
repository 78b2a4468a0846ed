import { exceededBound, isStorable, type JsonBounds } from '../../../../common/json/index.js';

/** A JSON Schema as creators write it. */
export type Schema = Readonly<Record<string, unknown>>;

/** Largest schema, in characters of its JSON. */
export const MAX_SCHEMA = 20_000;

const BOUNDS: JsonBounds = { depth: 32, members: 200, entries: 500, values: 2_000, name: 200 };

/** Finding out whether entries differ takes the square of their number. */
const MAX_UNIQUE = 100;

/** Of a path in a message, in characters. */
const MAX_PATH = 300;

/** Within {@link checkSchema}'s subset all of these mean the same. */
const DIALECTS = [
  'http://json-schema.org/draft-07/schema',
  'http://json-schema.org/draft-07/schema#',
  'https://json-schema.org/draft/2019-09/schema',
  'https://json-schema.org/draft/2020-12/schema',
];
const TYPES = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

const isAny = () => true;
const isText = (value: unknown) => typeof value === 'string';
const isFlag = (value: unknown) => typeof value === 'boolean';
const isNumber = (value: unknown) => Number.isFinite(value);
const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
const isType = (value: unknown) => TYPES.some((one) => one === value);
const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: unknown): value is unknown[] => Array.isArray(value) && value.length > 0;
const isListOf = (test: (one: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && new Set(value).size === value.length && value.every(test);

/** Keywords whose value is no schema, or must have a certain form as well, and what it must be. */
const KEYWORDS: Readonly<Record<string, readonly [test: (value: unknown) => boolean, be: string]>> =
  {
    $schema: [(value) => DIALECTS.some((one) => one === value), 'draft 7, 2019-09 or 2020-12'],
    $comment: [isText, 'a text'],
    title: [isText, 'a text'],
    description: [isText, 'a text'],
    default: [isAny, ''],
    examples: [Array.isArray, 'a list'],
    readOnly: [isFlag, 'true or false'],
    writeOnly: [isFlag, 'true or false'],
    deprecated: [isFlag, 'true or false'],
    type: [
      (value) => isType(value) || (isList(value) && isListOf(isType)(value)),
      `one or some of ${TYPES.join(', ')}`,
    ],
    enum: [isList, 'a list that is not empty'],
    const: [isAny, ''],
    minimum: [isNumber, 'a number'],
    maximum: [isNumber, 'a number'],
    exclusiveMinimum: [isNumber, 'a number'],
    exclusiveMaximum: [isNumber, 'a number'],
    multipleOf: [(value) => isNumber(value) && Number(value) > 0, 'a number above 0'],
    minLength: [isCount, 'a whole number'],
    maxLength: [isCount, 'a whole number'],
    minItems: [isCount, 'a whole number'],
    maxItems: [isCount, 'a whole number'],
    uniqueItems: [isFlag, 'true or false'],
    minProperties: [isCount, 'a whole number'],
    maxProperties: [isCount, 'a whole number'],
    required: [isListOf(isText), 'a list of different names'],
    properties: [isObject, 'an object of schemas'],
    allOf: [isList, 'a list of schemas'],
    anyOf: [isList, 'a list of schemas'],
    oneOf: [isList, 'a list of schemas'],
  };

/** Keywords whose value is a schema, or holds some. */
const NESTING = new Set([
  'properties',
  'additionalProperties',
  'propertyNames',
  'items',
  'contains',
  'not',
  'if',
  'then',
  'else',
  'allOf',
  'anyOf',
  'oneOf',
]);

/** Those whose value holds schemas and is none itself. */
const HOLDING = new Set(['properties', 'allOf', 'anyOf', 'oneOf']);

/**
 * What keeps a schema from being used, in words for its creator; undefined for nothing. What is left
 * is a subset of JSON Schema that is checked in a time which grows with the answer alone: without
 * references, patterns, formats and whatever else runs code of the schema's, and of bounded size.
 */
export function checkSchema(schema: Schema): string | undefined {
  const text = JSON.stringify(schema);
  if (text.length > MAX_SCHEMA) return `must have at most ${MAX_SCHEMA} characters`;
  if (!isStorable(text)) return 'must not contain NUL or broken Unicode';
  const exceeded = exceededBound(text, BOUNDS);
  if (exceeded !== undefined) return `must not exceed ${BOUNDS[exceeded]} in ${exceeded}`;
  return problemIn(schema, '');
}

function problemIn(schema: unknown, path: string): string | undefined {
  const at = path === '' ? '' : ` at ${path.slice(0, MAX_PATH)}`;
  if (typeof schema === 'boolean' && path !== '') return undefined;
  if (!isObject(schema)) return `must have a schema${at}`;
  for (const [keyword, value] of Object.entries(schema)) {
    const form = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined;
    if (form === undefined && !NESTING.has(keyword)) return `must not use ${keyword}${at}`;
    if (form?.[0](value) === false) return `must have ${form[1]} as ${keyword}${at}`;
    if (!NESTING.has(keyword)) continue;
    const problem = problemWithin(keyword, value, `${path}/${keyword}`);
    if (problem !== undefined) return problem;
  }
  if (schema['uniqueItems'] !== true || Number(schema['maxItems'] ?? Infinity) <= MAX_UNIQUE)
    return undefined;
  return `must have maxItems of at most ${MAX_UNIQUE} beside uniqueItems${at}`;
}

function problemWithin(keyword: string, value: unknown, path: string): string | undefined {
  if (!HOLDING.has(keyword)) return problemIn(value, path);
  for (const [name, inner] of Object.entries(value as object)) {
    const problem = problemIn(inner, `${path}/${name}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
