import { createApp } from '../../dist/src/app.js';
import { parseConfig } from '../../dist/src/common/config/index.js';
import { Scheduled } from '../../dist/src/common/jobs/index.js';
import { createLogger } from '../../dist/src/common/observability/index.js';
import { LedgerCheck } from '../../dist/src/modules/payments/index.js';
import { DiscoveryService } from '@nestjs/core';
import { timePaid } from '../measure.mjs';

/** What asks others than the database, or has nothing to do with calls. */
const LEFT_OUT =
  /model|recheck|provider|shopify|connections|webhook|oauth|token|outputs|spools|zones|coding|words/;
/** What is new each time. */
const NEW_CALLS = 20;
/** How many results are due each time. */
const DUE = 1_000;

/** Results of the oldest calls, as if their time had come just now. */
const MAKE_DUE = `
  UPDATE payment_claims SET purged_at = NULL, result = to_json(repeat(md5(id::text), 60)),
         payment = '{}', input = '{}'
   WHERE id IN (SELECT id FROM payment_claims WHERE ended_at < now() - interval '60 days' ORDER BY id LIMIT ${DUE})`;
/** When the newest calls began. */
const RECENT = `
  SELECT min(settled_at) AS since
    FROM (SELECT settled_at FROM settlements ORDER BY settled_at DESC LIMIT ${NEW_CALLS}) AS newest`;

/**
 * Runs every job that looks at calls, and the check of the ledger, so many times; before each there are a few
 * new calls, and before a purge results that are due. A first run of each, which is not counted, catches up.
 * @returns of each its title and sorted milliseconds
 */
export async function timeJobs(client, server, times) {
  const app = await createApp(parseConfig(server.environment), createLogger('silent'));
  await app.init();
  const jobs = Scheduled.of(app.get(DiscoveryService, { strict: false }));
  const works = jobs
    .filter(({ name }) => !LEFT_OUT.test(name))
    .map((job) => ({
      title: `job \`${job.name}\``,
      before: () => job.name === 'purge_results' && unguarded(client, MAKE_DUE),
      run: () => job.run(),
    }));
  works.push({
    title: '`ledger:check --since`, the newest calls',
    before() {},
    run: check(app, client),
  });
  const measured = new Map(works.map(({ title }) => [title, []]));
  for (let round = 0; round <= times; round += 1) {
    await timePaid(server, NEW_CALLS);
    for (const { title, before, run } of works) {
      await before();
      const start = performance.now();
      await run();
      if (round > 0) measured.get(title).push(performance.now() - start);
    }
  }
  await app.close();
  return [...measured].map(([title, all]) => ({ title, times: all.toSorted((a, b) => a - b) }));
}

function check(app, client) {
  const ledger = app.get(LedgerCheck, { strict: false });
  return async () => {
    const { rows } = await client.query(RECENT);
    const found = [];
    const onDisagreement = (disagreement) => found.push(disagreement);
    await ledger.run({ since: rows[0].since, onDisagreement });
    if (found.length > 0) throw new Error(`the ledger does not agree: ${JSON.stringify(found[0])}`);
  };
}

/** As the owner, without what triggers would do. */
async function unguarded(client, statement) {
  await client.query('SET session_replication_role = replica');
  await client.query(statement);
  await client.query('SET session_replication_role = origin');
}
