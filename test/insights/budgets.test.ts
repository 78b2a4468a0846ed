import { randomUUID } from 'node:crypto';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import * as fc from 'fast-check';
import { generatePrivateKey } from 'viem/accounts';
import { SystemClock } from '../../src/common/clock/index.js';
import { BudgetEvaluation } from '../../src/modules/insights/budgets/budget-evaluation.service.js';
import { EvaluateBudgetsJob } from '../../src/modules/insights/budgets/evaluate-budgets.job.js';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { Buyer, send } from '../e2e/buyer.js';
import { openReplica, openShop, type Replica, type Shop } from '../e2e/shop.js';
import { until } from '../events/events-server.js';
import { Receiver } from '../integrations/webhook-receiver.js';
import { KnownSpending } from './known-spending.js';

interface Answer {
  readonly id: string;
  readonly name: string;
  readonly amountUsd: string;
  readonly tz: string;
  readonly thresholds: number[];
  readonly pause: object | null;
  readonly standing: {
    readonly from: string;
    readonly to: string;
    readonly spentUsd: string | null;
    readonly certainty: string;
    readonly isStale: boolean;
    readonly percent: string | null;
    readonly remainingUsd: string | null;
    readonly evaluatedAt: string | null;
    readonly reached: readonly {
      readonly threshold: number;
      readonly spentUsd: string;
      readonly isAtLeast: boolean;
      readonly pause: { readonly status: string } | null;
    }[];
  };
}

interface Told {
  readonly budgetId: string;
  readonly threshold: number;
  readonly spentUsd: string;
  readonly limitUsd: string;
  readonly isAtLeast: boolean;
  readonly period: { readonly from: string };
  readonly paused: object | null;
}

let shop: Shop;
let receiver: Receiver;
let spending: KnownSpending;
let bill: KnownSpending;
let ada: ApiClient;
let adaId: string;

const standIn = (replica: Replica) => {
  spending.standIn(replica, 'cost');
  bill.standIn(replica, 'anthropic');
};

beforeAll(async () => {
  receiver = await Receiver.start();
  shop = await openShop({ EGRESS_ALLOW: '127.0.0.0/8' });
  ada = await ApiClient.signIn(shop.origin, generatePrivateKey());
  ({ id: adaId } = await ada.send<{ id: string }>('GET', '/me'));
});
beforeEach(async () => {
  [spending, bill] = [new KnownSpending(), new KnownSpending('utc')];
  standIn(shop);
  await shop.owner.query(`DELETE FROM rate_limits`);
});
afterEach(() => void jest.restoreAllMocks());
afterAll(async () => {
  await shop.stop();
  receiver.stop();
});

const asked = (more: object = {}) => ({
  name: 'Calls',
  amountUsd: '100.00',
  scope: { of: 'calls' },
  ...more,
});
const create = (more: object = {}, api = ada) =>
  api.send<Answer>('POST', '/insights/budgets', asked(more));
const read = (id: string, api = ada) => api.send<Answer>('GET', `/insights/budgets/${id}`);
const change = (id: string, body: object, api = ada) =>
  api.send<Answer>('PATCH', `/insights/budgets/${id}`, body);
const look = (id: string, replica: Replica = shop, userId = adaId) =>
  replica.app.get(BudgetEvaluation, { strict: false }).evaluate(userId, id);
const at = (moment: string) =>
  jest.spyOn(SystemClock.prototype, 'now').mockReturnValue(new Date(moment));

async function told(budgetId: string): Promise<Told[]> {
  const rows = await shop.owner.query<{ data: Told }[]>(
    `SELECT data FROM outbox WHERE type = 'budget.reached' AND data ->> 'budgetId' = $1 ORDER BY id`,
    [budgetId],
  );
  return rows.map(({ data }) => data);
}
const thresholdsTold = async (id: string) => (await told(id)).map(({ threshold }) => threshold);

/** Has a user's account tell of these workspaces; of what else, the function that it answers. */
async function keepWorkspaces(userId: string, ...workspaces: string[]) {
  await shop.owner.query(
    `WITH c AS (INSERT INTO connections (user_id, provider, status) VALUES ($1, 'anthropic', 'connected')
         RETURNING id)
       INSERT INTO provider_collections (connection_id, user_id, provider, due_at)
       SELECT id, $1, 'anthropic', 'infinity' FROM c`,
    [userId],
  );
  const keep = async (ids: readonly string[] | null) => {
    const content = ids?.map((id) => ({ id, name: id, archivedAt: null })) ?? null;
    await shop.owner.query(
      `INSERT INTO provider_documents (connection_id, user_id, kind, content)
         SELECT connection_id, user_id, 'workspaces', $2 FROM provider_collections WHERE user_id = $1
         ON CONFLICT (connection_id, kind) DO UPDATE SET content = excluded.content`,
      [userId, content === null ? null : JSON.stringify(content)],
    );
  };
  await keep(workspaces);
  return keep;
}

describe('a budget', () => {
  it('is created with how it stands, shown, changed and deleted', async () => {
    spending.spent.set('any', '61.2345678901');
    const made = await create({ period: 'month', tz: 'Europe/Zurich', thresholds: [100, 60, 80] });
    expect(made).toMatchObject({
      amountUsd: '100.00',
      thresholds: [60, 80, 100],
      pause: null,
      standing: {
        spentUsd: '61.2345678901',
        certainty: 'exact',
        percent: '61.2',
        remainingUsd: '38.7654321099',
        isStale: false,
        reached: [{ threshold: 60, spentUsd: '61.2345678901', isAtLeast: false, pause: null }],
      },
    });
    expect(await read(made.id)).toEqual(made);
    const changed = await change(made.id, { name: 'Fewer', thresholds: [90] });
    expect(changed).toMatchObject({ name: 'Fewer', amountUsd: '100.00', thresholds: [90] });
    await ada.send('DELETE', `/insights/budgets/${made.id}`);
    expect((await ada.ask('GET', `/insights/budgets/${made.id}`)).status).toBe(404);
    expect((await ada.ask('DELETE', `/insights/budgets/${made.id}`)).status).toBe(404);
  });

  it('is nobody else’s to see, change or delete', async () => {
    const { id } = await create();
    const bob = await ApiClient.signIn(shop.origin, generatePrivateKey());
    const path = `/insights/budgets/${id}`;
    const tries = [
      bob.ask('GET', path),
      bob.ask('PATCH', path, { name: 'Mine' }),
      bob.ask('DELETE', path),
    ];
    expect((await Promise.all(tries)).map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(await bob.send('GET', '/insights/budgets')).toEqual({ items: [], nextCursor: null });
    expect(await read(id)).toMatchObject({ name: 'Calls' });
  });

  it('stands in pages, and an account has a bounded number', async () => {
    const cara = await ApiClient.signIn(shop.origin, generatePrivateKey());
    const names = Array.from({ length: 50 }, (_, at) => `B${at}`);
    for (const name of names) await create({ name }, cara);
    expect((await cara.ask('POST', '/insights/budgets', asked())).status).toBe(409);
    const listed: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = `?limit=20${cursor && `&cursor=${cursor}`}`;
      const page = await cara.send<{ items: Answer[]; nextCursor: string | null }>(
        'GET',
        `/insights/budgets${query}`,
      );
      listed.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    }
    expect(listed).toEqual(names.toReversed());
  });

  it.each<[object, string]>([
    [{ name: '' }, 'name'],
    [{ name: 'a\u202eb' }, 'name'],
    [{ amountUsd: '0' }, 'amountUsd'],
    [{ amountUsd: '-5' }, 'amountUsd'],
    [{ amountUsd: '1e3' }, 'amountUsd'],
    [{ amountUsd: 5 }, 'amountUsd'],
    [{ period: 'week' }, 'period'],
    [{ tz: 'Mars/Olympus' }, 'tz'],
    [{ scope: undefined }, 'scope'],
    [{ scope: { of: 'everything' } }, 'scope.of'],
    [{ scope: { of: 'calls', resourceId: randomUUID() } }, 'scope.resourceId'],
    [{ scope: { of: 'calls', provider: 'nobody' } }, 'scope.provider'],
    [{ scope: { of: 'calls', workspaceId: 'wrkspc_1' } }, 'scope'],
    [{ scope: { of: 'anthropic', provider: 'claude' } }, 'scope'],
    [{ thresholds: [] }, 'thresholds'],
    [{ thresholds: [0] }, 'thresholds'],
    [{ thresholds: [1_001] }, 'thresholds'],
    [{ thresholds: [50, 50] }, 'thresholds'],
    [{ thresholds: Array.from({ length: 11 }, (_, at) => at + 1) }, 'thresholds'],
    [{ pause: { provider: 'nobody' } }, 'pause.provider'],
    [{ pause: { resourceId: randomUUID() } }, 'pause.resourceId'],
    [{ pause: { at: 90, provider: 'claude' } }, 'pause.at'],
    [{ pause: { at: 100 } }, 'pause'],
  ])('may not be %j', async (wrong, field) => {
    const answer = await ada.ask('POST', '/insights/budgets', asked(wrong));
    const { errors } = (await answer.json()) as { errors: { field: string }[] };
    expect([answer.status, errors.map((each) => each.field)]).toEqual([422, [field]]);
  });

  it('is of a workspace that its account has, as far as the provider tells which there are', async () => {
    const api = await ApiClient.signIn(shop.origin, generatePrivateKey());
    const { id } = await api.send<{ id: string }>('GET', '/me');
    const of = (workspaceId: string, account = 'anthropic') =>
      api.ask('POST', '/insights/budgets', asked({ scope: { of: account, workspaceId } }));
    expect((await of('wrkspc_yet_unknown')).status).toBe(201);
    const keep = await keepWorkspaces(id, 'wrkspc_1', 'wrkspc_2');
    expect((await of('wrkspc_2')).status).toBe(201);
    expect((await of('wrkspc_of_others', 'openrouter')).status).toBe(201);
    const refused = await of('nope');
    expect([refused.status, await refused.json()]).toMatchObject([
      422,
      { errors: [{ field: 'scope.workspaceId' }] },
    ]);
    await keep(null);
    expect((await of('wrkspc_3')).status).toBe(201);
    await keep(Array.from({ length: 1_000 }, (_, at) => `wrkspc_${at}`));
    expect((await of('wrkspc_on_the_next_page')).status).toBe(201);
  });

  it('has one of four zones, since the days of each are counted apart', async () => {
    const fay = await ApiClient.signIn(shop.origin, generatePrivateKey());
    for (const tz of ['UTC', 'Europe/Zurich', 'Asia/Tokyo', 'Asia/Kolkata']) {
      await create({ tz }, fay);
    }
    const more = await fay.ask('POST', '/insights/budgets', asked({ tz: 'America/Lima' }));
    expect(more.status).toBe(422);
    await create({ tz: 'Asia/Tokyo' }, fay);
    await create({ tz: 'America/Lima', scope: { of: 'anthropic' } }, fay);
  });

  it('is not changed into one that may not be', async () => {
    const { id } = await create({ pause: { provider: 'claude' } });
    const answer = await ada.ask('PATCH', `/insights/budgets/${id}`, { thresholds: [50] });
    expect(answer.status).toBe(422);
    expect(await read(id)).toMatchObject({ thresholds: [50, 80, 100] });
  });

  it('goes with its account', async () => {
    const dave = await ApiClient.signIn(shop.origin, generatePrivateKey());
    spending.spent.set('any', '60');
    const { id } = await create({}, dave);
    await dave.send('PATCH', '/me', { username: `d${randomUUID().slice(0, 8)}` });
    const { username } = await dave.send<{ username: string }>('GET', '/me');
    await dave.send('DELETE', `/me?confirm=${username}`);
    const left = await shop.owner.query(
      `SELECT id FROM budgets WHERE id = $1 UNION ALL SELECT id FROM budget_reaches WHERE budget_id = $1`,
      [id],
    );
    expect(left).toEqual([]);
    await look(id);
  });
});

describe('a threshold', () => {
  it('is told once, with what was spent, however often and by however many the budget is looked at', async () => {
    const { id } = await create({ amountUsd: '10' });
    const other = await openReplica(shop);
    standIn(other);
    spending.spent.set('any', '8.00000000000000000001');
    await Promise.all(Array.from({ length: 12 }, (_, at) => look(id, at % 2 === 0 ? shop : other)));
    expect(await told(id)).toEqual([
      expect.objectContaining({ threshold: 50, spentUsd: '8.00000000000000000001' }),
      expect.objectContaining({ threshold: 80, limitUsd: '10.00', isAtLeast: false, paused: null }),
    ]);
    await Promise.all(
      [shop, other].map(({ app }) => app.get(EvaluateBudgetsJob, { strict: false }).run()),
    );
    expect(await thresholdsTold(id)).toEqual([50, 80]);
    await other.app.close();
  });

  it('is told at most once, never missed, and never below it, whatever is spent in whatever order', async () => {
    const spent = fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 1, maxLength: 5 });
    const thresholds = fc.uniqueArray(fc.integer({ min: 1, max: 1_000 }), {
      minLength: 1,
      maxLength: 10,
    });
    await fc.assert(
      fc.asyncProperty(spent, thresholds, async (sums, asked) => {
        await shop.owner.query(`DELETE FROM budgets; DELETE FROM rate_limits`);
        spending.spent.set('any', '0');
        const { id } = await create({ amountUsd: '100', thresholds: asked });
        for (const sum of sums) {
          spending.spent.set('any', (sum / 2).toFixed(1));
          await look(id);
        }
        const due = asked.filter((threshold) => Math.max(...sums) / 2 >= threshold);
        const all = await told(id);
        expect(all.map(({ threshold }) => threshold).toSorted()).toEqual(due.toSorted());
        for (const { threshold, spentUsd } of all) {
          expect(Number(spentUsd)).toBeGreaterThanOrEqual(threshold);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('reaches a webhook that asks for it', async () => {
    const eve = await ApiClient.signIn(shop.origin, generatePrivateKey());
    await eve.send('POST', '/webhooks', { url: receiver.url, events: ['budget.reached'] });
    spending.spent.set('any', '50');
    const { id } = await create({ scope: { of: 'calls', provider: 'claude' } }, eve);
    await until(() => receiver.received.length > 0);
    const [message] = receiver.received;
    expect(JSON.parse(message?.body ?? '')).toMatchObject({
      type: 'budget.reached',
      data: {
        budgetId: id,
        name: 'Calls',
        scope: { of: 'calls', provider: 'claude' },
        threshold: 50,
      },
    });
  });
});

describe('spending', () => {
  it('that is partly unknown counts as far as it is known, and says so', async () => {
    spending.spent.set('any', '81');
    spending.unknown = 3;
    const { id, standing } = await create();
    expect(standing).toMatchObject({ spentUsd: '81.00', certainty: 'at_least' });
    expect((await told(id)).map(({ threshold, isAtLeast }) => [threshold, isAtLeast])).toEqual([
      [50, true],
      [80, true],
    ]);
  });

  it('that nobody knows reaches nothing', async () => {
    spending.unknown = 3;
    const unknown = await create();
    expect(unknown.standing).toMatchObject({ spentUsd: null, certainty: 'unknown', reached: [] });
    bill.asOf = null;
    const uncollected = await create({ scope: { of: 'anthropic' } });
    expect(uncollected.standing).toMatchObject({ spentUsd: null, certainty: 'unknown' });
    expect([...(await told(unknown.id)), ...(await told(uncollected.id))]).toEqual([]);
  });

  it('that is old says so, and keeps what it has reached', async () => {
    bill.spent.set('any', '70');
    const { id } = await create({ scope: { of: 'anthropic', workspaceId: 'wrkspc_1' } });
    bill.isStale = true;
    await look(id);
    expect((await read(id)).standing).toMatchObject({ spentUsd: '70.00', isStale: true });
    bill.isDown = true;
    await look(id);
    expect((await read(id)).standing).toMatchObject({
      spentUsd: '70.00',
      reached: [{ threshold: 50 }],
    });
    expect(bill.asked.at(-1)?.filters).toEqual({ workspace: 'wrkspc_1' });
  });

  it('of calls is that of everybody’s, the user’s own test runs among them', async () => {
    await create({ scope: { of: 'calls', provider: 'claude' } });
    expect(spending.asked.at(-1)?.filters).toEqual({ audience: 'all', provider: 'claude' });
  });

  it('of days that were not collected is not taken for nothing', async () => {
    at('2026-11-20T12:00:00Z');
    const { id } = await createAt({ scope: { of: 'anthropic' } });
    [bill.knownFrom, bill.knownTo] = ['2026-11-10', '2026-11-21'];
    bill.spent.set('any', '40');
    await look(id);
    expect(await stored(id)).toEqual({ spent_usd: '40', spent_certainty: 'at_least' });
    for (const [from, to] of [
      [null, '2026-11-01'],
      ['2026-11-20', '2026-11-20'],
    ] as const) {
      [bill.knownFrom, bill.knownTo] = [from, to];
      await look(id);
      expect(await stored(id)).toEqual({ spent_usd: null, spent_certainty: 'unknown' });
    }
  });
});

/** Writes a budget without signing in, at a moment of the test's own. */
async function createAt(more: { scope?: { of: string }; period?: string; tz?: string }) {
  const { scope = { of: 'calls' }, period = 'month', tz = 'UTC' } = more;
  const [row] = await shop.owner.query<{ id: string }[]>(
    `INSERT INTO budgets (user_id, name, amount_micro_usd, period, tz, spend_of, thresholds)
       VALUES ($1, 'Made', 100000000, $2, $3, $4, '{50,100}') RETURNING id`,
    [adaId, period, tz, scope.of],
  );
  return { id: row?.id ?? '' };
}

async function stored(id: string) {
  const [row] = await shop.owner.query<{ spent_usd: string; spent_certainty: string }[]>(
    `SELECT spent_usd, spent_certainty FROM budgets WHERE id = $1`,
    [id],
  );
  return row;
}

describe('the period', () => {
  it.each([
    ['month', 'Europe/Zurich', '2026-10-31T22:59:59Z', '2026-10-01', '2026-11-01'],
    ['month', 'Europe/Zurich', '2026-10-31T23:00:00Z', '2026-11-01', '2026-12-01'],
    ['month', 'America/St_Johns', '2026-12-01T03:29:59Z', '2026-11-01', '2026-12-01'],
    ['month', 'Pacific/Kiritimati', '2026-10-31T10:00:00Z', '2026-11-01', '2026-12-01'],
    ['day', 'Europe/Zurich', '2026-03-28T23:00:00Z', '2026-03-29', '2026-03-30'],
    ['day', 'Europe/Zurich', '2026-03-29T21:59:59Z', '2026-03-29', '2026-03-30'],
    ['day', 'Europe/Zurich', '2026-10-25T22:59:59Z', '2026-10-25', '2026-10-26'],
  ])('of a %s in %s at %s is from %s up to %s', async (period, tz, moment, from, to) => {
    at(moment);
    const { id } = await createAt({ period, tz });
    await look(id);
    expect(spending.asked.at(-1)?.period).toEqual({ from, to, tz });
  });

  it('begins anew with nothing reached, and what was reached before is told again', async () => {
    const { id } = await createAt({ tz: 'Europe/Zurich' });
    spending.spent.set('2026-10-01', '120').set('2026-11-01', '60');
    at('2026-10-31T22:59:59Z');
    await look(id);
    at('2026-10-31T23:00:00Z');
    await look(id);
    const all = await told(id);
    expect(all.map(({ threshold, period }) => [threshold, period.from])).toEqual([
      [50, '2026-10-01'],
      [100, '2026-10-01'],
      [50, '2026-11-01'],
    ]);
  });

  it('of an account is in UTC, as its provider counts', async () => {
    expect(await create({ scope: { of: 'anthropic' }, tz: 'Asia/Tokyo' })).toMatchObject({
      tz: 'UTC',
    });
  });
});

describe('a change in mid-period', () => {
  it('to a lower amount tells at once of what is reached', async () => {
    spending.spent.set('any', '45');
    const { id } = await create();
    expect(await thresholdsTold(id)).toEqual([]);
    await change(id, { amountUsd: '50' });
    expect(await thresholdsTold(id)).toEqual([50, 80]);
  });

  it('to a higher amount tells of its thresholds anew, and back tells of none twice', async () => {
    spending.spent.set('any', '100');
    const { id } = await create();
    const raised = await change(id, { amountUsd: '200' });
    expect(raised.standing.reached.map(({ threshold }) => threshold)).toEqual([50]);
    await change(id, { amountUsd: '100' });
    expect((await told(id)).map(({ threshold, limitUsd }) => [threshold, limitUsd])).toEqual([
      [50, '100.00'],
      [80, '100.00'],
      [100, '100.00'],
      [50, '200.00'],
    ]);
  });

  it('of thresholds tells of new ones only', async () => {
    spending.spent.set('any', '85');
    const { id } = await create();
    await change(id, { thresholds: [50, 85, 90] });
    expect(await thresholdsTold(id)).toEqual([50, 80, 85]);
  });
});

describe('a budget that pauses', () => {
  it('takes a resource off sale, once: what its owner resumes stays on sale', async () => {
    const { id: resourceId, url, creator } = await shop.publish();
    const { id: userId } = await creator.send<{ id: string }>('GET', '/me');
    spending.spent.set('any', '99');
    const scope = { of: 'calls', resourceId };
    const { id } = await create({ scope, pause: { resourceId } }, creator);
    const statusOf = async () =>
      (await creator.send<{ status: string }>('GET', `/resources/mine/${resourceId}`)).status;
    expect(await statusOf()).toBe('published');
    spending.spent.set('any', '100');
    await look(id, shop, userId);
    expect(await statusOf()).toBe('unpublished');
    expect(await fetch(url, { method: 'POST' })).toMatchObject({ status: 410 });
    expect((await told(id)).at(-1)).toMatchObject({ threshold: 100, paused: { resourceId } });
    const unpublished = await shop.owner.query(
      `SELECT data ->> 'reason' AS reason FROM outbox
        WHERE type = 'resource.unpublished' AND data ->> 'resourceId' = $1`,
      [resourceId],
    );
    expect(unpublished).toEqual([{ reason: 'budget_reached' }]);
    expect((await read(id, creator)).standing.reached.at(-1)?.pause).toMatchObject({
      status: 'done',
    });

    await creator.send('POST', `/resources/${resourceId}/publish`);
    await look(id, shop, userId);
    expect(await statusOf()).toBe('published');
    await change(id, { amountUsd: '90' }, creator);
    expect(await statusOf()).toBe('unpublished');
    await change(id, { amountUsd: '900' }, creator);
    expect(await statusOf()).toBe('unpublished');
  });

  it('switches a key off, and a buyer who comes then is told and not charged', async () => {
    const { url, creator } = await shop.publish();
    const buyer = await Buyer.with(shop.chain);
    const payment = await buyer.sign(url, { topic: 'coins' });
    const before = await buyer.balance();
    spending.spent.set('any', '100');
    const { standing } = await create({ pause: { at: 80, provider: 'claude' } }, creator);
    expect(standing.reached.map(({ pause }) => pause?.status)).toEqual([
      undefined,
      'done',
      undefined,
    ]);
    expect(await creator.send('GET', '/integrations/claude/config')).toMatchObject({
      isEnabled: false,
      status: 'disabled',
    });
    const answer = await send(url, payment, { topic: 'coins' });
    expect(answer).toMatchObject({
      status: 503,
      body: { code: 'creator_key_missing', payment: 'not_charged' },
    });
    expect(await buyer.balance()).toBe(before);
    await creator.send('PUT', '/integrations/claude/config', { isEnabled: true });
    expect(await buyer.buy(url, { topic: 'coins' })).toMatchObject({ status: 200 });
  });

  it('does nothing where there is nothing on sale and no key', async () => {
    spending.spent.set('any', '100');
    const { standing } = await create({ pause: { provider: 'claude' } });
    expect(standing.reached.at(-1)?.pause).toMatchObject({ status: 'not_needed' });
  });

  it('acts at once when it is told to after its threshold was reached', async () => {
    const { creator } = await shop.publish();
    spending.spent.set('any', '100');
    const { id } = await create({}, creator);
    const { standing } = await change(id, { pause: { provider: 'claude' } }, creator);
    expect(standing.reached.at(-1)?.pause).toMatchObject({ status: 'done' });
    await creator.send('PUT', '/integrations/claude/config', { isEnabled: true });
    await change(id, { name: 'Other' }, creator);
    expect(await creator.send('GET', '/integrations/claude/config')).toMatchObject({
      isEnabled: true,
    });
  });
});
