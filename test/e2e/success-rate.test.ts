import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MeasureSuccessJob } from '../../src/modules/execution/usage/measure-success.job.js';
import { openShop, type Listing, type Shop } from './shop.js';

let shop: Shop;
let listing: Listing;
beforeAll(async () => {
  shop = await openShop();
  listing = await shop.publish();
});
afterAll(() => shop.stop());

/** Runs that ended so many days ago. */
async function addRuns(
  runs: { amount: number; status: 'succeeded' | 'failed'; daysAgo: number; isTest?: boolean },
  resourceId = listing.id,
): Promise<void> {
  await shop.owner.query(
    `INSERT INTO executions (id, resource_id, version_id, owner_id, claim_id, is_test, status,
                             started_at, finished_at)
     SELECT gen_random_uuid(), $1, gen_random_uuid(), gen_random_uuid(),
            CASE WHEN NOT $2::boolean THEN gen_random_uuid() END, $2, $3, ended, ended
       FROM generate_series(1, $4), LATERAL (SELECT now() - make_interval(hours => $5)) AS e (ended)`,
    [resourceId, runs.isTest ?? false, runs.status, runs.amount, runs.daysAgo * 24],
  );
}

async function shown(): Promise<{ recentCalls: number; successRate: number | null }> {
  await shop.app.get(MeasureSuccessJob).run();
  return (await fetch(`${shop.origin}/api/v1/resources/${listing.id}`)).json() as never;
}

describe('the success rate', () => {
  it('is unknown before anything was sold', async () => {
    expect(await shown()).toMatchObject({ recentCalls: 0, successRate: null });
  });

  it('is the part of the paid calls of the last 30 days that had a result', async () => {
    await addRuns({ amount: 2, status: 'succeeded', daysAgo: 0 });
    await addRuns({ amount: 1, status: 'failed', daysAgo: 29 });
    await addRuns({ amount: 5, status: 'failed', daysAgo: 31 });
    await addRuns({ amount: 5, status: 'failed', daysAgo: 1, isTest: true });
    await addRuns({ amount: 5, status: 'failed', daysAgo: 1 }, randomUUID());
    expect(await shown()).toMatchObject({ recentCalls: 3, successRate: 0.6667 });
  });

  it('is measured anew, not added up', async () => {
    await addRuns({ amount: 1, status: 'succeeded', daysAgo: 2 });
    expect(await shown()).toMatchObject({ recentCalls: 4, successRate: 0.75 });
    expect(await shown()).toMatchObject({ recentCalls: 4, successRate: 0.75 });
  });

  it('changes no count of calls', async () => {
    expect(await shown()).toMatchObject({ calls: 0 });
  });

  it('is unknown again when nothing was sold for long', async () => {
    await shop.owner.query(`UPDATE executions SET finished_at = finished_at - interval '40 days'`);
    await shop.owner.query(
      `UPDATE resource_stats SET measured_at = measured_at - interval '1 day'`,
    );
    expect(await shown()).toMatchObject({ recentCalls: 0, successRate: null });
  });
});
