import { applyDecorators } from '@nestjs/common';
import { ApiExtension, ApiOperation } from '@nestjs/swagger';
import type { ProblemType } from '../errors/index.js';
import { ApiProblems } from './api-problems.decorator.js';
import type { Deprecation } from './deprecation.js';
import { RouteFacts } from './route-facts.decorator.js';

/** What the contract says of one operation; docs/api-policy.md tells what it binds us to. */
export interface OperationNotes {
  /** What it does, in a few words: `Create a resource`. */
  readonly summary: string;
  /** All that a caller must know besides. */
  readonly description?: string;
  /** The version of the changelog that has it first; 0.1.0 where it is not told. */
  readonly since?: string;
  /** `stable` where it is not told; `preview`: it may still change in any version. */
  readonly stability?: 'stable' | 'preview';
  /** It will be taken away; its answers say so. */
  readonly deprecation?: Deprecation;
  /** How it can fail, besides what any operation answers. */
  readonly problems?: readonly ProblemType[];
}

/** Describes an operation: everything that the document of the API says of it as a whole. */
export function Operation(notes: OperationNotes): MethodDecorator {
  const { summary, description, since, stability, deprecation, problems = [] } = notes;
  const ends = deprecation && [
    ApiExtension('x-deprecation', deprecation),
    RouteFacts({ deprecation }),
  ];
  const told = [description ?? summary, ...(deprecation ? [endOf(deprecation)] : [])].join('\n\n');
  return applyDecorators(
    ApiOperation({ summary, description: told, ...(deprecation && { deprecated: true }) }),
    ...(since === undefined ? [] : [ApiExtension('x-since', since)]),
    ...(stability === undefined ? [] : [ApiExtension('x-stability', stability)]),
    ApiProblems(...problems),
    ...(ends ?? []),
  );
}

function endOf({ since, sunset, instead }: Deprecation): string {
  return `Deprecated since ${since}, and gone from ${sunset} on: use \`${instead}\`.`;
}
