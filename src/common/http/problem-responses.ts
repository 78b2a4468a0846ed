import { Problem, problemDocument, type ProblemType } from '../errors/index.js';

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
      { summary: type.title, value: problemDocument(new Problem(type)) },
    ]),
  );
}
