import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatePrivateKey } from 'viem/accounts';
import { Secret } from '../../src/common/crypto/index.js';
import { Database } from '../../src/common/database/index.js';
import { CollectAccountsJob } from '../../src/modules/insights/provider-accounts/collection/collect-accounts.job.js';
import { ConnectionStates } from '../../src/modules/integrations/connections/connection-states.service.js';
import type { WireAnswer, WireRequest } from '../../src/sandbox/providers/provider-wire.js';
import { ProviderServer } from '../../src/sandbox/providers/provider-server.js';
import { Buyer } from '../e2e/buyer.js';
import { openReplica, openShop, type Replica, type Shop } from '../e2e/shop.js';
import {
  AccountsGround,
  figures,
  newKey,
  type Person,
  signIn,
  until,
} from './provider-accounts-ground.js';

/** Gives a new token for each renewal, `next`. */
let next = '';
const tokenServer = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const tokens = { access_token: next, refresh_token: `again-${next}`, expires_in: 3_600 };
  response.end(JSON.stringify({ ...tokens, token_type: 'Bearer' }));
});

let services: ProviderServer;
let shop: Shop;
let other: Replica;
let accounts: AccountsGround;

beforeAll(async () => {
  services = await ProviderServer.start({ size: { workspaces: 4, models: 3 } });
  tokenServer.listen(0, '127.0.0.1');
  await once(tokenServer, 'listening');
  const address = tokenServer.address();
  const tokenUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/token`;
  shop = await openShop({
    ANTHROPIC_BASE_URL: services.urls.anthropic,
    EGRESS_ALLOW: '127.0.0.0/8',
    ANTHROPIC_OAUTH_CLIENT_ID: 'coinslot-tests',
    ANTHROPIC_OAUTH_CLIENT_SECRET: 'planted-client-secret',
    ANTHROPIC_OAUTH_AUTHORIZE_URL: 'http://127.0.0.1:1/authorize',
    ANTHROPIC_OAUTH_TOKEN_URL: tokenUrl,
  });
  other = await openReplica(shop);
  accounts = new AccountsGround(shop, services);
});
afterEach(async () => {
  services.faults.clear();
  services.down.clear();
  await shop.owner.query(`DELETE FROM rate_limits`);
});
afterAll(async () => {
  tokenServer.close();
  await other.app.close();
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

const refresh = (person: Person, what = 'data', provider = 'anthropic') =>
  person.api.send<Data>('POST', `/integrations/${provider}/${what}`);

interface Told {
  readonly value: string | null;
  readonly source: string;
}
interface Data {
  readonly isStale: boolean;
  readonly staleReason: string | null;
  readonly fetchedAt: string | null;
  readonly lastSyncedAt: string | null;
  readonly collection: { readonly status: string; readonly reason: string | null };
  readonly month: Readonly<Record<'requests' | 'tokens' | 'cost' | 'listCost', Told>>;
  readonly summary: Readonly<Record<string, Told>>;
  readonly claudeCode: { readonly source: string; readonly actors: readonly { name: string }[] };
}

/** Answers to both reports, made up by a test: rows of the groups that were asked for, page by page. */
function answering(
  rows: (query: URLSearchParams, kind: 'usage' | 'cost') => readonly object[],
  pageSize = 1_000,
) {
  return services.faults.add({
    service: 'anthropic',
    path: /analytics\//,
    rewrite(_answer: WireAnswer, { path, query }: WireRequest): WireAnswer {
      const all = rows(query, path.endsWith('cost') ? 'cost' : 'usage');
      const at = Number(query.get('page') ?? 0);
      const more = at + pageSize < all.length;
      const body = {
        data: all.slice(at, at + pageSize),
        has_more: more,
        next_page: more ? String(at + pageSize) : null,
        data_refreshed_at: new Date().toISOString(),
      };
      return { status: 200, body };
    },
  });
}

const isoDay = (day: string) => `${day}T00:00:00Z`;
const dayAfter = (day: string) => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
const daysAgo = (days: number) =>
  new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

/** One row as the API writes it. */
function wireRow(kind: 'usage' | 'cost', day: string, group: object, figures: object) {
  const time = { starting_at: isoDay(day), ending_at: isoDay(dayAfter(day)) };
  return { ...time, group, [kind]: figures };
}
const usageFigures = (tokens: number, requests: number | null) => ({
  uncached_input_tokens: tokens,
  output_tokens: 0,
  cache_read_input_tokens: 0,
  cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
  total_tokens: tokens,
  requests,
  server_tool_use: {},
});
const costFigures = (amount: string) => ({
  amount,
  list_amount: amount,
  currency: 'USD',
  requests: 1,
});

const tenth = (amount: string) => BigInt(amount.replace('.', ''));
/** Dollars, in units of the tenth digit of a cent. */
const scaled = (value: string | null) => {
  const [whole = '0', fraction = ''] = (value ?? '0').split('.');
  return whole + fraction.padEnd(12, '0');
};
const good = (day: string, tokens = 5) =>
  wireRow('usage', day, { workspace_id: 'w', model: 'm' }, usageFigures(tokens, 1));

const store = async (person: Person, access: string) => {
  const issued = {
    accessToken: new Secret(access),
    refreshToken: new Secret('planted-refresh'),
    expiresInSeconds: 3_600,
  };
  await shop.app.get(Database).asUser(person.id, (tx) =>
    shop.app.get(ConnectionStates).connect(tx, person.id, 'anthropic', {
      verification: 'valid',
      problem: null,
      isEnabled: true,
      metadata: {},
      secrets: new Map(),
      tokens: {
        issued,
        refresh: { rotates: true, margin: 900, oldTokenUsable: 0, giveUpAfter: 345_600 },
      },
    }),
  );
};

/** Every table with a text of somebody in it. */
async function traces(word: string): Promise<string[]> {
  const tables = await shop.owner.query<{ name: string }[]>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await shop.owner.query<object[]>(
      `SELECT FROM ${name} t WHERE t::text LIKE $1 LIMIT 1`,
      [`%${word}%`],
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

describe('what documents say', () => {
  const cents = fc
    .tuple(fc.nat({ max: 10 ** 9 }), fc.nat({ max: 10 ** 9 }))
    .map(([whole, part]) => `${whole}.${String(part).padStart(10, '0')}`);
  const event = fc.record({
    day: fc.nat({ max: 80 }).map(daysAgo),
    workspace_id: fc.constantFrom('wrkspc_a', 'wrkspc_b', null),
    model: fc.constantFrom('one', 'two', 'a model of tomorrow', null),
    api_key_id: fc.constantFrom('apikey_a', null),
    product: fc.constantFrom('messages_api', 'a product of tomorrow'),
    tokens: fc.nat({ max: 2 ** 31 }),
    requests: fc.nat({ max: 10 ** 6 }),
    amount: cents,
  });
  type Event = typeof event extends fc.Arbitrary<infer One> ? One : never;

  const grouped = (events: readonly Event[], query: URLSearchParams, kind: 'usage' | 'cost') => {
    const names = query.getAll('group_by[]') as (keyof Event)[];
    const [from = '', to = ''] = [query.get('starting_at'), query.get('ending_at')].map((time) =>
      (time ?? '').slice(0, 10),
    );
    const groups = new Map<string, Event[]>();
    for (const each of events.filter(({ day }) => day >= from && day < to)) {
      const name = JSON.stringify([each.day, ...names.map((one) => each[one])]);
      groups.set(name, [...(groups.get(name) ?? []), each]);
    }
    return [...groups.values()]
      .toSorted(([a], [b]) => ((a?.day ?? '') < (b?.day ?? '') ? -1 : 1))
      .map((mine) => {
        const [first] = mine as [Event];
        const group = Object.fromEntries(names.map((name) => [name, first[name]]));
        const total = (of: (one: Event) => number) => mine.reduce((all, one) => all + of(one), 0);
        return kind === 'usage'
          ? wireRow(
              'usage',
              first.day,
              group,
              usageFigures(
                total(({ tokens }) => tokens),
                total(({ requests }) => requests),
              ),
            )
          : wireRow('cost', first.day, group, costFigures(centsOf(mine)));
      });
  };
  const centsOf = (events: readonly Event[]) => {
    const digits = events
      .reduce((all, { amount }) => all + tenth(amount), 0n)
      .toString()
      .padStart(11, '0');
    return `${digits.slice(0, -10)}.${digits.slice(-10)}`;
  };

  it('is what figures come to, to the last digit, whatever rows and pages it comes in', async () => {
    const ada = await connected();
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 60 }),
        fc.integer({ min: 7, max: 40 }),
        async (events, pageSize) => {
          await shop.owner.query(`DELETE FROM provider_coverage`);
          const end = answering((query, kind) => grouped(events, query, kind), pageSize);
          const { status, reason } = await accounts.collectAll(ada);
          end();
          expect([status, reason]).toEqual(['complete', null]);
          const costs = rows(events);
          for (const by of [null, 'workspace', 'model', 'key', 'product']) {
            const cost = await figures(shop, ada, { measure: 'cost', by });
            expect(BigInt(scaled(cost.series.total.value))).toBe(costs.amount);
            const requests = await figures(shop, ada, { measure: 'requests', by });
            expect(requests.series.total.value).toBe(String(costs.requests));
            const tokens = await figures(shop, ada, { measure: 'tokens', by });
            expect(tokens.series.total.value).toBe(String(costs.tokens));
          }
        },
      ),
      { numRuns: 2 },
    );
  });

  const rows = (events: readonly Event[]) => ({
    amount: events.reduce((all, { amount }) => all + tenth(amount), 0n),
    requests: events.reduce((all, { requests }) => all + requests, 0),
    tokens: events.reduce((all, { tokens }) => all + tokens, 0),
  });
});

describe('a provider that tells what cannot be true', () => {
  const today = daysAgo(0);
  const page = (body: object) => ({
    data: [good(today)],
    has_more: false,
    next_page: null,
    data_refreshed_at: new Date().toISOString(),
    ...body,
  });
  let ada: Person;
  let before: string | null;

  beforeAll(async () => {
    ada = await connected();
    await accounts.collectAll(ada);
    before = (await figures(shop, ada, { measure: 'tokens' })).series.total.value;
    expect(Number(before)).toBeGreaterThan(1_000);
  });

  it.each<[string, unknown]>([
    ['leads back to a page before', page({ has_more: true, next_page: 'again' })],
    ['says that there is more, and not where', page({ has_more: true })],
    ['gives a row twice', page({ data: [good(today), good(today)] })],
    ['goes back in time', page({ data: [good(today), good(daysAgo(1))] })],
    ['tells of days that nobody asked for', page({ data: [good('2026-02-01')] })],
    ['counts less than nothing', page({ data: [good(today, -5)] })],
    ['counts absurdly much', page({ data: [good(today, 10 ** 16)] })],
    ['counts in fractions', page({ data: [good(today, 1.5)] })],
    ['has sums that are none', page({ data: [wrongTotal(today)] })],
    ['answers with no JSON', '<html>'],
    ['answers with NaN', `{"data":[{"usage":{"total_tokens":NaN}}],"has_more":false}`],
    ['answers with a list', []],
    ['answers with rows of nothing', page({ data: [null] })],
    ['gives ids that hide something', page({ data: [hidden(today)] })],
    ['was made in year 1', page({ data_refreshed_at: '0001-01-01T00:00:00Z' })],
    ['was made before all years', page({ data_refreshed_at: '-000001-01-01T00:00:00Z' })],
  ])('as it %s changes no figure, and is said', async (_what, body) => {
    services.faults.add({ service: 'anthropic', path: /analytics\/usage/, status: 200, body });
    expect(await accounts.collect(ada)).toMatchObject({
      status: 'unreadable',
      reason: expect.not.stringContaining('This server'),
      failures: expect.any(Number),
    });
    const { series, isStale } = await figures(shop, ada, { measure: 'tokens' });
    expect([series.total.value, isStale]).toEqual([before, true]);
    const { dueIn, failures } = (await accounts.collection(ada))!;
    expect(dueIn).toBeGreaterThan(failures > 0 ? 200 : 0);
  });

  it.each([
    ['in euros', { ...costFigures('1.5'), currency: 'EUR' }],
    ['in exponents', costFigures('1e5')],
    ['below nothing', costFigures('-1.5')],
    ['beyond all bounds', costFigures('9'.repeat(30))],
    ['that are not numbers', costFigures('NaN')],
  ])('with costs %s changes no figure, and is said', async (_what, cost) => {
    const body = page({ data: [wireRow('cost', today, { workspace_id: 'w', model: 'm' }, cost)] });
    services.faults.add({ service: 'anthropic', path: /analytics\/cost/, status: 200, body });
    const { status } = await accounts.collect(ada);
    const { series, isStale } = await figures(shop, ada, { measure: 'tokens' });
    expect([status, series.total.value, isStale]).toEqual(['unreadable', before, true]);
  });

  it('without an end is asked a bounded number of times', async () => {
    let n = 0;
    services.faults.add({
      service: 'anthropic',
      path: /analytics\/usage/,
      rewrite: () => ({
        status: 200,
        body: page({ data: [], has_more: true, next_page: `p${n++}` }),
      }),
    });
    expect((await accounts.collect(ada)).status).toBe('unreadable');
    expect(n).toBeLessThanOrEqual(60);
  });

  it('and is good again is believed again', async () => {
    expect((await accounts.collectAll(ada)).status).toBe('complete');
    expect((await figures(shop, ada, { measure: 'tokens' })).isStale).toBe(false);
  });

  it('by key otherwise than by model is kept as a whole that belongs to no key, and said', async () => {
    const bea = await connected();
    const day = daysAgo(5);
    answering((query, kind) => {
      const isKey = query.get('group_by[]') === 'api_key_id';
      const isIn =
        isoDay(day) >= (query.get('starting_at') ?? '') &&
        isoDay(day) < (query.get('ending_at') ?? '');
      const group = { workspace_id: 'w', model: 'm', api_key_id: 'k', product: 'p' };
      const usage = usageFigures(isKey ? 90 : 100, 3);
      return isIn ? [wireRow(kind, day, group, kind === 'usage' ? usage : costFigures('250'))] : [];
    });
    const { status, reason } = await accounts.collectAll(bea);
    expect([status, reason]).toEqual(['inconsistent', expect.stringContaining(day)]);
    const byKey = await figures(shop, bea, { measure: 'tokens', by: 'key' });
    expect(byKey.series.dimensions).toMatchObject([{ dimension: null, value: '100' }]);
    const byProduct = await figures(shop, bea, { measure: 'cost', by: 'product' });
    expect(byProduct.series.dimensions).toMatchObject([{ dimension: 'p', value: '2.5' }]);
  });
});

function wrongTotal(day: string) {
  const figures = { ...usageFigures(5, 1), total_tokens: 6 };
  return wireRow('usage', day, { workspace_id: 'w', model: 'm' }, figures);
}

function hidden(day: string) {
  return wireRow('usage', day, { workspace_id: 'w\u202e', model: 'm' }, usageFigures(5, 1));
}

describe('a provider that is not there', () => {
  it('leaves what was known, marked, and no paid call waiting', async () => {
    const ada = await connected();
    const listing = await shop.publish({
      type: 'static',
      config: { content: 'planted', mimeType: 'text/plain' },
    });
    const buyer = await Buyer.with(shop.chain);
    const first = await refresh(ada);
    expect(first).toMatchObject({ isStale: false, staleReason: null });
    services.faults.add({ service: 'anthropic', path: /./, delayMs: 60_000 });
    await accounts.rest();
    const slow = refresh(ada);
    const call = await buyer.fetch(listing.url);
    expect([call.status, await call.text()]).toEqual([200, 'planted']);
    expect(await slow).toMatchObject({ month: first.month, fetchedAt: first.fetchedAt });

    services.faults.clear();
    services.down.add('anthropic');
    await accounts.rest();
    const down = await refresh(ada);
    expect(down).toMatchObject({ isStale: true, month: first.month, fetchedAt: first.fetchedAt });
    expect(down.staleReason).toContain('cannot answer');
    expect(down.collection.status).toBe('unreachable');
    services.down.clear();
    await accounts.rest();
    expect(await refresh(ada)).toMatchObject({ isStale: false, collection: { reason: null } });
  });

  it('and says when to come back is left alone until then, whoever asks', async () => {
    const key = newKey();
    const ada = await connected(key);
    await accounts.collect(ada);
    const headers = { 'retry-after': '1800' };
    services.faults.add({ service: 'anthropic', path: /./, status: 429, body: {}, headers });
    const { status, dueIn } = await accounts.collect(ada);
    expect(status).toBe('unreachable');
    expect(dueIn).toBeGreaterThan(1_700);
    const asked = accounts.asked(key).length;
    await accounts.look(2);
    expect((await refresh(ada)).isStale).toBe(true);
    expect(accounts.asked(key)).toHaveLength(asked);
  });

  it.each(['99999999999', '1e400', '90000.5'])(
    'and says to come back in %s seconds is asked in a day all the same',
    async (wait) => {
      const ada = await connected();
      const headers = { 'retry-after': wait };
      services.faults.add({ service: 'anthropic', path: /./, status: 429, body: {}, headers });
      const { status, dueIn } = await accounts.collect(ada);
      expect(status).toBe('unreachable');
      expect(dueIn).toBeGreaterThan(86_000);
      expect(dueIn).toBeLessThanOrEqual(86_400);
      const [{ restsFor }] = await shop.owner.query<[{ restsFor: number }]>(
        `SELECT extract(epoch FROM rest_until - now())::float AS "restsFor"
           FROM provider_collections WHERE user_id = $1`,
        [ada.id],
      );
      expect(Math.abs(restsFor - dueIn)).toBeLessThan(60);
    },
  );

  it('or an account that cannot be given back keeps no other waiting', async () => {
    const [ada, bea] = [await connected(), await connected()];
    for (const each of [ada, bea]) await until(() => accounts.isWaiting(each));
    await shop.owner.query(
      `ALTER TABLE provider_collections ADD CONSTRAINT planted
         CHECK (user_id <> '${ada.id}' OR lease IS NOT NULL OR status = 'waiting') NOT VALID`,
    );
    try {
      await shop.owner.query(`UPDATE provider_collections SET due_at = 'infinity'`);
      for (const each of [ada, bea]) await accounts.makeDue(each);
      await shop.app.get(CollectAccountsJob).run();
      await until(async () => (await accounts.collection(bea))?.status === 'collecting');
      expect(await accounts.collection(ada)).toMatchObject({ status: 'waiting' });
    } finally {
      await shop.owner.query(`ALTER TABLE provider_collections DROP CONSTRAINT planted`);
      await accounts.passLease();
    }
  });
});

describe('somebody who looks', () => {
  it('has an account read once a minute, over two replicas, and sees it at once', async () => {
    const key = newKey();
    const wallet = generatePrivateKey();
    const ada = await signIn(shop.origin, wallet);
    await ada.api.send('POST', '/integrations/anthropic/connect', { apiKey: key });
    const there = await signIn(other.origin, wallet);
    const before = accounts.asked(key).length;
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        refresh(n % 2 === 0 ? ada : there, n % 3 === 0 ? 'sync' : 'data'),
      ),
    );
    await refresh(there);
    const reads = accounts.asked(key).slice(before);
    expect(reads.filter(({ path }) => path.endsWith('/workspaces'))).toHaveLength(1);
    expect(answers.filter(({ lastSyncedAt }) => lastSyncedAt !== null).length).toBeGreaterThan(0);
    const data = await refresh(ada);
    expect(data).toMatchObject({ isStale: false, collection: { status: expect.any(String) } });
    expect(data.summary).toMatchObject({
      planTier: { value: null, source: 'not_reported' },
      requests: { source: 'reported' },
      estimatedCost: { value: data.month.cost.value, source: 'reported' },
      remaining: { of: 'spend_limit', source: 'reported' },
    });
    const spent = Number(data.month.cost.value);
    expect(Number(data.summary['remaining']?.value)).toBeCloseTo(900 - spent, 6);
  });

  it('sees a plan as they declared it', async () => {
    const ada = await connected();
    const plan = { tier: 'Team', price: '150.00', cycle: 'monthly', nextPayment: daysAgo(-17) };
    await ada.api.send('PUT', '/integrations/anthropic/plan', plan);
    const shown = await refresh(ada, 'sync');
    expect(shown).toMatchObject({
      plan: {
        tier: { value: 'Team', source: 'declared' },
        price: { value: '150.00', source: 'declared' },
        nextPayment: { value: daysAgo(-17), source: 'declared' },
      },
    });
    for (const wrong of [{ price: '-1' }, { nextPayment: '2026-02-30' }, { cycle: 'weekly' }]) {
      const sent = ada.api.send('PUT', '/integrations/anthropic/plan', wrong);
      await expect(sent).rejects.toThrow(/422/);
    }
    const past = { nextPayment: daysAgo(2) };
    await expect(ada.api.send('PUT', '/integrations/anthropic/plan', past)).rejects.toThrow(
      /422.*nextPayment/s,
    );
    await ada.api.send('PUT', '/integrations/anthropic/plan', {});
    expect(await refresh(ada, 'sync')).toMatchObject({
      plan: { tier: { source: 'not_reported' } },
    });
  });

  it('of nothing that is connected, or tells no figures, is told so', async () => {
    const ada = await signIn(shop.origin);
    await expect(refresh(ada)).rejects.toThrow(/409.*not_connected/s);
    await expect(refresh(ada, 'data', 'klaviyo')).rejects.toThrow(/404.*no_provider_figures/s);
    await expect(refresh(ada, 'data', 'planted')).rejects.toThrow(/404.*unknown_provider/s);
  });

  it('finds it where it was called before', async () => {
    const ada = await connected();
    const { key } = await ada.api.send<{ key: string }>('POST', '/api-keys', {
      name: 'CI',
      scopes: ['publish'],
    });
    for (const what of ['sync', 'data']) {
      const headers = { 'x-api-key': key };
      const answer = await fetch(`${shop.origin}/api/anthropic/${what}`, {
        method: 'POST',
        headers,
      });
      expect([answer.status, await answer.json()]).toMatchObject([200, { provider: 'anthropic' }]);
    }
  });
});

describe('an organization that is not offered everything', () => {
  it('has the older reports: no requests, products or list prices, which are unknown and not zero', async () => {
    const ada = await connected(newKey('org-legacy'));
    await accounts.collect(ada);
    const of = (measure: string, by: string | null = null) =>
      figures(shop, ada, { measure, by }).then(({ series }) => series.total);
    expect(await of('requests')).toMatchObject({ value: null, certainty: 'unknown' });
    expect(await of('listCost')).toMatchObject({ value: null, certainty: 'unknown' });
    expect(await of('cost')).toMatchObject({ certainty: 'exact' });
    const whole = await of('tokens');
    expect(Number(whole.value)).toBeGreaterThan(1_000);
    for (const by of ['key', 'product', 'workspace'])
      expect(await of('tokens', by)).toMatchObject({ value: whole.value });
    expect((await accounts.collection(ada))?.status).toBe('collecting');
    expect((await refresh(ada)).month.requests).toEqual({
      value: null,
      certainty: 'unknown',
      source: 'not_reported',
    });
  });

  it('has no costs where Anthropic keeps them from it, and no spend limits', async () => {
    const ada = await connected(newKey('org-hipaa-nospend'));
    await accounts.collect(ada);
    const { series } = await figures(shop, ada, { measure: 'cost' });
    expect(series.total).toMatchObject({ value: null, certainty: 'unknown' });
    const requests = await figures(shop, ada, { measure: 'requests' });
    expect(requests.series.total.certainty).toBe('exact');
    expect(await refresh(ada)).toMatchObject({
      spendLimits: { source: 'not_reported', items: [] },
      summary: {
        estimatedCost: { value: null, source: 'not_reported' },
        remaining: { value: null },
      },
    });
  });

  it('or a key without an account is told so', async () => {
    const ada = await connected(newKey('planted-ordinary'));
    expect(await refresh(ada)).toMatchObject({
      isStale: true,
      staleReason: expect.stringContaining('shows no account'),
      collection: { status: 'no_account' },
      month: { cost: { value: null, source: 'not_reported' } },
    });
  });
});

describe('access that ends', () => {
  it('is renewed when the provider refuses it, and the account is read all the same', async () => {
    const ada = await signIn(shop.origin);
    const old = newKey();
    next = newKey();
    await store(ada, old);
    services.revoked.add(old);
    expect(await refresh(ada, 'sync')).toMatchObject({
      connectionStatus: 'connected',
      isStale: false,
    });
    expect(accounts.asked(next).length).toBeGreaterThan(5);
  });

  it('as a key that is good no more is said at once, and what was known stays', async () => {
    const key = newKey();
    const ada = await connected(key);
    await accounts.collect(ada);
    const before = await figures(shop, ada, { measure: 'cost' });
    services.revoked.add(key);
    await accounts.rest();
    expect(await refresh(ada)).toMatchObject({
      connectionStatus: 'error',
      isStale: true,
      collection: { status: 'refused' },
      summary: { estimatedCost: { source: 'reported' } },
    });
    const after = await figures(shop, ada, { measure: 'cost' });
    expect([after.series.total, after.isStale]).toEqual([before.series.total, true]);
  });

  it.each([
    ['cost', 'cost', 'cost_free', 'cost_unknown'],
    ['requests', 'requests', '0', 'requests_unknown'],
    ['inputTokens', 'input_tokens', '0', '(input_tokens IS NULL)::int * parts'],
  ])('keeps months of each cut that say what the days do: %s', async (measure, ...sums) => {
    const ada = await connected();
    await accounts.collect(ada);
    const [value, free, unknown] = sums;
    const cut = 'cut, workspace, model, key, product';
    const [found] = await shop.owner.query<{ days: number; cuts: number; odd: number }[]>(
      `WITH days AS (
         SELECT ${cut}, day, coalesce(sum(${value}), 0) AS value, sum(parts - ${free} - ${unknown}) AS priced,
                sum(${free}) AS free, sum(${unknown}) AS unknown
           FROM provider_usage WHERE user_id = $1 GROUP BY ${cut}, day),
       months AS (
         SELECT ${cut}, month + w[5 * n + 1]::int, w[5 * n + 2]::numeric, w[5 * n + 3]::bigint,
                w[5 * n + 4]::bigint, w[5 * n + 5]::bigint
           FROM (SELECT *, string_to_array(days, ' ') AS w FROM provider_usage_months
                  WHERE user_id = $1 AND measure = $2) m, generate_series(0, cardinality(w) / 5 - 1) n)
       SELECT (SELECT count(*)::int FROM days) AS days, (SELECT count(DISTINCT cut)::int FROM months) AS cuts,
              (SELECT count(*)::int FROM ((TABLE days EXCEPT ALL TABLE months) UNION ALL
                 (TABLE months EXCEPT ALL TABLE days)) o) AS odd`,
      [ada.id, measure],
    );
    expect(found).toMatchObject({ odd: 0, cuts: 6 });
    expect(found?.days).toBeGreaterThan(100);
  });

  it('with another account in its place has the figures of that one alone', async () => {
    const ada = await connected();
    await accounts.collect(ada);
    await shop.owner.query(`UPDATE provider_usage SET input_tokens = 10 ^ 14 WHERE user_id = $1`, [
      ada.id,
    ]);
    await shop.owner.query(
      `UPDATE provider_usage_months SET days = '0 100000000000000 1 0 0'
        WHERE user_id = $1 AND measure = 'inputTokens'`,
      [ada.id],
    );
    await ada.api.send('PUT', '/integrations/anthropic/plan', { tier: 'Team' });
    await accounts.rest();
    expect((await refresh(ada)).isStale).toBe(false);
    await ada.api.send('POST', '/integrations/anthropic/connect', { apiKey: newKey() });
    expect(await refresh(ada)).toMatchObject({
      isStale: true,
      staleReason: expect.any(String),
      collection: { status: 'waiting' },
    });
    expect((await figures(shop, ada, { measure: 'cost' })).isStale).toBe(true);
    await accounts.collect(ada);
    expect(await refresh(ada)).toMatchObject({ isStale: false, plan: { tier: { value: null } } });
    const { series } = await figures(shop, ada, { measure: 'inputTokens' });
    expect(Number(series.total.value)).toBeLessThan(10 ** 14);
  });
});

const replace = (person: Person, apiKey: string) =>
  person.api.send('POST', '/integrations/anthropic/connect', { apiKey });

describe('access that is replaced', () => {
  it('with a key that sees no account in its place has figures of nobody', async () => {
    const ada = await connected();
    await accounts.collect(ada);
    await replace(ada, newKey('planted-ordinary'));
    await accounts.rest();
    expect(await refresh(ada)).toMatchObject({
      isStale: true,
      collection: { status: 'no_account', knownTo: null, asOf: null },
      month: { cost: { value: null, certainty: 'unknown', source: 'not_reported' }, models: [] },
      organization: { value: null },
      claudeCode: { actors: [] },
    });
    const { asOf, isStale } = await figures(shop, ada, { measure: 'cost' });
    expect([asOf, isStale]).toEqual([null, true]);
  });

  it('by the same account in a new key keeps what was known, once it was read', async () => {
    const key = newKey();
    const ada = await connected(key);
    await accounts.collectAll(ada);
    const before = await figures(shop, ada, { measure: 'requests' });
    await replace(ada, key);
    expect((await figures(shop, ada, { measure: 'requests' })).isStale).toBe(true);
    await accounts.collectAll(ada);
    const after = await figures(shop, ada, { measure: 'requests' });
    expect([after.series.total, after.isStale]).toEqual([before.series.total, false]);
  });
});

describe('the people in a report', () => {
  it.each([
    [
      'disconnects',
      (person: Person) => person.api.send('POST', '/integrations/anthropic/disconnect'),
    ],
    [
      'deletes the account',
      async (person: Person) => {
        const username = `u${person.id.replaceAll('-', '').slice(0, 12)}`;
        await person.api.send('PATCH', '/me', { username });
        await person.api.send('DELETE', `/me?confirm=${username}`);
      },
    ],
  ])('are known to nobody any more once their user %s', async (_how, end) => {
    await shop.owner.query(`DELETE FROM provider_collections`);
    const ada = await connected();
    await accounts.collect(ada);
    await ada.api.send('PUT', '/integrations/anthropic/plan', { tier: 'planted plan' });
    const { claudeCode } = await refresh(ada);
    expect(claudeCode.actors.map(({ name }) => name)).toContain('margaret@example.com');
    expect(await traces('@example.com')).toEqual(['public.provider_coding_days']);
    await end(ada);
    expect(await traces('@example.com')).toEqual([]);
    expect(await traces('planted plan')).toEqual([]);
    const [left] = await shop.owner.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM provider_usage WHERE user_id = $1`,
      [ada.id],
    );
    expect(left?.count).toBe(0);
    expect([...shop.log, ...other.log].filter((line) => line.includes('@example.com'))).toEqual([]);
  });

  it('are forgotten after 90 days', async () => {
    const ada = await connected();
    await accounts.collect(ada);
    const days = () =>
      shop.owner.query<{ day: string }[]>(
        `SELECT DISTINCT day::text FROM provider_coding_days WHERE user_id = $1 ORDER BY 1`,
        [ada.id],
      );
    await shop.owner.query(`UPDATE provider_coding_days SET day = day - 70 WHERE user_id = $1`, [
      ada.id,
    ]);
    await shop.owner.query(`SELECT graphile_worker.add_job('forget_provider_coding_days')`);
    await until(async () => ((await days())[0]?.day ?? '9') >= daysAgo(91));
    expect((await days()).length).toBeGreaterThan(5);
  });
});
