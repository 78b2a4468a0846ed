import type { MigrationInterface } from 'typeorm';
import { type ExtensionService, isExtensionService } from './roles.js';

/** What a team adds to the database: everything of it stands in a schema of its own, `x_<name>`. */
export interface SchemaExtension {
  /** The team's name for it: letters, digits and `_`, at most 30, and never changed again. */
  readonly name: string;
  /** Its database services, `x_<name>` or `x_<name>_<work>`: each works as a role of its own. */
  readonly services?: readonly ExtensionService[];
  /** Its migrations, by whatever time stands in their names: they run after Coinslot's. */
  readonly migrations?: readonly (new () => MigrationInterface)[];
}

const NAME = /^[a-z][a-z0-9_]{0,29}$/;

/** The schema that an extension keeps its tables in; Coinslot has none that begins so. */
export function schemaOf({ name }: SchemaExtension): string {
  return `x_${name}`;
}

/** The database services of all. */
export function servicesOf(extensions: readonly SchemaExtension[]): ExtensionService[] {
  return extensions.flatMap(({ services = [] }) => services);
}

/** @throws Error when a name is malformed, taken twice, or in somebody else's namespace */
export function assertSchemaExtensions(extensions: readonly SchemaExtension[]): void {
  const names = extensions.map(({ name }) => name);
  const malformed = names.find((name) => !NAME.test(name));
  if (malformed !== undefined) {
    throw new Error(
      `"${malformed}" names no extension: lower-case letters, digits and _, up to 30`,
    );
  }
  const taken = twiceIn([...names, ...servicesOf(extensions)]);
  if (taken !== undefined) throw new Error(`two extensions have the name "${taken}"`);
  for (const extension of extensions) assertOwnServices(extension);
}

function assertOwnServices({ name, services = [] }: SchemaExtension): void {
  for (const service of services) {
    const isOwn = service === `x_${name}` || service.startsWith(`x_${name}_`);
    if (isOwn && isExtensionService(service)) continue;
    throw new Error(
      `"${service}" is no service of the extension ${name}: x_${name} or x_${name}_…`,
    );
  }
}

function twiceIn(names: readonly string[]): string | undefined {
  return names.find((name, at) => names.indexOf(name) !== at);
}
