import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { ProblemType } from '../errors/index.js';
import { problemResponses } from './problem-responses.js';

/** Documents the problems an operation answers with, one example for each code. */
export function ApiProblems(...types: ProblemType[]) {
  return applyDecorators(
    ...Object.entries(problemResponses(types)).map(([status, response]) =>
      ApiResponse({ status: Number(status), ...response }),
    ),
  );
}
