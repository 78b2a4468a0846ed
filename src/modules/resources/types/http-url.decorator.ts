import { type FieldOptions, Text } from '../../../common/http/index.js';

/** The address of a creator's endpoint. */
export function HttpUrl(max: number, said: FieldOptions): PropertyDecorator {
  const pattern = /^https?:\/\/[\x21-\x7e]+$/;
  return Text({ max, pattern, message: 'must be an http or https URL', ...said });
}
