import { Ajv, type ValidateFunction } from 'ajv';

/** Whoever writes these could make checking an answer take forever, or reach for other schemas. */
const REFUSED = new Set(['$ref', '$dynamicRef', 'pattern', 'patternProperties', 'format']);

/** @throws Error saying in plain words what is wrong with the schema */
export function compileSchema(schema: Readonly<Record<string, unknown>>): ValidateFunction {
  const refused = keysOf(schema).find((key) => REFUSED.has(key));
  if (refused !== undefined) throw new Error(`must not use ${refused}`);
  return new Ajv({ strict: false, addUsedSchema: false }).compile(schema);
}

function keysOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
}
