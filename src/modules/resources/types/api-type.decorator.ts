import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** Formats in a DTO's schema that `documentTypes` replaces by the types a server has. */
export const TYPE_ID = 'resource-type';
export const TYPE_CONFIG = 'resource-config';

/** Documents a property as the id of a resource type. */
export function ApiTypeId(options: { readonly description?: string } = {}): PropertyDecorator {
  return ApiProperty({ ...options, type: String, format: TYPE_ID });
}

/** The same for one that can be left out. */
export function ApiTypeIdOptional(): PropertyDecorator {
  return ApiPropertyOptional({ type: String, format: TYPE_ID });
}

/** Documents a property as a configuration of some type. */
export function ApiTypeConfig(
  options: { readonly description?: string; readonly example?: object } = {},
): PropertyDecorator {
  return ApiProperty({ ...options, type: Object, format: TYPE_CONFIG });
}
