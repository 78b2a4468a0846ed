import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { Problem, type ProblemType, problemDocument } from '../errors/index.js';

/** Documents the problems an operation answers with, one example for each code. */
export function ApiProblems(...types: ProblemType[]) {
  const statuses = [...new Set(types.map((type) => type.status))];
  return applyDecorators(
    ...statuses.map((status) => {
      const same = types.filter((type) => type.status === status);
      return ApiResponse({
        status,
        description: same.map((type) => `\`${type.code}\`: ${type.title}`).join('; '),
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/ProblemDto' },
            examples: examplesOf(same),
          },
        },
      });
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
