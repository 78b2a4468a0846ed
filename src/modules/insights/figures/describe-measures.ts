import type { Unit } from '../series/source.js';

/** What a source says of its measures, which can all be asked by the same. */
export function describeMeasures(
  measures: Readonly<Record<string, { readonly unit: Unit }>>,
  by: readonly string[],
): Readonly<Record<string, { readonly unit: Unit; readonly by: readonly string[] }>> {
  return Object.fromEntries(
    Object.entries(measures).map(([name, { unit }]) => [name, { unit, by }]),
  );
}
