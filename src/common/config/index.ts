export {
  assertGiven,
  type Config,
  ConfigError,
  type Environment,
  parseConfig,
  parseMigrationConfig,
} from './config.js';
export { ConfigModule } from './config.module.js';
export { envExample, withSettingsTable } from './settings-texts.js';
export { readEnvironment } from './environment.js';
export { fromSettings } from './namespace.js';
export { runTimeoutMs } from './run-timeout.js';
