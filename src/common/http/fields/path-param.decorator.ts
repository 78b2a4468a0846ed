import { Param } from '@nestjs/common';
import { ApiParam, type ApiParamOptions } from '@nestjs/swagger';
import { notFound, Problem, type ProblemType } from '../../errors/index.js';
import type { FieldOptions } from './field.decorator.js';
import type { Shape } from './shape.js';
import { uuid } from './text-shape.js';

/**
 * A part of the path; what is not of its shape names nothing.
 * @param problem what the server answers then
 */
export function PathParam(
  name: string,
  shape: Shape,
  problem: ProblemType = notFound,
  said: Pick<FieldOptions, 'description' | 'example'> = {},
): ParameterDecorator {
  const transform = (given: unknown) => {
    const value = shape.read?.(given) ?? given;
    if (shape.problemWith(value) !== undefined) throw new Problem(problem);
    return value;
  };
  return (controller, method, index) => {
    Param(name, { transform })(controller, method, index);
    const handler = Object.getOwnPropertyDescriptor(controller, method ?? '');
    const { description, example } = said;
    // Beside a schema, Swagger would lose the example.
    const schema = { ...shape.schema, ...(example !== undefined && { example }) };
    const documented = { name, schema, description } as ApiParamOptions;
    if (method !== undefined && handler) ApiParam(documented)(controller, method, handler);
  };
}

/** The path parameter `id`, a UUID. */
export function UuidParam(problem?: ProblemType): ParameterDecorator {
  return PathParam('id', uuid(), problem, {
    description: 'Its id, as lists and earlier answers have it',
  });
}
