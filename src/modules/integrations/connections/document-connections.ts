import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import type { ConnectionProvider } from '../providers/connection-provider.js';

/** Puts the metadata of each provider into an OpenAPI document, as the providers of this server have them. */
export function documentConnections(
  document: OpenAPIObject,
  providers: readonly ConnectionProvider[],
): OpenAPIObject {
  const schemas = Object.fromEntries(
    providers.map(({ definition: { id, name, metadata } }) => [
      schemaName(id),
      { ...schemaOf(metadata.schema), description: `What is kept of an account with ${name}` },
    ]),
  );
  const all = document.components?.schemas ?? {};
  const connection = all['ConnectionDto'];
  if (connection === undefined || !('properties' in connection)) return document;
  const { metadata, ...others } = connection.properties ?? {};
  const anyOf = [...Object.keys(schemas).map(referTo), { type: 'null' }];
  const { description } = (metadata ?? {}) as { readonly description?: string };
  const properties = { ...others, metadata: { anyOf, description } };
  const named = { ...all, ...schemas, ConnectionDto: { ...connection, properties } };
  return { ...document, components: { ...document.components, schemas: named } } as OpenAPIObject;
}

function schemaName(id: string): string {
  const words = id.split(/[_-]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}Metadata`;
}

function referTo(name: string) {
  return { $ref: `#/components/schemas/${name}` };
}

function schemaOf(schema: z.ZodObject) {
  const { $schema: _dialect, ...written } = z.toJSONSchema(schema);
  return written;
}
