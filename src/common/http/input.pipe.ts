import { type ArgumentMetadata, type ValidationError, ValidationPipe } from '@nestjs/common';
import { isObject } from 'class-validator';
import { type FieldError, invalidInput, Problem } from '../errors/index.js';

/**
 * Validates every body, query and parameter against its DTO: unknown fields are refused, and the
 * answer is one {@link Problem} that names each wrong field.
 */
export function createInputPipe(): ValidationPipe {
  return new InputPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
    exceptionFactory: (errors) => new Problem(invalidInput, { errors: fieldErrors(errors) }),
  });
}

/** What is wrong with a body that has no members. */
export const NOT_AN_OBJECT: FieldError = { field: '', message: 'must be an object' };

/** Says of a body that is no object that alone, and not which fields it has not. */
class InputPipe extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const isBody = metadata.type === 'body' && value !== undefined && this.toValidate(metadata);
    if (isBody && !isObject(value)) throw new Problem(invalidInput, { errors: [NOT_AN_OBJECT] });
    if (isObject(value) && this.toValidate(metadata)) refuseInherited(value);
    return super.transform(value, metadata);
  }
}

/** Names that every object has, such as `constructor`, are no fields; class-validator takes them for known ones. */
function refuseInherited(value: object): void {
  const inherited = Object.keys(value).filter((name) => name in Object.prototype);
  if (inherited.length === 0) return;
  const errors = inherited.map((field) => ({ field, message: UNKNOWN_FIELD }));
  throw new Problem(invalidInput, { errors });
}

/** What is wrong with a field that there is not. */
export const UNKNOWN_FIELD = 'is not known here';

/** So many wrong fields are named; whoever sent them mends those before seeing more. */
const NAMED = 50;
/** In characters; names and values of the sender's can stand in both. */
const MAX_FIELD = 200;
const MAX_MESSAGE = 500;

/** Flattens class-validator's tree to field paths such as `parameters[0].name`; the first 50, each with one message. */
export function fieldErrors(errors: readonly ValidationError[], parent = ''): FieldError[] {
  const found: FieldError[] = [];
  for (const error of flatten(errors, parent)) {
    if (found.push(error) === NAMED) break;
  }
  return found;
}

function* flatten(errors: readonly ValidationError[], parent: string): Generator<FieldError> {
  for (const { property, constraints = {}, children = [] } of errors) {
    const field = join(parent, property);
    const message = messageOf(constraints);
    if (message !== undefined) {
      yield { field: field.slice(0, MAX_FIELD), message: message.slice(0, MAX_MESSAGE) };
    }
    yield* flatten(children, field);
  }
}

/** A name that nobody knows is all that is wrong with its value. */
function messageOf(constraints: Readonly<Record<string, string>>): string | undefined {
  return 'whitelistValidation' in constraints ? UNKNOWN_FIELD : Object.values(constraints)[0];
}

function join(parent: string, property: string): string {
  if (/^\d+$/.test(property)) return `${parent}[${property}]`;
  return parent === '' ? property : `${parent}.${property}`;
}
