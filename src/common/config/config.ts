import { type Environment, readSettings } from './read-settings.js';
import type { Declared } from './setting.js';
import { rules } from './setting-rules.js';
import { settings, type Settings } from './settings.js';

/** The validated configuration of one process. */
export type Config = Readonly<Settings>;

/** What each configuration was read from: settings of one's own are read from the same. */
const environments = new WeakMap<Config, Environment>();

/**
 * Reads the environment strictly; empty values count as unset.
 * @param own settings that modules of other teams declare, looked at together with Coinslot's
 * @throws {ConfigError} naming every variable that is missing or wrong, never showing its value.
 */
export function parseConfig(environment: Environment, own: readonly Declared[] = []): Config {
  const config = readSettings(environment, settings, { shape: settings.shape, rules, also: own });
  environments.set(config, environment);
  return config;
}

/**
 * Looks at what is given, and not at what is missing: what the sandbox will provide comes later. It
 * provides none of `own`.
 * @throws {ConfigError}
 */
export function assertGiven(environment: Environment, own: readonly Declared[] = []): void {
  readSettings(environment, settings.partial(), { shape: settings.shape, also: own });
}

const migrationSettings = settings.pick({ DATABASE_URL: true, DATABASE_OWNER_URL: true });

/** Reads the two settings of the migrate command. @throws {ConfigError} */
export function parseMigrationConfig(environment: Environment) {
  return readSettings(environment, migrationSettings.required({ DATABASE_OWNER_URL: true }), {
    shape: migrationSettings.shape,
  });
}

/** The environment that `config` was read from, by {@link parseConfig}. */
export function environmentOf(config: Config): Environment {
  const environment = environments.get(config);
  if (environment !== undefined) return environment;
  throw new Error('settings of one’s own are read with the configuration as parseConfig made it');
}
