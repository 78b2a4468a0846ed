import type { OpenAPIObject } from '@nestjs/swagger';
import {
  bodyTooLarge,
  forbidden,
  internalError,
  invalidRequest,
  type ProblemType,
  serviceUnavailable,
  unauthenticated,
  unsupportedMediaType,
} from '../../../common/errors/index.js';
import { problemResponses } from '../../../common/http/index.js';

interface Response {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly examples?: object } | undefined>>;
}
interface Operation {
  readonly requestBody?: object;
  readonly security?: readonly object[];
  readonly responses: Readonly<Record<string, Response>>;
}

const PROBLEM_TYPE = 'application/problem+json';

/** Says of every operation what the server answers to any, beside what the operation itself answers. */
export function withGeneralAnswers(document: OpenAPIObject): OpenAPIObject {
  const paths = mapValues(document.paths, (operations) =>
    mapValues(operations as Readonly<Record<string, Operation>>, complete),
  );
  return { ...document, paths } as OpenAPIObject;
}

function complete(operation: Operation): Operation {
  const general = problemResponses(typesFor(operation)) as Readonly<Record<string, Response>>;
  const { responses } = operation;
  const added = mapValues(general, (response, status) => merge(responses[status], response));
  return { ...operation, responses: { ...responses, ...added } };
}

function typesFor({ requestBody, security = [] }: Operation): ProblemType[] {
  return [
    invalidRequest,
    ...(security.length > 0 ? [unauthenticated, forbidden] : []),
    ...(requestBody === undefined ? [] : [bodyTooLarge, unsupportedMediaType]),
    internalError,
    serviceUnavailable,
  ];
}

/** What the operation says itself comes first. */
function merge(own: Response | undefined, general: Response): Response {
  if (own === undefined) return general;
  const known = own.content?.[PROBLEM_TYPE]?.examples ?? {};
  const examples = general.content?.[PROBLEM_TYPE]?.examples ?? {};
  const isKnown = Object.keys(examples).every((code) => code in known);
  if (isKnown || own.content?.[PROBLEM_TYPE] === undefined) return own;
  const problem = { ...own.content[PROBLEM_TYPE], examples: { ...known, ...examples } };
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
