import { parseArgs } from 'node:util';
import { isISO8601 } from 'class-validator';
import { ClockModule } from '../common/clock/index.js';
import { ConfigError } from '../common/config/index.js';
import { Database } from '../common/database/index.js';
import { OutboxModule } from '../common/outbox/index.js';
import { RateLimitModule } from '../common/rate-limit/index.js';
import { LedgerCheck, PaymentsModule } from '../modules/payments/index.js';
import { withModules } from './command-context.js';
import { runCommand } from './run-command.js';

/** Payments alone, without the jobs: a check that goes on for hours must not settle anything. */
const PAYMENTS = [ClockModule, OutboxModule, RateLimitModule, PaymentsModule];

/**
 * `npm run ledger:check [-- --since 2026-11-01]`: proves that ledger, claims and chain agree. Prints
 * each disagreement as a line of JSON, then the figures; ends with 1 when there was any.
 */
runCommand(async () => {
  const since = readSince();
  const figures = await withModules(PAYMENTS, async (app) => ({
    // An empty database has no disagreements either: whoever reads this sees which one was looked at.
    database: app.get(Database, { strict: false }).place,
    ...(await app.get(LedgerCheck, { strict: false }).run({
      since,
      onDisagreement: (found) => process.stdout.write(`${JSON.stringify(found)}\n`),
    })),
  }));
  const exitCode = figures.disagreements === 0 ? 0 : 1;
  return { text: JSON.stringify(figures), exitCode };
});

function readSince(): Date | null {
  const { since } = parseArgs({ options: { since: { type: 'string' } } }).values;
  if (since === undefined) return null;
  if (isISO8601(since, { strict: true })) return new Date(since);
  throw new ConfigError([`--since: ${since} is not an ISO 8601 date. Example: --since 2026-11-01`]);
}
