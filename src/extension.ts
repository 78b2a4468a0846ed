import type { DynamicModule, Type } from '@nestjs/common';
import { assertSchemaExtensions, type SchemaExtension } from './common/database/index.js';

/** What a team adds to Coinslot: a Nest module, and what it keeps in the database. */
export interface Extension extends SchemaExtension {
  /** Provides whatever plugs in, and has whatever routes. */
  readonly module: Type | DynamicModule;
}

/** The modules of `extensions`, once their names are known to be good. @throws Error */
export function modulesOf(extensions: readonly Extension[]): (Type | DynamicModule)[] {
  assertSchemaExtensions(extensions);
  return extensions.map(({ module }) => module);
}
