import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { type FieldError, invalidInput, Problem } from '../errors/index.js';

/**
 * Validates every body, query and parameter against its DTO: unknown fields are refused, and the
 * answer is one {@link Problem} that names each wrong field.
 */
export function createInputPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
    exceptionFactory: (errors) => new Problem(invalidInput, { errors: fieldErrors(errors) }),
  });
}

/** Flattens class-validator's tree to field paths such as `parameters[0].name`. */
export function fieldErrors(errors: readonly ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap((error) => {
    const field = join(parent, error.property);
    const own = Object.values(error.constraints ?? {}).map((message) => ({ field, message }));
    return [...own, ...fieldErrors(error.children ?? [], field)];
  });
}

function join(parent: string, property: string): string {
  if (/^\d+$/.test(property)) return `${parent}[${property}]`;
  return parent === '' ? property : `${parent}.${property}`;
}
