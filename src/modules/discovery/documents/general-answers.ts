import type { OpenAPIObject } from '@nestjs/swagger';
import {
  bodyTooLarge,
  forbidden,
  headersTooLarge,
  internalError,
  invalidRequest,
  type ProblemType,
  requestTimeout,
  serviceUnavailable,
  unauthenticated,
  unsupportedMediaType,
  uriTooLong,
} from '../../../common/errors/index.js';
import { problemResponses } from '../../../common/http/index.js';

interface Response {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly examples?: object } | undefined>>;
}
interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly object[];
  readonly responses: Readonly<Record<string, Response>>;
}

/** What the contract says of an operation that says nothing else (docs/api-policy.md). */
const UNLESS_SAID = { 'x-since': '0.1.0', 'x-stability': 'stable' };

const PROBLEM_TYPE = 'application/problem+json';

/** Says of every operation what the server answers to any, beside what the operation itself answers. */
export function withGeneralAnswers(document: OpenAPIObject): OpenAPIObject {
  const paths = mapValues(document.paths, (operations) =>
    mapValues(operations as Readonly<Record<string, Operation>>, complete),
  );
  const responses = Object.fromEntries(
    Object.entries(problemResponses(EVERY)).map(([status, said]) => [nameOf(status), said]),
  );
  const components = { ...document.components, responses };
  return { ...document, paths, components } as unknown as OpenAPIObject;
}

/** An operation that asks for no credential says so, and each has a description, since when and how stable. */
function complete(operation: Operation, method: string): Operation {
  const { responses, security = [] } = operation;
  const general = problemResponses(typesFor(operation, method)) as Readonly<
    Record<string, Response>
  >;
  const added = mapValues(general, (response, status) => {
    const own = responses[status];
    return own === undefined
      ? { $ref: `#/components/responses/${nameOf(status)}` }
      : merge(own, response);
  });
  const { summary = '', description = summary } = operation;
  const said = { ...UNLESS_SAID, ...operation, description, security };
  return { ...said, responses: { ...responses, ...added } } as Operation;
}

function nameOf(status: string): string {
  return `Problem${status}`;
}

const EVERY = [
  invalidRequest,
  unauthenticated,
  forbidden,
  requestTimeout,
  bodyTooLarge,
  uriTooLong,
  unsupportedMediaType,
  headersTooLarge,
  internalError,
  serviceUnavailable,
];

/** A body can be sent to what reads none, and is refused there too. */
function typesFor({ security = [] }: Operation, method: string): ProblemType[] {
  return EVERY.filter((type) => {
    if (type === unauthenticated || type === forbidden) return security.length > 0;
    const isOfBody = type === bodyTooLarge || type === unsupportedMediaType;
    return !isOfBody || method !== 'get';
  });
}

/** What the operation says itself comes first. */
function merge(own: Response, general: Response): Response {
  const known = own.content?.[PROBLEM_TYPE]?.examples ?? {};
  const examples = general.content?.[PROBLEM_TYPE]?.examples ?? {};
  if (Object.keys(examples).every((code) => code in known)) return own;
  const problem = { ...general.content?.[PROBLEM_TYPE], examples: { ...known, ...examples } };
  return {
    ...own,
    description: `${own.description}; ${general.description}`,
    content: { ...own.content, [PROBLEM_TYPE]: problem },
  };
}

function mapValues<A, B>(
  values: Readonly<Record<string, A>>,
  change: (value: A, name: string) => B,
): Record<string, B> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, change(value, name)]),
  );
}
