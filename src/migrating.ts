import { type Environment, parseMigrationConfig, readEnvironment } from './common/config/index.js';
import { migrate as migrateSchema, undoMigration as undoLast } from './common/database/index.js';
import type { Extension } from './extension.js';

/** What `migrate` takes. */
export interface MigrateOptions {
  readonly extensions?: readonly Extension[];
  /** Where DATABASE_OWNER_URL and DATABASE_URL stand; by default the process's, with `.env`. */
  readonly environment?: Environment;
}

/**
 * Brings the schema of DATABASE_OWNER_URL up to date for DATABASE_URL's role: Coinslot's part, then each
 * extension's. It may be run again, and from several places at once.
 * @returns the names of the migrations that ran
 * @throws {ConfigError} when one of the two is missing
 */
export async function migrate({
  extensions = [],
  environment = readEnvironment(),
}: MigrateOptions = {}): Promise<string[]> {
  const { DATABASE_OWNER_URL, DATABASE_URL } = parseMigrationConfig(environment);
  return migrateSchema(DATABASE_OWNER_URL, DATABASE_URL, extensions);
}

/** What `undoMigration` takes. */
export interface UndoOptions extends Pick<MigrateOptions, 'environment'> {
  readonly extension: Extension;
}

/**
 * Takes back the latest migration of one extension; Coinslot's stay. Called until nothing is left, it
 * takes the extension out of the database.
 * @returns its name; undefined when none is left
 */
export async function undoMigration({
  extension,
  environment = readEnvironment(),
}: UndoOptions): Promise<string | undefined> {
  return undoLast(parseMigrationConfig(environment).DATABASE_OWNER_URL, extension);
}
