import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exactNumbers } from '../../src/common/json/index.js';
import { datedDays } from '../../src/modules/insights/series/series.js';
import { ProviderServer } from '../../src/sandbox/providers/provider-server.js';
import { openShop, type Shop } from '../e2e/shop.js';
import { standInSettings } from '../integrations/planted-keys.js';
import { AccountsGround, figures, type Person, signIn, until } from './provider-accounts-ground.js';

const PROVIDER = 'openrouter_management';
const PLACES = 18;
const DAY = 86_400_000;
const FREE = 'meta-llama/llama-5-70b-instruct:free';

let services: ProviderServer;
let shop: Shop;
let accounts: AccountsGround;

beforeAll(async () => {
  services = await ProviderServer.start();
  shop = await openShop({ ...standInSettings(services), EGRESS_ALLOW: '127.0.0.0/8' });
  accounts = new AccountsGround(shop, services);
});
beforeEach(() => services.faults.clear());
afterAll(async () => {
  await shop.stop();
  await services.stop();
});

async function connected(): Promise<{ ada: Person; apiKey: string }> {
  const ada = await signIn(shop.origin);
  const apiKey = `sk-or-management-${randomUUID()}`;
  await ada.api.send('POST', `/integrations/${PROVIDER}/connect`, { apiKey });
  return { ada, apiKey };
}

/** One run of the job, and how it left the account. */
async function collect(ada: Person) {
  await until(() => accounts.isWaiting(ada, PROVIDER));
  await accounts.makeDue(ada);
  await accounts.look();
  await until(async () => {
    const row = await accounts.collection(ada, PROVIDER);
    return row !== undefined && row.lease === null && row.dueIn > 0;
  });
  return accounts.collection(ada, PROVIDER);
}

interface Row {
  readonly model: string;
  readonly usage: string;
  readonly requests: string;
  readonly prompt_tokens: string;
  readonly completion_tokens: string;
}

/** What the provider itself says of its last thirty days; numbers as they are written. */
async function documented(apiKey: string, date?: string): Promise<Row[]> {
  const query = date === undefined ? '' : `?date=${date}`;
  const headers = { authorization: `Bearer ${apiKey}` };
  const answer = await fetch(`${services.urls.openrouter}/activity${query}`, { headers });
  return (JSON.parse(exactNumbers(await answer.text())) as { data: Row[] }).data;
}

const counts = (rows: readonly Row[], name: keyof Row) =>
  String(rows.reduce((sum, row) => sum + BigInt(row[name]), 0n));
function dollars(rows: readonly Row[]): string {
  const units = rows.reduce((sum, { usage }) => {
    const [whole = '', fraction = ''] = usage.split('.');
    return sum + BigInt(whole + fraction.padEnd(PLACES, '0'));
  }, 0n);
  const digits = units.toString().padStart(PLACES + 1, '0');
  return `${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`.replace(/\.?0+$/, '');
}

const filters = { provider: PROVIDER };

describe('an account at OpenRouter', () => {
  it('is read to what its documents come to, by model and to the last digit', async () => {
    const { ada, apiKey } = await connected();
    const before = services.asked.length;
    expect(await collect(ada)).toMatchObject({ status: 'complete', reason: null });
    expect(services.asked.length - before).toBeLessThanOrEqual(5);

    const rows = await documented(apiKey);
    const expected = {
      cost: dollars(rows),
      requests: counts(rows, 'requests'),
      inputTokens: counts(rows, 'prompt_tokens'),
      outputTokens: counts(rows, 'completion_tokens'),
    };
    const today = new Date().toISOString().slice(0, 10);
    for (const [measure, value] of Object.entries(expected)) {
      const { series, ...known } = await figures(shop, ada, { measure, filters });
      expect([measure, series.total.value]).toEqual([measure, value]);
      expect(known).toMatchObject({ knownTo: today, isStale: false });
    }
    const { series } = await figures(shop, ada, { measure: 'cost', by: 'model', filters });
    for (const { dimension, value, parts } of series.dimensions) {
      expect(value).toBe(dollars(rows.filter(({ model }) => model === dimension)));
      expect(parts.free > 0).toBe(dimension === FREE);
    }
    const yesterday = new Date(Date.parse(today) - DAY).toISOString().slice(0, 10);
    const day = datedDays(series.days, series.period).find(({ date }) => date === yesterday);
    expect(day?.value).toBe(dollars(await documented(apiKey, yesterday)));
  });

  it('does not tell cached tokens apart, and says so', async () => {
    const { ada } = await connected();
    await collect(ada);
    const cached = await figures(shop, ada, { measure: 'cacheReadTokens', filters });
    expect(cached.series.total).toMatchObject({ value: null, certainty: 'unknown' });
  });

  it('keeps what was known while OpenRouter tells nonsense, and says that it should be newer', async () => {
    const { ada } = await connected();
    await collect(ada);
    const known = await figures(shop, ada, { measure: 'cost', filters });
    services.faults.add({
      service: 'openrouter',
      path: /\/activity/,
      body: { data: [{ date: '2026-11-27', model: 'a/b', usage: -5, requests: 1 }] },
    });
    expect(await collect(ada)).toMatchObject({ status: 'unreadable' });
    const after = await figures(shop, ada, { measure: 'cost', filters });
    expect(after).toEqual({ ...known, isStale: true });
  });
});
