import { applyDecorators, type Type as Class } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { isMoment, MOMENT_MESSAGE } from '../../text/index.js';
import { Field, type FieldOptions } from './field.decorator.js';
import type { Shape } from './shape.js';
import {
  anyNumber,
  anyObject,
  flag,
  type ListLimits,
  listOf,
  type NumberLimits,
  oneOf,
  wholeNumber,
} from './shapes.js';
import { text, type TextLimits, uuid } from './text-shape.js';

type In<Limits> = Limits & FieldOptions;

/** A text of at most `max` characters. */
export function Text({ min, max, pattern, format, message, rules, tidy, ...said }: In<TextLimits>) {
  return Field(text({ min, max, pattern, format, message, rules, tidy }), said);
}

/** A UUID; `message` says of what it is the id. */
export function Uuid({ message, ...said }: In<{ readonly message?: string }> = {}) {
  return Field(uuid(message), said);
}

/** A day, or a time with its zone: the same moment wherever it is read. */
export function Moment(said: FieldOptions = {}) {
  const rules = [[isMoment, MOMENT_MESSAGE]] as const;
  return Field(text({ max: 40, message: MOMENT_MESSAGE, rules }), said);
}

/** A whole number; both bounds belong to the range. */
export function WholeNumber({ min, max, inQuery, ...said }: In<NumberLimits>) {
  return Field(wholeNumber({ min, max, inQuery }), said);
}

/** Any number; both bounds belong to the range. */
export function AnyNumber({ min, max, inQuery, ...said }: In<NumberLimits>) {
  return Field(anyNumber({ min, max, inQuery }), said);
}

/** One of a few texts. */
export function OneOf(values: readonly string[], said?: FieldOptions) {
  return Field(oneOf(values), said);
}

/** True or false. */
export function Flag({ inQuery, ...said }: In<{ readonly inQuery?: boolean }> = {}) {
  return Field(flag({ inQuery }), said);
}

/** An object of any form: what reads it judges its members. */
export function AnyObject({ message, ...said }: In<{ readonly message?: string }> = {}) {
  return Field(anyObject(message), said);
}

/** A list of at most `max` entries of one shape. */
export function ListOf(
  item: Shape,
  { min, max, unique, inQuery, message, ...said }: In<ListLimits>,
) {
  return Field(listOf(item, { min, max, unique, inQuery, message }), said);
}

const notAnObject = { message: 'must be an object' };

/** An object with the fields of a DTO. */
export function Nested(dto: () => Class, said: FieldOptions = {}): PropertyDecorator {
  return applyDecorators(
    Field(anyObject(), said),
    // Swagger calls only a function whose name is `type`.
    ApiProperty({ type: () => dto() }),
    ValidateNested(notAnObject),
    Type(dto),
  );
}

/** A list of objects with the fields of a DTO. */
export function NestedList(dto: () => Class, { max, ...said }: In<ListLimits>): PropertyDecorator {
  // Nested validation judges the entries, and tells their position.
  const list = listOf({ schema: {}, problemWith: () => undefined }, { max });
  return applyDecorators(
    Field({ ...list, schema: { type: 'array', maxItems: max } }, said),
    ApiProperty({ type: () => [dto()] }),
    ValidateNested({ each: true, ...notAnObject }),
    Type(dto),
  );
}
