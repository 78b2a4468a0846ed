import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { rewriteUrl } from '../../src/common/http/rewrites.js';

interface Documented {
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
}
type Components = Readonly<Record<string, Documented>>;
interface Operation {
  readonly responses: Readonly<Record<string, Documented & { readonly $ref?: string }>>;
}
interface Route {
  readonly path: string;
  readonly pattern: RegExp;
  readonly operations: Readonly<Record<string, Operation | undefined>>;
}

/** An answer, as far as a document speaks of it. */
export interface Given {
  readonly method: string;
  /** With the query. */
  readonly url: string;
  readonly status: number;
  /** Without parameters; empty where there is no body. */
  readonly mediaType: string;
  /** Undefined for one that is not looked at. */
  readonly body: unknown;
}

const JSON_TYPES = new Set(['application/json', 'application/problem+json']);
const PROBLEM: Documented = {
  content: { 'application/problem+json': { schema: refTo('ProblemDto') } },
};

/** Compares answers with the document of the API that gave them. */
export class AnswerCheck {
  private readonly ajv = new Ajv2020({
    strict: false,
    validateFormats: false,
    validateSchema: false,
    allErrors: true,
    // Most of what it compiles is asked once.
    inlineRefs: false,
    code: { optimize: false },
  });
  private readonly routes: readonly Route[];
  private readonly answers: Components;
  private readonly validators = new WeakMap<object, ValidateFunction>();

  constructor(document: OpenAPIObject) {
    const closed = closeObjects(document) as OpenAPIObject;
    this.ajv.addSchema({ $id: 'api', components: closed.components });
    this.answers = (closed.components?.responses ?? {}) as Components;
    this.routes = Object.entries(closed.paths)
      .map(([path, operations]) => ({
        path,
        pattern: patternOf(path),
        operations: operations as Route['operations'],
      }))
      .toSorted((a, b) => parametersIn(a.path) - parametersIn(b.path));
  }

  /** What the document does not say of this answer. */
  faultsOf(given: Given): string[] {
    const [path = ''] = rewriteUrl(given.url).split('?');
    const route = this.routes.find(({ pattern }) => pattern.test(path));
    const method = given.method === 'HEAD' ? 'get' : given.method.toLowerCase();
    const operation = route?.operations[method];
    const name = `${given.method} ${route?.path ?? path}`;
    // No document speaks of pages; what says that there is no such route is a problem all the same.
    const isProblem = given.mediaType === 'application/problem+json';
    if (operation === undefined && !isProblem) return [];
    const documented = operation === undefined ? PROBLEM : this.answerOf(operation, given.status);
    if (documented === undefined) return [`${name} answers ${given.status}, undocumented`];
    return this.faultsIn(given, documented).map(
      (fault) => `${name} answers ${given.status}: ${fault}`,
    );
  }

  private answerOf({ responses }: Operation, status: number): Documented | undefined {
    const { $ref, ...own } = responses[status] ??
      responses[`${Math.floor(status / 100)}XX`] ?? { $ref: 'undocumented' };
    return $ref === undefined ? own : this.answers[$ref.split('/').at(-1) ?? ''];
  }

  private faultsIn({ mediaType, body }: Given, { content = {} }: Documented): string[] {
    if (mediaType === '') return [];
    const described = content[mediaType];
    // Of bytes of every kind nothing more is said.
    if (described === undefined && content['*/*'] !== undefined) return [];
    if (described === undefined) return [`${mediaType} is undocumented`];
    if (body === undefined || !JSON_TYPES.has(mediaType)) return [];
    const validate = this.validatorOf(described.schema ?? {});
    if (validate(body)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath || 'the body'} ${message} ${JSON.stringify(params)}`,
    );
  }

  private validatorOf(schema: object): ValidateFunction {
    const known = this.validators.get(schema) ?? this.ajv.compile(schema);
    this.validators.set(schema, known);
    return known;
  }
}

function refTo(name: string) {
  return { $ref: `api#/components/schemas/${name}` };
}

/** Objects whose members are told have no others, wherever the document does not say otherwise. */
function closeObjects(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closeObjects);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, member]) => [
    name,
    name === '$ref' ? String(member).replace(/^#/, 'api#') : closeObjects(member),
  ]);
  const closed: Record<string, unknown> = Object.fromEntries(entries);
  const isOpen = closed['type'] === 'object' && 'properties' in closed;
  return isOpen ? { additionalProperties: false, ...closed } : closed;
}

function patternOf(path: string): RegExp {
  const literal = path.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${literal.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
}

function parametersIn(path: string): number {
  return path.split('{').length;
}
