import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf, type ValidationArguments } from 'class-validator';
import type { Shape } from './shape.js';

/** What is said of a field beside the {@link Shape} of its value. */
export interface FieldOptions {
  readonly description?: string;
  readonly example?: unknown;
  /** The field may be left out. */
  readonly optional?: boolean;
  /** Null is a value of the field too. */
  readonly nullable?: boolean;
  /** What the initialiser of the property sets; the field may be left out. */
  readonly default?: unknown;
  readonly writeOnly?: boolean;
  /** Whether the field is asked for, where that depends on the others. */
  readonly when?: (body: Readonly<Record<string, unknown>>) => boolean;
}

/** What is wrong with a field that was left out and may not be. */
export const REQUIRED = 'is required';

/** Name under which class-validator keeps what this decorator states. */
export const FIELD = 'field';

/**
 * A member of what a client sends. One statement makes the check and the document, so that they say
 * the same, and a wrong value has one message.
 */
export function Field(shape: Shape, options: FieldOptions = {}): PropertyDecorator {
  const { optional, nullable, when, ...said } = options;
  const isLeftOut = (body: Readonly<Record<string, unknown>>, value: unknown) =>
    (value === undefined && (optional === true || when?.(body) === false)) ||
    (value === null && nullable === true);
  const required = !optional && !when && said.default === undefined;
  const property = { ...shape.schema, ...said, required, ...(nullable && { nullable }) };
  const { read } = shape;
  return applyDecorators(
    ApiProperty(property as ApiPropertyOptions),
    ...(read ? [Transform(({ value }: { value: unknown }) => read(value))] : []),
    ValidateIf((body: Readonly<Record<string, unknown>>, value) => !isLeftOut(body, value)),
    ValidateBy({ name: FIELD, constraints: [shape.schema], validator: validatorOf(shape) }),
  );
}

function validatorOf(shape: Shape) {
  const problemWith = (value: unknown) =>
    value === undefined ? REQUIRED : shape.problemWith(value);
  return {
    validate: (value: unknown) => problemWith(value) === undefined,
    defaultMessage: (found?: ValidationArguments) => problemWith(found?.value) ?? '',
  };
}
