import {
  invalidInput,
  Problem,
  problemDocument,
  type ProblemDetails,
  type ProblemType,
} from '../errors/index.js';

const REQUEST_ID = '5f2b9a30-1c47-4d0e-8f6a-2b9d3c7e1a04';
/** What one occurrence adds, where the kind alone does not show how to read it. */
const SHOWN: Readonly<Record<string, ProblemDetails>> = {
  [invalidInput.code]: { errors: [{ field: 'name', message: 'must not be empty' }] },
};

/** What an OpenAPI document says of the problems with one status, one example for each code. */
export function problemResponses(types: readonly ProblemType[]) {
  const statuses = [...new Set(types.map(({ status }) => status))];
  return Object.fromEntries(
    statuses.map((status) => {
      const same = types.filter((type) => type.status === status);
      const description = same.map(({ code, title }) => `\`${code}\`: ${title}`).join('; ');
      const schema = { $ref: '#/components/schemas/ProblemDto' };
      const content = { 'application/problem+json': { schema, examples: examplesOf(same) } };
      return [status, { description, content }];
    }),
  );
}

function examplesOf(types: readonly ProblemType[]) {
  return Object.fromEntries(
    types.map((type) => [
      type.code,
      {
        summary: type.title,
        value: problemDocument(new Problem(type, SHOWN[type.code]), REQUEST_ID),
      },
    ]),
  );
}
