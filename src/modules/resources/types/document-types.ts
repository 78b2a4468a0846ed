import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { TYPE_CONFIG, TYPE_ID } from './api-type.decorator.js';
import type { ResourceType } from './resource-type.js';

/** The document with these types wherever it speaks of types and their configurations. */
export function documentTypes(
  document: OpenAPIObject,
  types: readonly ResourceType[],
): OpenAPIObject {
  const id = { type: 'string', enum: types.map((type) => type.id) };
  const config = { oneOf: types.map(({ Input }) => ({ $ref: getSchemaPath(Input) })) };
  const meant: Readonly<Record<string, object>> = { [TYPE_ID]: id, [TYPE_CONFIG]: config };
  const text = JSON.stringify(document, (_name, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('format' in value)) return value;
    const { format, type: _type, ...schema } = value as { format: unknown; type?: unknown };
    const schemaOf = typeof format === 'string' ? meant[format] : undefined;
    return schemaOf === undefined ? value : { ...schema, ...schemaOf };
  });
  return JSON.parse(text) as OpenAPIObject;
}
