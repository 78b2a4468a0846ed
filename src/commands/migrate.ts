import { parseMigrationConfig, readEnvironment } from '../common/config/index.js';
import { migrate } from '../common/database/index.js';
import { runCommand } from './run-command.js';

/** `npm run migrate`: brings the schema of DATABASE_OWNER_URL up to date for DATABASE_URL's role. */
runCommand(async () => {
  const { DATABASE_OWNER_URL, DATABASE_URL } = parseMigrationConfig(readEnvironment());
  const applied = await migrate(DATABASE_OWNER_URL, DATABASE_URL);
  return applied.length === 0 ? 'The schema is up to date.' : `Applied ${applied.join(', ')}.`;
});
