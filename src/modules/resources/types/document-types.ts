import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { TYPE_CONFIG, TYPE_ID } from './api-type.decorator.js';
import type { ResourceType } from './resource-type.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['post']>;

/** What new resources are sent as; each type has an example for them. */
const NEW_LISTINGS: ReadonlySet<string> = new Set(['CreateListingDto', 'ValidateListingDto']);
/** What their owners are shown of those that there are. */
const STORED: ReadonlySet<string> = new Set(['OwnedResourceDto', 'PublishedResourceDto']);
const NEW_LISTINGS_AT_ONCE = 'BulkRegistrationDto';

/** The document with these types wherever it speaks of types and their configurations. */
export function documentTypes(
  document: OpenAPIObject,
  types: readonly ResourceType[],
): OpenAPIObject {
  const id = { type: 'string', enum: types.map((type) => type.id) };
  const config = { anyOf: types.map(({ Input }) => ({ $ref: getSchemaPath(Input) })) };
  const meant: Readonly<Record<string, object>> = { [TYPE_ID]: id, [TYPE_CONFIG]: config };
  const text = JSON.stringify(document, (_name, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('format' in value)) return value;
    const { format, type: _type, ...schema } = value as { format: unknown; type?: unknown };
    const schemaOf = typeof format === 'string' ? meant[format] : undefined;
    return schemaOf === undefined ? value : { ...schema, ...schemaOf };
  });
  const whole = withExamples(JSON.parse(text) as OpenAPIObject, types);
  return withStoredConfigs(withPartialConfigs(whole));
}

/** One example of each type wherever a new resource is sent. */
function withExamples(document: OpenAPIObject, types: readonly ResourceType[]): OpenAPIObject {
  const listings = types.flatMap(({ id, example }) => (example ? [{ type: id, ...example }] : []));
  const single = Object.fromEntries(
    listings.map((value) => [value.type, { summary: `${value.type}: ${value.name}`, value }]),
  );
  const items = listings.map((one) => ({ ...one, slug: `${one.slug}-2` }));
  const several = { rows: { summary: 'One of each type', value: { items, publish: false } } };
  const operations: Operation[] = Object.values(document.paths).flatMap(Object.values);
  for (const { requestBody } of operations) {
    const json = requestBody && 'content' in requestBody && requestBody.content['application/json'];
    const reference = json && json.schema && '$ref' in json.schema ? json.schema.$ref : '';
    const name = reference.split('/').at(-1) ?? '';
    if (json && NEW_LISTINGS.has(name)) json.examples = single;
    if (json && name === NEW_LISTINGS_AT_ONCE) json.examples = several;
  }
  return document;
}

/** Owners are shown what is stored, also of a type or a model that is gone since. */
function withStoredConfigs(document: OpenAPIObject): OpenAPIObject {
  const schemas = Object.entries(document.components?.schemas ?? {}).map(([name, schema]) => {
    const config = STORED.has(name) && 'properties' in schema && schema.properties?.['config'];
    if (!config || !('anyOf' in config)) return [name, schema];
    const description = 'As it is stored, where its type or its model is gone';
    const stored = { type: 'object', additionalProperties: true, description };
    const anyOf = [...(config.anyOf ?? []), stored];
    return [
      name,
      { ...schema, properties: { ...schema.properties, config: { ...config, anyOf } } },
    ];
  });
  const components = { ...document.components, schemas: Object.fromEntries(schemas) };
  return { ...document, components } as OpenAPIObject;
}

/** A change names the members that it changes: what must be in a whole configuration may be left out. */
function withPartialConfigs(document: OpenAPIObject): OpenAPIObject {
  const { schemas = {} } = document.components ?? {};
  const change = schemas['UpdateListingDto'];
  if (change === undefined || !('properties' in change)) return document;
  const description = 'The members of the configuration to change; the others stay';
  const config = { type: 'object', additionalProperties: true, description };
  const properties = { ...change.properties, config };
  const changed = { ...schemas, UpdateListingDto: { ...change, properties } };
  return { ...document, components: { ...document.components, schemas: changed } } as OpenAPIObject;
}
