import type { ApiClient } from '../../src/sandbox/api-client.js';
import { encodeCursor } from '../../src/common/database/index.js';

/** A part of an operation that a client fills in, as the document tells it. */
interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
}

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly example?: unknown;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
}

interface OperationObject {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { schema?: Schema }>> };
  readonly responses?: Readonly<Record<string, { readonly content?: object }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

/** One operation of a running server, with what can be sent to it. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly inPath: readonly string[];
  readonly inQuery: readonly string[];
  /** Its members, as a client could send them together. */
  readonly inBody: Readonly<Record<string, unknown>>;
  /** It speaks another protocol, in whose form it refuses: JSON of its own. */
  readonly refusesInJson: boolean;
}

/** One request that no client should have to send. */
export interface WrongRequest {
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly type?: string;
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];
export const UNKNOWN_ID = '3f0d8c1e-6a4b-4c57-9d2e-1f7b5a9c8e24';
/** It is sent in the place of keys, and must come back nowhere. */
export const PLANTED = 'planted-sk-ant-1234567890';

/** Everything that the documents of a server tell of. */
export async function operationsOf(origin: string): Promise<Operation[]> {
  const documents = await Promise.all(
    ['/openapi.json', '/api/v1/openapi.json'].map(async (path) => {
      const answer = await fetch(origin + path);
      return answer.ok ? [(await answer.json()) as Document] : [];
    }),
  );
  const found = documents.flat().flatMap((document) => operationsIn(document));
  return [...new Map(found.map((one) => [`${one.method} ${one.path}`, one])).values()];
}

function operationsIn(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method] !== undefined).map((method) => {
      const { parameters = [], requestBody, responses = {} } = item[method] ?? {};
      const named = (place: string) =>
        parameters.filter((one) => one.in === place).map(({ name }) => name);
      const schema = requestBody?.content?.['application/json']?.schema ?? {};
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
      const inBody = membersOf(schema, document);
      const refusesInJson = Object.entries(responses).some(
        ([status, { content = {} }]) => status >= '400' && 'application/json' in content,
      );
      const inQuery = named('query');
      return { method: method.toUpperCase(), path, inPath, inQuery, inBody, refusesInJson };
    }),
  );
}

/** The members of a body, each with its example. */
function membersOf(
  { $ref, allOf = [], properties = {} }: Schema,
  document: Document,
): Record<string, unknown> {
  const named = $ref && document.components?.schemas?.[$ref.split('/').at(-1) ?? ''];
  const parts = [...allOf, ...(named ? [named] : [])];
  const own = Object.entries(properties).map(
    ([name, schema]) => [name, exampleOf(schema)] as const,
  );
  return Object.assign(
    {},
    ...parts.map((part) => membersOf(part, document)),
    Object.fromEntries(own),
  );
}

function exampleOf({ example, default: usual, enum: [first] = [] }: Schema): unknown {
  return example ?? usual ?? first;
}

const NUL = '\0';
const oddCursor = (createdAt: string, id = UNKNOWN_ID) => encodeCursor({ createdAt, id });
const IN_PATH = [
  'x',
  '%00',
  'a%00b',
  '%C3%A9',
  '0000-00-00',
  UNKNOWN_ID.toUpperCase(),
  'a'.repeat(90),
];
const IN_QUERY = [
  '%00',
  '',
  '0000-01-01',
  '0000-01-01T00:00:00Z',
  '2026-02-30',
  '-1',
  '%ED%A0%80',
  oddCursor('0000-01-01T00:00:00.000Z'),
  oddCursor('0000-12-31T23:59:59+00:00', '1'),
  oddCursor('2026-W10'),
  oddCursor('2026-01-01T00:00:00Z', NUL),
  Buffer.from('["latest","words","0000-01-01T00:00:00.000Z","' + UNKNOWN_ID + '"]').toString(
    'base64url',
  ),
  Buffer.from('claude:\0').toString('base64url'),
];
const BODIES: readonly string[] = [
  '',
  '{',
  `{"apiKey": "${PLANTED}"`,
  '[]',
  '"x"',
  '5',
  'null',
  '{}',
  '{"unheardOf":1}',
  '{"unheardOf":"\\u0000"}',
];
const VALUES: readonly unknown[] = [
  null,
  5,
  'x',
  NUL,
  '\ud800',
  [],
  {},
  { [NUL]: NUL },
  '0000-01-01T00:00:00Z',
  PLANTED,
];

/** How many operations that take the same name share the values that are wrong for it. */
const SHARES = 3;

/** Gives each operation a part of the values, so that all of them reach every name, and not every operation. */
class Shares {
  private readonly takers = new Map<string, number>();
  private readonly turns = new Map<string, number>();

  constructor(operations: readonly Operation[]) {
    for (const name of operations.flatMap(namesOf)) {
      this.takers.set(name, (this.takers.get(name) ?? 0) + 1);
    }
  }

  of<T>(name: string, values: readonly T[]): T[] {
    const turn = this.turns.get(name) ?? 0;
    this.turns.set(name, turn + 1);
    const shares = Math.min(SHARES, this.takers.get(name) ?? 1);
    return values.filter((_, at) => at % shares === turn % shares);
  }
}

const ANY_QUERY = '?unheardOf';
const ANY_BODY = 'body';

/** Everything that an operation takes, by a name that no other place has. */
function namesOf({ method, inPath, inQuery, inBody }: Operation): string[] {
  const written = method === 'GET' ? [] : [ANY_BODY, ...Object.keys(inBody)];
  return [
    ...inPath.map((name) => `/${name}`),
    ANY_QUERY,
    ...inQuery.map((n) => `?${n}`),
    ...written,
  ];
}

/** Requests to each operation, each wrong in one way. */
export function wrongRequests(operations: readonly Operation[]): Map<Operation, WrongRequest[]> {
  const shares = new Shares(operations);
  return new Map(operations.map((operation) => [operation, requestsTo(operation, shares)]));
}

function requestsTo(operation: Operation, shares: Shares): WrongRequest[] {
  const { method, path, inPath, inQuery } = operation;
  const at = (values: Readonly<Record<string, string>> = {}) =>
    path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? UNKNOWN_ID);
  const found: WrongRequest[] = [];
  for (const name of inPath) {
    for (const value of shares.of(`/${name}`, IN_PATH)) {
      found.push({ what: `${name}=${value.slice(0, 20)}`, method, path: at({ [name]: value }) });
    }
  }
  for (const name of ['unheardOf', ...inQuery]) {
    const queries = [...IN_QUERY.map((value) => `${name}=${value}`), `${name}=a&${name}=b`];
    for (const query of shares.of(`?${name}`, queries)) {
      found.push({ what: `?${query.slice(0, 60)}`, method, path: `${at()}?${query}` });
    }
  }
  return method === 'GET' ? found : [...found, ...bodiesOf(operation, at(), shares)];
}

function bodiesOf({ method, inBody }: Operation, path: string, shares: Shares): WrongRequest[] {
  const json = { method, path, type: 'application/json' };
  const found: WrongRequest[] = [
    { what: 'a text', method, path, body: 'x', type: 'text/plain' },
    ...shares.of(ANY_BODY, BODIES).map((body) => ({ ...json, what: `body ${body}`, body })),
  ];
  for (const name of Object.keys(inBody)) {
    for (const value of shares.of(name, VALUES)) {
      const body = JSON.stringify({ ...inBody, [name]: value });
      found.push({ ...json, what: `body with ${JSON.stringify({ [name]: value })}`, body });
    }
  }
  return found;
}

/** An API key with every scope. */
export async function fullKey(creator: ApiClient): Promise<string> {
  const scopes = ['read', 'publish', 'admin'];
  const { key } = await creator.send<{ key: string }>('POST', '/api-keys', { name: 'all', scopes });
  return key;
}

/** What is wrong with an answer of an operation to a wrong request; empty when nothing is. */
export async function mistakesIn(
  answer: Response,
  { refusesInJson }: Operation,
): Promise<string[]> {
  const text = await answer.text();
  const wrong: string[] = [];
  const requestId = answer.headers.get('x-request-id');
  if (requestId === null) wrong.push('no x-request-id');
  if (answer.status < 400) return wrong;
  if (text.includes(PLANTED)) wrong.push('repeats a secret');
  const type = answer.headers.get('content-type') ?? '';
  if (refusesInJson && answer.status < 500 && /^application\/json(;|$)/.test(type)) {
    return typeof JSON.parse(text) === 'object' ? wrong : [...wrong, 'no object'];
  }
  if (!/^application\/problem\+json(;|$)/.test(type)) {
    return [...wrong, `${answer.status} is no problem: ${type}`];
  }
  const problem = JSON.parse(text) as Problem;
  if (problem.status !== answer.status) wrong.push('another status in its body');
  if (problem.instance !== `urn:coinslot:request:${requestId}`) wrong.push('another instance');
  if (['internal_error', 'service_unavailable'].includes(problem.code)) wrong.push(problem.code);
  if (answer.status === 405 && !answer.headers.get('allow')) wrong.push('405 without Allow');
  return [...wrong, ...mistakesInErrors(problem)];
}

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly instance?: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

/** How every message begins: it goes on from the name of its field, or is a sentence. */
const PREDICATE =
  /^(is|are|must|has|have|cannot|makes|uses|names|needs|does|may|takes|differs|asks|leads|send) |^\{\{|^[A-Z"]/;

function mistakesInErrors({ code, detail, errors = [] }: Problem): string[] {
  const wrong: string[] = [];
  if (code === 'invalid_input' && errors.length === 0 && detail === undefined) {
    wrong.push('says of no field what is wrong');
  }
  const fields = errors.map(({ field }) => field);
  const twice = fields.filter((field, at) => fields.indexOf(field) !== at);
  if (twice.length > 0) wrong.push(`two messages for ${twice.join(', ')}`);
  for (const { field, message } of errors) {
    if (!PREDICATE.test(message)) wrong.push(`of ${field.slice(0, 40)}: ${message.slice(0, 80)}`);
    if (/property .* should not exist|Validation failed/.test(message)) wrong.push(message);
  }
  return wrong;
}
