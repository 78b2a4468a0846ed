import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Buyer } from './buyer.js';
import { type Listing, openShop, type Shop } from './shop.js';

interface Line {
  readonly id: string;
  readonly createdAt: string;
  readonly status: string;
}
interface Page {
  readonly items: readonly Line[];
  readonly nextCursor: string | null;
}
interface Summary {
  readonly from: string;
  readonly to: string;
  readonly totals: readonly Readonly<Record<string, unknown>>[];
}

const STATUSES = ['paid', 'test', 'not_charged', 'rerun'] as const;
const DAYS = 20;
const LOGS = ['usage', 'usage.csv', 'usage/summary'];

describe('the usage log of a resource', () => {
  let shop: Shop;
  let listing: Listing;

  beforeAll(async () => {
    shop = await openShop();
    listing = await shop.publish();
    // Two runs at each noon of twenty days, of which every status has its share.
    await shop.owner.query(
      `WITH run AS (
         INSERT INTO executions (id, resource_id, version_id, owner_id, claim_id, is_test, status,
           started_at, finished_at)
         SELECT gen_random_uuid(), r.id, r.current_version_id, r.owner_id, gen_random_uuid(), false,
                'succeeded', noon, noon
           FROM x402_resources r, generate_series(1, $2) AS day, generate_series(1, 2),
                LATERAL (SELECT timestamptz '2021-03-01 12:00Z' + day * interval '1 day' AS noon) t
          WHERE r.id = $1 RETURNING *)
       INSERT INTO x402_prompt_template_usage_logs (execution_id, resource_id, version_id, owner_id,
         status, failure, model, input_tokens, amount_paid_usdc, transaction, duration_ms, created_at)
       SELECT id, resource_id, version_id, owner_id, outcome, CASE WHEN outcome = 'rerun' THEN 'f' END,
              'openrouter:=1+1,"x"', 10, CASE WHEN outcome = 'paid' THEN 50000 ELSE 0 END,
              CASE WHEN outcome = 'paid' THEN '0x1' END, 5, started_at
         FROM (SELECT run.*, ($3::text[])[1 + row_number() OVER () % 4] AS outcome FROM run) numbered`,
      [listing.id, DAYS, STATUSES],
    );
  });
  afterAll(() => shop.stop());

  const get = <T>(path: string) =>
    listing.creator.send<T>('GET', `/resources/${listing.id}${path}`);
  const page = (query: string) => get<Page>(`/usage?${query}`);

  /** Every line that a query chooses, page by page. */
  async function all(query: string): Promise<Line[]> {
    const lines: Line[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { items, nextCursor }: Page = await page(`limit=7&${query}${after}`);
      expect(items.length).toBeLessThanOrEqual(7);
      lines.push(...items);
      cursor = nextCursor;
    }
    return lines;
  }

  it('is read in whole, page by page, each line once', async () => {
    const lines = await all('');
    expect(lines).toHaveLength(2 * DAYS);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(2 * DAYS);
    const times = lines.map(({ createdAt }) => createdAt);
    expect(times).toEqual([...times].sort().toReversed());
  });

  it.each([
    ['from=2021-03-10', 24],
    ['from=2021-03-10T12:00:00Z', 24],
    ['from=2021-03-10T12:00:00.001Z', 22],
    ['to=2021-03-10T12:00:00Z', 16],
    ['to=2021-03-10T14:00:00.001%2B02:00', 18],
    ['from=2021-03-10&to=2021-03-12', 4],
    ['from=2021-04-01', 0],
  ])('shows only what happened in %s', async (query, count) => {
    expect(await all(query)).toHaveLength(count);
  });

  it.each(STATUSES)('shows only what ended as %s', async (status) => {
    const lines = await all(`status=${status}`);
    expect(lines).toHaveLength((2 * DAYS) / 4);
    expect(new Set(lines.map((line) => line.status))).toEqual(new Set([status]));
  });

  it('is the same as CSV, with the same filters', async () => {
    const query = 'status=paid&from=2021-03-05&to=2021-03-15';
    const lines = await all(query);
    const url = `${shop.origin}/api/v1/resources/${listing.id}/usage.csv?limit=100&${query}`;
    const key = await listing.creator.send<{ key: string }>('POST', '/api-keys', {
      name: 'reader',
      scopes: ['read'],
    });
    const answer = await fetch(url, { headers: { 'x-api-key': key.key } });
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [, ...rows] = (await answer.text()).trim().split('\r\n');
    expect(rows.map((row) => row.split(',')[0])).toEqual(lines.map(({ id }) => id));
    expect(rows[0]).toContain('"openrouter:=1+1,""x"""');
  });

  it('is added up by how calls ended', async () => {
    const { totals } = await get<Summary>('/usage/summary?from=2021-03-01&to=2021-04-01');
    expect(totals).toHaveLength(4);
    const base = { runs: 10, failures: 0, providerCostUsd: null, inputTokens: 100 };
    expect(totals).toEqual(
      expect.arrayContaining([
        { ...base, status: 'paid', amountPaid: '0.50', outputTokens: null },
        { ...base, status: 'rerun', amountPaid: '0.00', outputTokens: null, failures: 10 },
      ]),
    );
  });

  it('is added up of the last 30 days without a word, real calls included', async () => {
    const buyer = await Buyer.with(shop.chain);
    await buyer.buy(listing.url, { topic: 'coins' });
    const { from, to, totals } = await get<Summary>('/usage/summary');
    expect(Date.parse(to) - Date.parse(from)).toBe(30 * 86_400_000);
    expect(totals).toEqual([
      expect.objectContaining({ status: 'paid', runs: 1, failures: 0, amountPaid: '0.05' }),
    ]);
  });

  it('holds counts that 32 bits do not', async () => {
    const large = 2 ** 53 - 1;
    await shop.owner.query(
      `WITH run AS (
         INSERT INTO executions (id, resource_id, owner_id, is_test, status, input_tokens, started_at,
           finished_at)
         SELECT gen_random_uuid(), id, owner_id, true, 'succeeded', $2, '2020-01-01', '2020-01-01'
           FROM x402_resources WHERE id = $1 RETURNING *)
       INSERT INTO x402_prompt_template_usage_logs (execution_id, resource_id, owner_id, status,
         input_tokens, output_tokens, amount_paid_usdc, duration_ms, created_at)
       SELECT id, resource_id, owner_id, 'test', $2, $2, 0, $2, started_at FROM run`,
      [listing.id, large],
    );
    const { items } = await page('to=2020-02-01');
    const counts = { inputTokens: large, outputTokens: large, durationMs: large };
    expect(items).toMatchObject([counts]);
  });

  it.each([
    ['/usage?from=yesterday', 'from'],
    ['/usage?to=2026-02-30', 'to'],
    ['/usage?from=2021-03-10T12:00', 'from'],
    ['/usage?from=2021-03-10&to=2021-03-10', 'to'],
    ['/usage?status=free', 'status'],
    ['/usage?status=paid&status=test', 'status'],
    ['/usage?limit=101', 'limit'],
    ['/usage?cursor=nonsense', 'cursor'],
    ['/usage.csv?from=1', 'from'],
    ['/usage/summary?from=2025-01-01&to=2026-01-01', 'from'],
    ['/usage/summary?from=2099-01-01', 'from'],
    ['/usage/summary?status=paid', 'status'],
  ])('refuses %s', async (path, field) => {
    await expect(get(path)).rejects.toThrow(`"field":"${field}"`);
  });

  it('is nobody else’s', async () => {
    const { creator } = await shop.publish();
    const { key } = await creator.send<{ key: string }>('POST', '/api-keys', {
      name: 'a stranger',
      scopes: ['read'],
    });
    const read = (id: string, log: string, headers: Record<string, string>) =>
      fetch(`${shop.origin}/api/v1/resources/${id}/${log}`, { headers });
    const answer = async (id: string, log: string) => {
      const response = await read(id, log, { 'x-api-key': key });
      const { instance: _, ...body } = (await response.json()) as Record<string, unknown>;
      return { status: response.status, type: response.headers.get('content-type'), body };
    };
    for (const log of LOGS) {
      const others = await answer(listing.id, log);
      expect([log, others]).toMatchObject([
        log,
        { status: 404, body: { code: 'resource_not_found' } },
      ]);
      expect(others.type).toContain('application/problem+json');
      expect(await answer(randomUUID(), log)).toEqual(others);
      expect((await read(listing.id, log, {})).status).toBe(401);
    }
  });

  it('stays its creator’s when the resource is archived', async () => {
    const { id, creator } = await shop.publish();
    await creator.send('DELETE', `/resources/${id}`);
    expect(await creator.send('GET', `/resources/${id}/usage`)).toMatchObject({ items: [] });
    expect(await creator.send('GET', `/resources/${id}/usage/summary`)).toMatchObject({
      totals: [],
    });
  });
});
