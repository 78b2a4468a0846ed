import { ApiProperty } from '@nestjs/swagger';
import { anyObject, Field, type FieldOptions } from '../../../common/http/index.js';

/** Formats in a DTO's schema that `documentTypes` replaces by the types a server has. */
export const TYPE_ID = 'resource-type';
export const TYPE_CONFIG = 'resource-config';

/** Documents a property as the id of a resource type. */
export function ApiTypeId(options: { readonly description?: string } = {}): PropertyDecorator {
  const description = 'What kind of thing is sold';
  return ApiProperty({ description, ...options, type: String, format: TYPE_ID });
}

/** What a client sends as the id of a resource type; the types that there are judge it. */
export function TypeId(said: FieldOptions): PropertyDecorator {
  const schema = { type: 'string', format: TYPE_ID } as const;
  return Field({ schema, problemWith: () => undefined }, said);
}

/** What a client sends as a configuration; its type judges the members. */
export function TypeConfig(said: FieldOptions): PropertyDecorator {
  return Field({ ...anyObject(), schema: { type: 'object', format: TYPE_CONFIG } }, said);
}

/** Documents a property as a configuration of some type. */
export function ApiTypeConfig(
  options: { readonly description?: string; readonly example?: object } = {},
): PropertyDecorator {
  const description = 'What the type needs; its form depends on the type';
  return ApiProperty({ description, ...options, type: Object, format: TYPE_CONFIG });
}
