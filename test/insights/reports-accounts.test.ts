import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ProviderServer } from '../../src/sandbox/providers/provider-server.js';
import { openShop, type Shop } from '../e2e/shop.js';
import { standInSettings } from '../integrations/planted-keys.js';
import { AccountsGround, newKey, type Person, signIn } from './provider-accounts-ground.js';

interface Report {
  readonly scope: Readonly<Record<string, unknown>>;
  readonly total: { readonly value: string | null; readonly certainty: string };
  readonly dimensions: readonly { readonly id: string | null; readonly name: string | null }[];
  readonly days: readonly { readonly date: string; readonly value: string | null }[];
}

interface Shown {
  readonly collection: { readonly knownTo: string; readonly asOf: string };
  readonly month: {
    readonly from: string;
    readonly to: string;
    readonly cost: { readonly certainty: string };
  };
  readonly summary: { readonly remaining: { readonly value: string | null } };
}

describe('the reports of a provider account', () => {
  let services: ProviderServer;
  let shop: Shop;
  let ada: Person;

  beforeAll(async () => {
    services = await ProviderServer.start({ size: { workspaces: 4, models: 3 } });
    shop = await openShop({ ...standInSettings(services), EGRESS_ALLOW: '127.0.0.0/8' });
    ada = await signIn(shop.origin);
    await ada.api.send('POST', '/integrations/anthropic/connect', { apiKey: newKey() });
    await new AccountsGround(shop, services).collect(ada);
  });
  afterAll(async () => {
    await shop.stop();
    await services.stop();
  });

  const get = <T = Report>(path: string, who = ada) => who.api.send<T>('GET', `/insights/${path}`);

  it('count days of UTC whatever the zone, and name workspaces as the provider does', async () => {
    const report = await get('costs?source=anthropic&by=workspace&tz=Asia/Kathmandu');
    expect(report.scope).toMatchObject({
      source: 'anthropic',
      days: 'UTC days',
      tz: 'UTC',
      isStale: false,
    });
    expect(report.scope['title']).toMatch(/^Cost, in US dollars, by workspace, of .*, UTC days$/);
    expect(Number(report.total.value)).toBeGreaterThan(0);
    const named = report.dimensions.filter(({ id, name }) => id !== null && name !== id);
    expect(named.length).toBeGreaterThan(0);
    const byModel = await get('costs?source=anthropic&by=model');
    expect(byModel.total).toEqual(report.total);
  });

  it('know nothing of days that were not read, and do not take them for 0', async () => {
    const { days, total } = await get('usage?source=anthropic&from=2026-01-01&to=2026-01-03');
    expect(days.map(({ value }) => value)).toEqual([null, null]);
    expect(total).toMatchObject({ value: null, certainty: 'unknown' });
    const other = await get('usage?source=openrouter_management');
    expect(other.total).toMatchObject({ value: null, certainty: 'unknown' });
    expect(other.scope).toMatchObject({ asOf: null });
  });

  it('stand in short in the summary, beside the plan that nobody has declared yet', async () => {
    const { accounts } = await get<{ accounts: Record<string, unknown>[] }>('summary');
    expect(accounts).toMatchObject([
      {
        provider: 'anthropic',
        plan: { source: 'not_reported', tier: null, price: null },
        isStale: false,
      },
    ]);
    const month = accounts[0]?.['month'] as { from: string; to: string };
    for (const [report, measure] of [
      ['usage', 'requests'],
      ['usage', 'tokens'],
      ['costs', 'cost'],
    ] as const) {
      const days = `from=${month.from}&to=${month.to}`;
      const { total } = await get(`${report}?source=anthropic&measure=${measure}&${days}`);
      const told = accounts[0]?.[measure];
      expect([measure, told]).toMatchObject([measure, { value: total.value }]);
    }
    const data = await ada.api.send<Shown>('POST', '/integrations/anthropic/data');
    expect(data.summary.remaining).toMatchObject({ of: 'spend_limit' });
    expect(accounts[0]?.['remaining']).toBe(data.summary.remaining.value);
  });

  it('are at least what they say in a month without today, wherever it is shown', async () => {
    const provider = 'openrouter_management';
    const bea = await signIn(shop.origin);
    const apiKey = `sk-or-management-${randomUUID()}`;
    await bea.api.send('POST', `/integrations/${provider}/connect`, { apiKey });
    const data = await bea.api.send<Shown>('POST', `/integrations/${provider}/data`);
    const today = new Date().toISOString().slice(0, 10);
    expect(data.collection.knownTo).toBe(today);
    expect(data.collection.asOf < today).toBe(true);
    const { from, to, cost } = data.month;
    const report = await get(`costs?source=${provider}&from=${from}&to=${to}`, bea);
    const { accounts } = await get<{ accounts: Record<string, unknown>[] }>('summary', bea);
    const { certainty } = report.total;
    expect(certainty).not.toBe('exact');
    expect([cost, accounts[0]?.['cost']]).toMatchObject([{ certainty }, { certainty }]);
    expect(accounts[0]?.['remaining']).toBe(data.summary.remaining.value);
  });

  it('are nobody else’s', async () => {
    const bob = await signIn(shop.origin);
    expect(await get<object>('summary', bob)).toMatchObject({ accounts: [] });
    const { total } = await get('costs?source=anthropic', bob);
    expect(total).toMatchObject({ value: null, certainty: 'unknown' });
  });

  it.each([
    ['costs?source=klaviyo', 'source', 'anthropic'],
    ['usage?source=anthropic&by=resource', 'by', 'workspace, model'],
    ['usage?source=anthropic&measure=runs', 'measure', 'requests'],
    ['costs?source=anthropic&by=key&filter=workspace:a', 'by', 'no provider tells these together'],
  ])('asked for with %s are refused, and the answer says what there is', async (path, ...said) => {
    const [field, message] = said;
    const answer = await ada.api.ask('GET', `/insights/${path}`);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({
      errors: [{ field, message: expect.stringContaining(message) as unknown }],
    });
  });
});
