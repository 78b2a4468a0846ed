import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EvaluateBudgetsJob } from '../../src/modules/insights/budgets/evaluate-budgets.job.js';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { Buyer } from '../e2e/buyer.js';
import { startServer } from '../e2e/server-process.js';
import { openShop, type Shop } from '../e2e/shop.js';
import { until } from '../events/events-server.js';
import { generatePrivateKey } from 'viem/accounts';

interface Budget {
  readonly id: string;
  readonly standing: { readonly spentUsd: string; readonly certainty: string };
}

interface Forecast {
  readonly monthToDate: string | null;
  readonly certainty: string;
  readonly forecast: string | null;
  readonly low: string | null;
  readonly high: string | null;
  readonly range: string | null;
  readonly reason: string | null;
  readonly days: string;
  readonly daysLeft: number;
  readonly isAtLeast: boolean;
  readonly method: string;
  readonly monthsMeasured: number;
  readonly medianErrorPercent: string | null;
  readonly asOf: string | null;
}

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

/** Writes runs into the usage log, as the server does, each so many days ago and at a cost in 10^-9 USD. */
async function run(
  { ownerId, resourceId }: { ownerId: string; resourceId: string },
  runs: readonly { readonly daysAgo: number; readonly cost: number | null }[],
): Promise<void> {
  const rows = JSON.stringify(
    runs.map(({ daysAgo, cost }) => ({ id: randomUUID(), daysAgo, cost })),
  );
  const each = `jsonb_to_recordset($1) AS r (id uuid, "daysAgo" integer, cost bigint)`;
  const at = `now() - make_interval(days => r."daysAgo")`;
  await shop.owner.query(
    `INSERT INTO executions
         (id, claim_id, resource_id, version_id, owner_id, is_test, status, started_at, finished_at)
       SELECT r.id, r.id, v.id, v.current_version_id, $3, false, 'succeeded', ${at}, ${at}
         FROM ${each} JOIN x402_resources v ON v.id = $2`,
    [rows, resourceId, ownerId],
  );
  await shop.owner.query(
    `INSERT INTO x402_prompt_template_usage_logs (execution_id, resource_id, owner_id, status, model,
         provider_cost_nano_usd, amount_paid_usdc, transaction, duration_ms, created_at,
         input_tokens, output_tokens)
       SELECT r.id, $2, $3, 'paid', 'claude:claude-sonnet-5-5', r.cost, 50000, '0x1', 1, ${at},
         1, 1 FROM ${each}`,
    [rows, resourceId, ownerId],
  );
}

async function creatorWithResource() {
  const { id: resourceId, creator, url } = await shop.publish();
  const { id: ownerId } = await creator.send<{ id: string }>('GET', '/me');
  return { resourceId, creator, ownerId, url };
}

describe('a budget of calls', () => {
  it('knows what paid calls have cost, and sees the next one', async () => {
    const { creator, url, resourceId } = await creatorWithResource();
    const scope = { of: 'calls', provider: 'claude' };
    const asked = { name: 'Key', amountUsd: '0.000001', scope };
    const { id, standing } = await creator.send<Budget>('POST', '/insights/budgets', asked);
    expect(standing).toMatchObject({ spentUsd: '0.00', certainty: 'exact' });
    const buyer = await Buyer.with(shop.chain);
    expect(await buyer.buy(url, { topic: 'coins' })).toMatchObject({ status: 200 });
    const after = await creator.send<Budget>('PATCH', `/insights/budgets/${id}`, { name: 'Same' });
    const { totals } = await creator.send<{ totals: { providerCostUsd: string | null }[] }>(
      'GET',
      `/resources/${resourceId}/usage/summary`,
    );
    expect(Number(after.standing.spentUsd)).toBeGreaterThan(0);
    expect(totals.map(({ providerCostUsd }) => Number(providerCostUsd))).toEqual([
      Number(after.standing.spentUsd),
    ]);
  });

  it('says so when some calls cost nobody knows what', async () => {
    const { creator, resourceId, ownerId } = await creatorWithResource();
    await run({ ownerId, resourceId }, [
      { daysAgo: 0, cost: 600_000_000 },
      { daysAgo: 0, cost: null },
    ]);
    const asked = { name: 'All', amountUsd: '1', scope: { of: 'calls', resourceId } };
    const { standing } = await creator.send<Budget>('POST', '/insights/budgets', asked);
    expect(standing).toMatchObject({ spentUsd: '0.60', certainty: 'at_least' });
  });
});

describe('a server that dies between noting a threshold and pausing', () => {
  it('leaves the pause to another, which makes it, and nothing is told twice', async () => {
    const { creator, resourceId, ownerId } = await creatorWithResource();
    await run({ ownerId, resourceId }, [{ daysAgo: 0, cost: 2_000_000_000 }]);
    const doomed = await startServer({
      ...shop.environment,
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://shop.example',
    });
    const holder = shop.owner.createQueryRunner();
    await holder.connect();
    await holder.startTransaction();
    await holder.query(`SELECT FROM x402_resources WHERE id = $1 FOR NO KEY UPDATE`, [resourceId]);

    const asked = { name: 'Most', amountUsd: '1', scope: { of: 'calls' }, pause: { resourceId } };
    const { key } = await creator.send<{ key: string }>('POST', '/api-keys', {
      name: 'CI',
      scopes: ['publish'],
    });
    const cut = fetch(`${doomed.origin}/api/v1/insights/budgets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: JSON.stringify(asked),
    }).catch(() => 'cut off');
    const pauses = async () => {
      const rows = await shop.owner.query<{ status: string | null }[]>(
        `SELECT pause_status AS status FROM budget_reaches WHERE user_id = $1 ORDER BY threshold`,
        [ownerId],
      );
      return rows.map(({ status }) => status);
    };
    await until(async () => (await pauses()).length > 0);
    await doomed.end('SIGKILL');
    expect(await cut).toBe('cut off');
    expect(await pauses()).toEqual([null, null, 'due']);
    await holder.rollbackTransaction();
    await holder.release();

    await until(async () => {
      await shop.app.get(EvaluateBudgetsJob, { strict: false }).run();
      return (await pauses()).at(-1) === 'done';
    });
    const shown = await creator.send('GET', `/resources/mine/${resourceId}`);
    expect(shown).toMatchObject({ status: 'unpublished' });
    const told = await shop.owner.query<{ type: string; threshold: string | null }[]>(
      `SELECT type, data ->> 'threshold' AS threshold FROM outbox
        WHERE user_id = $1 AND type IN ('budget.reached', 'resource.unpublished') ORDER BY id`,
      [ownerId],
    );
    expect(told).toEqual([
      { type: 'budget.reached', threshold: '50' },
      { type: 'budget.reached', threshold: '80' },
      { type: 'budget.reached', threshold: '100' },
      { type: 'resource.unpublished', threshold: null },
    ]);
  });
});

const ask = (api: ApiClient, query: string) =>
  api.send<Forecast>('GET', `/insights/forecast?${query}`);

describe('the forecast', () => {
  it('of costs comes from the days before, with its range and its measured error', async () => {
    const { creator, resourceId, ownerId } = await creatorWithResource();
    const days = Array.from({ length: 300 }, (_, daysAgo) => ({ daysAgo, cost: 1_000_000_000 }));
    await run({ ownerId, resourceId }, days);
    const found = await ask(creator, 'of=cost');
    expect(found).toMatchObject({
      certainty: 'exact',
      range: 'measured',
      reason: null,
      isAtLeast: false,
      method: 'weekday_mean_damped_trend',
      medianErrorPercent: '0.0',
    });
    expect(found.monthsMeasured).toBeGreaterThan(6);
    const month = Number(found.monthToDate) + found.daysLeft - 1;
    expect(Math.abs(Number(found.forecast) - month)).toBeLessThan(0.001);
    expect(Number(found.low)).toBeLessThanOrEqual(Number(found.forecast));
    expect(Number(found.high)).toBeGreaterThanOrEqual(Number(found.forecast));
  });

  it('says that it is at least that where some costs are unknown', async () => {
    const { creator, resourceId, ownerId } = await creatorWithResource();
    const days = Array.from({ length: 60 }, (_, daysAgo) => ({ daysAgo, cost: 1_000 }));
    await run({ ownerId, resourceId }, [...days, { daysAgo: 3, cost: null }]);
    expect(await ask(creator, 'of=cost')).toMatchObject({ isAtLeast: true, range: 'assumed' });
  });

  it('is none where nobody knows what any day has cost', async () => {
    const { creator, resourceId, ownerId } = await creatorWithResource();
    const days = Array.from({ length: 60 }, (_, daysAgo) => ({ daysAgo, cost: null }));
    await run({ ownerId, resourceId }, days);
    expect(await ask(creator, 'of=cost')).toMatchObject({
      monthToDate: null,
      certainty: 'unknown',
      forecast: null,
      low: null,
      high: null,
      reason: 'nothing_known',
      isAtLeast: true,
    });
  });

  it('is none of a few known days among unknown ones', async () => {
    const { creator, resourceId, ownerId } = await creatorWithResource();
    const days = Array.from({ length: 40 }, (_, daysAgo) => ({
      daysAgo,
      cost: daysAgo % 8 === 0 ? 1_000 : null,
    }));
    await run({ ownerId, resourceId }, days);
    expect(await ask(creator, 'of=cost')).toMatchObject({
      forecast: null,
      reason: 'too_little_history',
    });
  });

  it('is none of too few days, nor of nothing', async () => {
    const { creator, resourceId, ownerId } = await creatorWithResource();
    await run({ ownerId, resourceId }, [{ daysAgo: 5, cost: 1_000 }]);
    expect(await ask(creator, 'of=cost&tz=Europe/Zurich')).toMatchObject({
      forecast: null,
      low: null,
      range: null,
      reason: 'too_little_history',
      days: 'zone',
    });
    expect(await ask(creator, 'of=earnings')).toMatchObject({
      forecast: null,
      monthToDate: '0.00',
      reason: 'nothing_known',
    });
    expect(await ask(creator, 'of=providerCost&source=anthropic')).toMatchObject({
      monthToDate: null,
      certainty: 'unknown',
      reason: 'nothing_known',
      days: 'utc',
      asOf: null,
    });
  });

  it.each(['', 'of=luck', 'of=providerCost', 'of=cost&tz=Mars/Olympus', 'of=cost&tz=CET'])(
    'cannot be asked for by %j',
    async (query) => {
      const api = await ApiClient.signIn(shop.origin, generatePrivateKey());
      expect((await api.ask('GET', `/insights/forecast?${query}`)).status).toBe(422);
    },
  );
});
