import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ProviderServer } from '../../src/sandbox/providers/provider-server.js';
import { openShop, type Shop } from '../e2e/shop.js';
import { standInSettings } from '../integrations/planted-keys.js';
import {
  AccountsGround,
  figures,
  newKey,
  type Person,
  signIn,
} from './provider-accounts-ground.js';

let services: ProviderServer;
let shop: Shop;
let accounts: AccountsGround;

beforeAll(async () => {
  services = await ProviderServer.start({ size: { workspaces: 4, models: 3 } });
  shop = await openShop({ ...standInSettings(services), EGRESS_ALLOW: '127.0.0.0/8' });
  accounts = new AccountsGround(shop, services);
});
afterEach(async () => {
  services.faults.clear();
  services.down.clear();
  await shop.owner.query(`DELETE FROM rate_limits`);
});
afterAll(async () => {
  await shop.stop();
  await services.stop();
});

async function connected(apiKey = newKey()): Promise<Person> {
  const person = await signIn(shop.origin);
  await person.api.send('POST', '/integrations/anthropic/connect', { apiKey });
  return person;
}

type Row = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What the provider’s own documents add up to over a month, exactly. */
async function documented(key: string, kind: 'usage' | 'cost', from: string, to: string) {
  const rows: Row[] = [];
  let page: string | null = null;
  do {
    const query = new URLSearchParams({
      starting_at: `${from}T00:00:00Z`,
      ending_at: `${to}T00:00:00Z`,
      time_bucket_width: '1d',
      limit: '1000',
    });
    if (page !== null) query.set('page', page);
    const answer = await fetch(
      `${services.urls.anthropic}/v1/organizations/analytics/${kind}?${query}`,
      {
        headers: {
          'x-api-key': key,
          'anthropic-version': '2026-10-21',
          'anthropic-beta': 'analytics-usage-cost-2026-08-24',
        },
      },
    );
    const body = (await answer.json()) as { data: Row[]; next_page: string | null };
    rows.push(...body.data);
    page = body.next_page;
  } while (page !== null);
  return rows;
}

const sum = (rows: readonly Row[], part: string, name: string) =>
  rows.reduce((all, row) => all + BigInt(row[part]?.[name] ?? 0), 0n).toString();

/** Dollars of fractional cents, added up as whole numbers. */
function dollars(rows: readonly Row[], name: string): string {
  const PLACES = 20;
  const total = rows.reduce((all, row) => {
    const [whole = '0', fraction = ''] = (row['cost']?.[name] ?? '0').split('.');
    return all + BigInt(whole + fraction.padEnd(PLACES, '0'));
  }, 0n);
  const digits = total.toString().padStart(PLACES + 3, '0');
  const point = digits.length - PLACES - 2;
  return `${digits.slice(0, point)}.${digits.slice(point)}`.replace(/\.?0+$/, '');
}

describe('an account that was connected', () => {
  it('is read for as long as its provider tells, in bounded runs, to what its documents come to', async () => {
    const key = newKey();
    const ada = await connected(key);
    const before = accounts.asked(key).length;
    const first = await accounts.collect(ada);
    expect(first).toMatchObject({ status: 'collecting', reason: null, failures: 0 });
    expect(accounts.asked(key).length - before).toBeLessThanOrEqual(60);
    const last = await accounts.collectAll(ada);
    expect(last).toMatchObject({ status: 'complete', reason: null });
    expect(last.dueIn).toBeGreaterThan(3_600);

    const period = { from: '2026-10-01', to: '2026-11-01', tz: 'UTC' };
    const usage = await documented(key, 'usage', period.from, period.to);
    const costs = await documented(key, 'cost', period.from, period.to);
    const expected = {
      requests: sum(usage, 'usage', 'requests'),
      tokens: sum(usage, 'usage', 'total_tokens'),
      outputTokens: sum(usage, 'usage', 'output_tokens'),
      cost: dollars(costs, 'amount'),
      listCost: dollars(costs, 'list_amount'),
    };
    expect(Number(expected.cost)).toBeGreaterThan(1);
    for (const [measure, value] of Object.entries(expected)) {
      for (const by of [null, 'workspace', 'model', 'key', 'product', 'provider']) {
        const { series, ...answer } = await figures(shop, ada, { measure, by, period });
        expect([measure, by, series.total]).toMatchObject([
          measure,
          by,
          { value, certainty: 'exact' },
        ]);
        expect(answer).toMatchObject({ isStale: false, knownFrom: '2026-01-01' });
      }
    }
  });
});
