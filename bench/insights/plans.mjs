import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Nothing more was logged for so long. */
const QUIET_MS = 300;
/** Tables of figures: plans of other statements are the same everywhere. */
const FIGURES = /provider_usage|_days|demand_|outbox|budgets/;
const SETTINGS = [
  `ALTER DATABASE coinslot SET session_preload_libraries = 'auto_explain'`,
  `ALTER DATABASE coinslot SET auto_explain.log_min_duration = 0`,
  `ALTER DATABASE coinslot SET auto_explain.log_analyze = on`,
  `ALTER DATABASE coinslot SET auto_explain.log_buffers = on`,
];

/**
 * Has PostgreSQL log how it answers, on connections that begin from now on; those of others are ended.
 * @returns what runs a question and tells the plans of its longer statements
 */
export async function followPlans(client, directory) {
  for (const setting of SETTINGS) await client.query(setting);
  await client.query(`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = 'coinslot' AND pid <> pg_backend_pid()`);
  const file = join(directory, 'postgres.log');
  return async (ask) => {
    await untilAnswered(ask);
    const { size } = await stat(file);
    await ask();
    await sleep(QUIET_MS);
    const log = (await readFile(file)).subarray(size).toString();
    return log
      .split(/^(?=\d{4}-\d\d-\d\d )/m)
      .filter((entry) => entry.includes('plan:') && FIGURES.test(entry))
      .join('\n');
  };
}

/** A pool notices late that its connections have ended. */
async function untilAnswered(ask) {
  for (let tries = 0; tries < 20; tries += 1) {
    try {
      return await ask();
    } catch {
      await sleep(100);
    }
  }
  throw new Error('the server does not answer');
}
