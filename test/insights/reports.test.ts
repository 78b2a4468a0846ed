import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays } from '../../src/modules/insights/series/period.js';
import { Buyer } from '../e2e/buyer.js';
import { answering, claudeGiving } from '../e2e/claude.js';
import { Refunding } from '../e2e/refunding.js';
import { type Listing, openShop, type Shop } from '../e2e/shop.js';

interface Figure {
  readonly value: string | null;
  readonly certainty: string;
  readonly parts: Readonly<Record<'priced' | 'free' | 'unknown', number>>;
  readonly prior: Omit<Figure, 'prior' | 'change'> | null;
  readonly change: string | null;
}
interface Point {
  readonly date: string;
  readonly dimension: string | null;
  readonly isOther: boolean;
  readonly value: string | null;
  readonly certainty: string;
  readonly isFinished: boolean;
}
interface Report {
  readonly scope: Readonly<Record<string, unknown>> & {
    readonly period: { readonly from: string; readonly to: string };
  };
  readonly total: Figure;
  readonly dimensions: readonly (Figure & {
    readonly id: string | null;
    readonly name: string | null;
    readonly isOther: boolean;
  })[];
  readonly points: readonly Point[];
  readonly days: readonly Point[];
  readonly priorDays: readonly Point[];
}
interface Funnel {
  readonly counts: Readonly<Record<string, number>>;
  readonly rates: Readonly<Record<string, string | null>>;
  readonly days: readonly { readonly counts: object | null }[];
}
type Summary = Readonly<Record<string, Figure>> & {
  readonly failureRate: string | null;
  readonly apart: Readonly<Record<string, Readonly<Record<string, Figure>>>>;
  readonly resources: readonly (Readonly<Record<string, Figure>> & { readonly name: string })[];
  readonly days: readonly { readonly date: string; readonly net: { readonly value: string } }[];
};

const REPORTS = ['earnings', 'usage', 'costs', 'margin', 'failures', 'demand'];
const NO_MODEL = { status: 500, pieces: ['{"type":"error","error":{"type":"api_error"}}'] };
const shown = (points: readonly Point[]) =>
  points.map(({ date, value, certainty }) => [date, value ?? '', certainty]);

describe('the reports of a creator', () => {
  let shop: Shop;
  let haiku: Listing;
  let bob: Listing;

  beforeAll(async () => {
    shop = await openShop({ PLATFORM_FEE_BPS: '250' });
    [haiku, bob] = [await shop.publish(), await shop.publish()];
    const refunding = new Refunding(shop);
    const [buyer, own] = [await Buyer.with(shop.chain), await Buyer.with(shop.chain)];
    await refunding.prove(haiku, own);
    for (const who of [buyer, buyer, buyer, own]) await refunding.buy(haiku, who);
    await refunding.owe(haiku, buyer);
    await haiku.creator.send('POST', `/resources/${haiku.id}/test`, { input: { topic: 'coins' } });
    shop.claude.answer(claudeGiving(NO_MODEL));
    expect((await buyer.buy(haiku.url, { topic: 'coins' })).status).not.toBe(200);
    shop.claude.answer(answering('A haiku about coins'));
  });
  afterAll(() => shop.stop());

  const get = <T = Report>(path: string, who = haiku) =>
    who.creator.send<T>('GET', `/insights/${path}`);
  const summary = (query = '') => get<Summary>(`summary${query}`);

  it('say what buyers paid, as /earnings does but for the owner’s own purchases', async () => {
    const { networks } = await haiku.creator.send<{ networks: Record<string, string>[] }>(
      'GET',
      '/earnings',
    );
    const names = ['gross', 'fees', 'refunded', 'refundsOwed', 'net'];
    for (const measure of names) {
      const everybody = await get(`earnings?measure=${measure}&filter=audience:all`);
      expect([measure, everybody.total.value]).toEqual([measure, networks[0]?.[measure]]);
    }
    const { total, scope } = await get('earnings');
    // Four sales to buyers at 2.5 %, of which one is owed back with its fee; the own one is not among them.
    expect(total).toMatchObject({ value: '0.14625', certainty: 'exact' });
    expect(scope).toMatchObject({ source: 'calls', measure: 'net', unit: 'usd', by: null });
    const apart = await get('earnings?measure=calls&by=audience');
    expect(apart.dimensions.map(({ id, value }) => [id, value])).toEqual([
      ['buyers', '4'],
      ['own', '1'],
    ]);
  });

  it('say what runs cost, as the usage log does', async () => {
    const { totals } = await haiku.creator.send<{ totals: Record<string, string>[] }>(
      'GET',
      `/resources/${haiku.id}/usage/summary`,
    );
    const paid = totals.find(({ status }) => status === 'paid');
    const { total } = await get('costs?filter=audience:all&filter=outcome:paid');
    expect(Number(total.value)).toBe(Number(paid?.['providerCostUsd']));
    expect(total.parts.priced).toBe(5);
    const runs = await get('usage?by=audience');
    expect(runs.dimensions.map(({ id, value }) => [id, value])).toEqual([
      ['buyers', '5'],
      ['own', '1'],
      ['tests', '1'],
    ]);
  });

  it('say why runs had no result, and which', async () => {
    const { dimensions, total } = await get('failures?by=reason');
    expect(total.value).toBe('1');
    expect(dimensions).toMatchObject([{ value: '1', certainty: 'exact' }]);
    const byOutcome = await get('failures?by=outcome');
    expect(byOutcome.dimensions.map(({ id }) => id)).toEqual(['not_charged']);
  });

  it('lead from a price that was told to a result', async () => {
    const read = () => get<Funnel>(`funnel?resource=${haiku.id}`);
    // Each process folds its counts once a second.
    let all = await read();
    while (all.counts['tried'] !== 5) all = await read();
    expect(all.counts).toMatchObject({ tried: 5, refused: 0, paid: 4, delivered: 4 });
    expect(all.days).toHaveLength(30);
    expect(all.days.at(-1)).toMatchObject({ isFinished: false });
    expect(all.days[0]).toMatchObject({ counts: null });
    const own = await get<Funnel>('funnel?audience=own');
    expect(own.counts).toMatchObject({ tried: 1, paid: 1, delivered: 1 });
    expect(own.rates).toMatchObject({ paid: '1', delivered: '1' });
    const paid = await get('demand?measure=paid&by=resource');
    expect(paid.dimensions).toMatchObject([{ id: haiku.id, value: '4' }]);
    const others = await get<Funnel>(`funnel?resource=${haiku.id}&audience=all`, bob);
    expect(others.counts).toEqual({ challenges: 0, tried: 0, refused: 0, paid: 0, delivered: 0 });
  });

  it('name resources, archived ones too, and put a figure on each day', async () => {
    const { id, creator } = haiku;
    await creator.send('DELETE', `/resources/${id}`);
    const { dimensions, points, days, scope } = await get('earnings?by=resource');
    expect(dimensions).toMatchObject([{ id, name: 'Haiku', isOther: false, change: null }]);
    expect([points.length, days.length]).toEqual([30, 30]);
    expect(days.at(-1)).toMatchObject({ value: '0.14625', isFinished: false });
    expect(days[0]).toMatchObject({ value: '0.00', certainty: 'exact', isFinished: true });
    const last = addDays(scope.period.to, -1);
    expect(scope).toMatchObject({
      title: `Earned, after fees and refunds, in US dollars, by resource, of ${scope.period.from} to ${last}, UTC days`,
      days: 'UTC days',
      isStale: false,
    });
  });

  it('sum up in one answer what the others say one by one', async () => {
    const all = await summary();
    for (const [report, measure] of [
      ['earnings', 'gross'],
      ['earnings', 'fees'],
      ['earnings', 'refundsOwed'],
      ['earnings', 'net'],
      ['earnings', 'calls'],
      ['usage', 'runs'],
      ['usage', 'tokens'],
      ['costs', 'cost'],
      ['margin', 'margin'],
      ['failures', 'failures'],
    ] as const) {
      const { total, days } = await get(`${report}?measure=${measure}`);
      expect([measure, all[measure]]).toEqual([measure, total]);
      if (measure !== 'net') continue;
      expect(all.days.map(({ date, net }) => [date, net.value])).toEqual(
        days.map(({ date, value }) => [date, value]),
      );
    }
    expect(all.failureRate).toBe('0.2');
    expect(all.apart).toMatchObject({
      tests: { runs: { value: '1' } },
      ownPurchases: { calls: { value: '1' }, gross: { value: '0.05' } },
    });
    expect(all.resources).toMatchObject([{ name: 'Haiku', calls: { value: '4' } }]);
  });

  it('compare with as many days before, unless that was not asked for', async () => {
    const { total, priorDays } = await get('earnings');
    expect(total).toMatchObject({ prior: { value: '0.00', certainty: 'exact' }, change: null });
    expect(priorDays).toHaveLength(30);
    const alone = await get('earnings?compare=false');
    expect(alone).toMatchObject({ total: { prior: null }, priorDays: [], scope: { prior: null } });
  });

  it('part days at the midnights of a zone', async () => {
    const day = new Date().toISOString().slice(0, 10);
    for (const tz of ['UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu']) {
      const period = `from=${addDays(day, -2)}&to=${addDays(day, 2)}&tz=${tz}`;
      const { days, total, scope } = await get(`earnings?measure=calls&${period}`);
      expect(total.value).toBe('4');
      expect(scope['days']).toBe(tz === 'UTC' ? 'UTC days' : `days of ${tz}`);
      const sold = days.filter(({ value }) => value === '4').map(({ date }) => date);
      const moment = new Intl.DateTimeFormat('en-CA', { timeZone: tz }).format(new Date());
      // The sales may have been made just before midnight.
      expect([moment, addDays(moment, -1)]).toContain(sold[0]);
    }
  });

  it.each(['earnings', 'summary', 'funnel'])(
    'know a zone by one name, however it is spelled: %s',
    async (name) => {
      const answer: object = await get(`${name}?tz=europe/BERLIN`);
      expect(JSON.stringify(answer)).toContain('Europe/Berlin');
      expect(JSON.stringify(answer)).not.toContain('BERLIN');
    },
  );

  it.each(REPORTS)('are the same as CSV: %s', async (name) => {
    const query = `${name}?by=resource&from=2026-01-01&to=2026-01-08`;
    const report = await get(query);
    const byHeader = await fetch(`${shop.origin}/api/v1/insights/${query}`, {
      headers: { accept: 'text/csv', 'x-api-key': await keyOf(haiku, 'read') },
    });
    const byQuery = await haiku.creator.ask('GET', `/insights/${query}&format=csv`);
    const text = await byQuery.text();
    expect(await byHeader.text()).toBe(text);
    expect(byQuery.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(byQuery.headers.get('content-disposition')).toBe(
      `attachment; filename="calls-${String(report.scope['measure'])}-by-resource-2026-01-01-2026-01-08.csv"`,
    );
    const [head = '', ...rows] = text.trim().split('\r\n');
    const columns = head.split(',');
    const cell = (row: string, column: string) => row.split(',')[columns.indexOf(column)];
    const of = (kind: string) => rows.filter((row) => cell(row, 'row') === kind);
    expect(of('total').map((row) => cell(row, 'value'))).toEqual([report.total.value ?? '']);
    const told = (kind: string) =>
      of(kind).map((row) => ['date', 'value', 'certainty'].map((column) => cell(row, column)));
    expect(told('point')).toEqual(shown(report.points));
    expect(told('day')).toEqual(shown(report.days));
    expect(told('prior_day')).toEqual(shown(report.priorDays));
    expect(of('dimension')).toHaveLength(report.dimensions.length);
  });

  it('are nobody else’s', async () => {
    for (const name of [...REPORTS, 'summary']) {
      const text = JSON.stringify(await get<object>(name, bob));
      expect([name, text.includes(haiku.id)]).toEqual([name, false]);
      const anonymous = await fetch(`${shop.origin}/api/v1/insights/${name}`);
      expect(anonymous.status).toBe(401);
      const headers = { 'x-api-key': await keyOf(haiku, 'publish') };
      const refused = await fetch(`${shop.origin}/api/v1/insights/${name}`, { headers });
      expect(refused.status).toBe(403);
    }
    const upper = await get(
      `earnings?filter=resource:${haiku.id.toUpperCase()}&filter=audience:all`,
    );
    expect(upper.total).toEqual(
      (await get(`earnings?filter=resource:${haiku.id}&filter=audience:all`)).total,
    );
    expect(upper.total.value).not.toBe('0.00');
    const filtered = await get(`earnings?filter=resource:${haiku.id}&filter=audience:all`, bob);
    expect(filtered.total).toMatchObject({ value: '0.00', parts: { priced: 0 } });
    expect(await summary()).toMatchObject({ calls: { value: '4' } });
  });

  it('are kept by no cache', async () => {
    for (const name of [...REPORTS, 'summary']) {
      const answer = await haiku.creator.ask('GET', `/insights/${name}`);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      await answer.body?.cancel();
    }
  });

  it.each([
    ['earnings?measure=cost', 'measure', 'net, gross, fees, refunded, refundsOwed, calls'],
    ['earnings?by=model', 'by', 'resource, network, audience'],
    ['earnings?by=constructor', 'by', 'must be one of'],
    ['earnings?measure=__proto__', 'measure', 'must be'],
    ['usage?source=nobody', 'source', 'calls'],
    ['earnings?source=calls', 'source', 'is not known here'],
    ['earnings?filter=model:x', 'filter', 'resource, network, audience'],
    ['earnings?filter=resource:x', 'filter', 'UUID'],
    ['earnings?filter=audience:nobody', 'filter', 'buyers, own, tests, bots, all'],
    ['earnings?constructor=1', 'constructor', 'not known here'],
    ['earnings?filter=resource', 'filter', 'dimension and an id'],
    ['earnings?filter=network:a,network:b', 'filter', 'once'],
    ['earnings?filter=network:%00', 'filter', 'dimension and an id'],
    ['earnings?filter=a:1,b:1,c:1,d:1,e:1,f:1', 'filter', 'at most 5'],
    ["earnings?filter=network:';DROP TABLE users;--&by=network'", 'by', 'name of a dimension'],
    ['earnings?top=51', 'top', '1 to 50'],
    ['earnings?top=-1', 'top', '1 to 50'],
    ['earnings?tz=Mars/Base', 'tz', 'time zone'],
    ['earnings?tz=CET', 'tz', 'time zone'],
    ['earnings?tz=SystemV/PST8', 'tz', 'database'],
    ['earnings?from=2026-02-30', 'from', 'must be a day'],
    ['earnings?from=2024-01-01&to=2026-01-01', 'from', '366 days'],
    ['earnings?from=2026-01-02&to=2026-01-01', 'to', 'after'],
    ['earnings?format=xml', 'format', 'json, csv'],
    ['earnings?compare=maybe', 'compare', 'true or false'],
    ['earnings?sum=1', 'sum', 'is not known here'],
    ['summary?top=21', 'top', '1 to 20'],
    ['summary?tz=IST', 'tz', 'time zone'],
    ['summary?from=2026-01-02&to=2026-01-01', 'to', 'after'],
    ['summary?by=resource', 'by', 'is not known here'],
    ['funnel?audience=everybody', 'audience', 'buyers, bots, own, all'],
    ['funnel?resource=x', 'resource', 'UUID'],
  ])('asked for with %s are refused, and the answer says what there is', async (path, ...said) => {
    const [field, message] = said;
    const answer = await haiku.creator.ask('GET', `/insights/${path}`);
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({
      code: 'invalid_input',
      errors: [{ field, message: expect.stringContaining(message) as unknown }],
    });
  });

  it('answer every request that the documents name', async () => {
    const page = await readFile('docs/insights.md', 'utf8');
    const table = page.slice(0, page.indexOf('## What a report answers'));
    const named = [...table.matchAll(/`GET \/api\/v1(\/insights\/[^`]*)`/g)].map(
      ([, path]) => path,
    );
    expect(named.length).toBeGreaterThan(10);
    for (const path of named) {
      const answer = await haiku.creator.ask('GET', path ?? '');
      expect([path, answer.status]).toEqual([path, 200]);
      await answer.body?.cancel();
    }
  });

  it('take a filter of any text, and find nothing', async () => {
    for (const id of ["' OR 1=1 --", '\\', '%', '💰', 'a:b:c']) {
      const { total } = await get(`usage?filter=model:${encodeURIComponent(id)}`);
      expect([id, total.value]).toEqual([id, '0']);
    }
  });

  it('of a year with as many dimensions as there can be are bounded', async () => {
    const { scope } = await get('usage');
    const { id } = await haiku.creator.send<{ id: string }>('GET', '/me');
    await shop.owner.query(
      `INSERT INTO run_days (owner_id, tz, day, resource_id, model, audience, outcome, failure, runs,
           tokens_known, tokens_unknown, input_tokens, output_tokens, cache_read_tokens,
           cache_write_tokens, cost_nano_usd, priced, free, unknown, duration_ms)
         SELECT $1, 'UTC', $2, $3, 'claude:model-' || n, 'buyers', 'paid', '', n,
                n, 0, 1, 1, 0, 0, 1, n, 0, 0, 1 FROM generate_series(1, 60) n`,
      [id, addDays(scope.period.to, -2), haiku.id],
    );
    const year = `from=${addDays(scope.period.to, -366)}&to=${scope.period.to}`;
    const answer = await haiku.creator.ask('GET', `/insights/usage?by=model&top=50&${year}`);
    const text = await answer.text();
    const { dimensions, points } = JSON.parse(text) as Report;
    expect([dimensions.length, points.length]).toEqual([51, 51 * 366]);
    expect(text.length).toBeLessThan(3_000_000);
  });
});

async function keyOf({ creator }: Listing, scope: string): Promise<string> {
  const { key } = await creator.send<{ key: string }>('POST', '/api-keys', {
    name: 'reader',
    scopes: [scope],
  });
  return key;
}
