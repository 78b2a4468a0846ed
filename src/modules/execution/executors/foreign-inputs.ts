import type { FieldError } from '../../../common/errors/index.js';

/** An error for each field of an input that is none of those that a resource takes, with their names. */
export function foreignInputs(given: unknown, taken: readonly string[]): FieldError[] {
  const message = `is no input of this resource. Its inputs: ${taken.join(', ') || 'none'}`;
  return Object.keys(given ?? {})
    .filter((field) => !taken.includes(field))
    .map((field) => ({ field, message }));
}
