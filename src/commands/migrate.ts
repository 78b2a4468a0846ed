import { migrate } from '../migrating.js';
import { runCommand } from './run-command.js';

/** `npm run migrate`: brings the schema of DATABASE_OWNER_URL up to date for DATABASE_URL's role. */
runCommand(async () => {
  const applied = await migrate();
  return applied.length === 0 ? 'The schema is up to date.' : `Applied ${applied.join(', ')}.`;
});
