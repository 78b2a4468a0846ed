import { EXTENSION_ID, OWN_IDS, type ResourceType } from './resource-type.js';

/** Why these types cannot be sold together, each mistake in a line for whoever starts the server. */
export function mistakesOf(types: readonly ResourceType[]): string[] {
  const ids = types.map(({ id }) => id);
  const repeated = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  return [
    ...[...repeated].map((id) => `resource type ${id}: given by ${namesOf(types, id)}, keep one`),
    ...types.filter(({ id }) => !OWN_IDS.has(id)).flatMap((type) => mistakeOf(type) ?? []),
  ];
}

function mistakeOf(type: ResourceType): string | undefined {
  const { id, constructor } = type;
  const where = `resource type ${id} of ${constructor.name}`;
  if (!EXTENSION_ID.test(id)) {
    return `${where}: the id of a type from outside is x_ and at most 38 of a-z, 0-9 and _`;
  }
  if (type.toColumns !== undefined || type.fromColumns !== undefined) {
    return `${where}: a type from outside has no columns, leave out toColumns and fromColumns`;
  }
  if (type.isSoldElsewhere === true) {
    return `${where}: only Coinslot's own type external is sold elsewhere`;
  }
  return undefined;
}

function namesOf(types: readonly ResourceType[], id: string): string {
  const same = types.filter((type) => type.id === id);
  return same
    .map(({ constructor }) => constructor.name)
    .sort()
    .join(' and ');
}
