import { ValidateBy, type ValidationOptions } from 'class-validator';
import { isLongerThan } from '../../../common/text/index.js';

/**
 * At most `limit` characters, counted as PostgreSQL counts them: class-validator's own `MaxLength`
 * leaves variation selectors out, so that a text could pass which the table refuses.
 */
export function MaxCharacters(limit: number, options?: ValidationOptions): PropertyDecorator {
  const validator = {
    validate: (value: unknown) => typeof value === 'string' && !isLongerThan(value, limit),
    defaultMessage: () => `must have at most ${limit} characters`,
  };
  return ValidateBy({ name: 'maxCharacters', validator }, options);
}
