import { EXTENSION_ID, OWN_IDS, type ResourceType } from './resource-type.js';

/** Why these types cannot be sold together, each mistake in a line for whoever starts the server. */
export function mistakesOf(types: readonly ResourceType[]): string[] {
  const ids = types.map(({ id }) => id);
  const repeated = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  return [
    ...[...repeated].map(
      (id) => `resource type ${id}: provided more than once (${namesOf(types, id)})`,
    ),
    ...types.flatMap((type) => mistakeOf(type) ?? []),
  ];
}

function mistakeOf({ id, toColumns, fromColumns, constructor }: ResourceType): string | undefined {
  if (OWN_IDS.has(id)) return undefined;
  if (!EXTENSION_ID.test(id)) {
    return `resource type ${id} (${constructor.name}): the id of a type from outside is x_ and at most 38 of a-z, 0-9 and _`;
  }
  if (toColumns === undefined && fromColumns === undefined) return undefined;
  return `resource type ${id} (${constructor.name}): types from outside have no columns, leave out toColumns and fromColumns`;
}

function namesOf(types: readonly ResourceType[], id: string): string {
  return types
    .filter((type) => type.id === id)
    .map(({ constructor }) => constructor.name)
    .join(', ');
}
