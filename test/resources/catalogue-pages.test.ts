import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { encodePosition, type Sort, SORTS } from '../../src/modules/resources/catalogue/order.js';
import { call } from '../accounts/client.js';
import { type ResourcesServer, type Shown, startResources } from './resources-server.js';
import { addOwner, stock, type Stock } from './stock.js';

interface Page {
  readonly items: Shown[];
  readonly nextCursor: string | null;
  readonly total: number;
}

let server: ResourcesServer;
let runs = 0;
beforeAll(async () => {
  server = await startResources();
});
afterAll(() => server.stop());

async function get(query: object): Promise<Page> {
  const { status, body } = await call<Page>(
    server,
    `GET /resources?${new URLSearchParams({ ...query })}`,
  );
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
}

/** Few different values, so that many rows have the same sort key. */
const anyResource: fc.Arbitrary<Stock> = fc.record({
  id: fc.uuid({ version: 4 }),
  name: fc.constantFrom(
    'Sea poem',
    'Poem of the sea and the poem',
    'Poems',
    'A sea',
    'Sea sea poem',
  ),
  price: fc.constantFrom(10_000, 20_000, 9_999_990_000),
  calls: fc.constantFrom(0, 1, 7, 1_000_000),
  publishedAt: fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z'),
});

/** Rows as a sort orders them; what relevance is only the database knows. */
const COMPARE: Readonly<Record<Exclude<Sort, 'relevance'>, (a: Stock, b: Stock) => number>> = {
  latest: (a, b) => -compare(a.publishedAt, b.publishedAt) || -compare(a.id, b.id),
  popular: (a, b) => b.calls - a.calls || -compare(a.id, b.id),
  price: (a, b) => a.price - b.price || compare(a.id, b.id),
  price_desc: (a, b) => b.price - a.price || -compare(a.id, b.id),
};

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** While somebody reads, others sell, change their prices, withdraw and publish. */
async function disturb(moving: readonly string[], username: string): Promise<void> {
  const [first, second, ...others] = moving;
  await server.owner.query(`UPDATE resource_stats SET calls = calls + 5 WHERE resource_id = $1`, [
    first,
  ]);
  await server.owner.query(`UPDATE x402_resources SET price_usdc = 15000 WHERE id = $1`, [second]);
  await server.owner.query(
    `UPDATE x402_resources SET status = 'unpublished' WHERE id = ANY ($1::uuid[])`,
    [others],
  );
  const [user] = await server.owner.query<{ id: string }[]>(
    `SELECT id FROM users WHERE username = $1`,
    [username],
  );
  const [price, calls, publishedAt] = [12_000, 3, '2026-02-01T00:00:00.000Z'];
  const late = { id: randomUUID(), name: 'Sea poem, late', price, calls, publishedAt };
  await stock(server.owner, user?.id ?? '', [late]);
}

describe('the pages of the catalogue', () => {
  it.each(SORTS)('together are the whole list, whatever others do meanwhile: %s', async (sort) => {
    const resources = fc.uniqueArray(anyResource, {
      selector: ({ id }) => id,
      maxLength: 40,
      size: 'max',
    });
    const property = fc.asyncProperty(
      resources,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 6 }),
      async (rows, limit, movers) => {
        const username = `reader_${(runs += 1)}`;
        await stock(server.owner, await addOwner(server.owner, username), rows);
        const query = { q: 'sea poem', username, sort };
        const all = await get({ ...query, limit: 100 });
        const moving = rows.slice(0, movers).map(({ id }) => id);
        const steady = all.items.map(({ id }) => id).filter((id) => !moving.includes(id));
        expect(all).toMatchObject({ nextCursor: null, total: all.items.length });
        if (sort !== 'relevance') {
          const found = rows.filter(({ id }) => all.items.some((item) => item.id === id));
          expect(all.items.map(({ id }) => id)).toEqual(
            found.toSorted(COMPARE[sort]).map(({ id }) => id),
          );
        }
        const seen = await readAll({ ...query, limit }, () => disturb(moving, username));
        expect(seen.filter((id) => steady.includes(id))).toEqual(steady);
      },
    );
    await fc.assert(property, { numRuns: 25, endOnFailure: true });
  });

  it('count what matches, on every page', async () => {
    const username = 'counter';
    const publishedAt = '2026-01-01T00:00:00.000Z';
    const many = Array.from({ length: 501 }, (_, price) => ({
      id: randomUUID(),
      name: 'Countable',
      price: 10_000 + price,
      calls: 0,
      publishedAt,
    }));
    await stock(server.owner, await addOwner(server.owner, username), many);
    const all = { total: 500, totalIsExact: false };
    const first = await get({ username, limit: 2 });
    expect(first).toMatchObject(all);
    expect(await get({ username, cursor: first.nextCursor })).toMatchObject(all);
    const most = { total: 500, totalIsExact: true };
    expect(await get({ username, maxPrice: '0.010499' })).toMatchObject(most);
  });

  it('begin after a row that has gone', async () => {
    const username = 'goer';
    const [calls, publishedAt] = [0, '2026-01-01T00:00:00.000Z'];
    const rows = [10_000, 20_000, 30_000].map((price) => ({
      id: randomUUID(),
      name: 'Gone',
      price,
      calls,
      publishedAt,
    }));
    await stock(server.owner, await addOwner(server.owner, username), rows);
    const { items, nextCursor } = await get({ username, sort: 'price', limit: 2 });
    const ids = [items[1]?.id];
    await server.owner.query(`UPDATE x402_resources SET status = 'archived' WHERE id = $1`, ids);
    const rest = await get({ username, sort: 'price', cursor: nextCursor });
    expect(rest.items.map(({ id }) => id)).toEqual([rows[2]?.id]);
  });
});

/** Ids on all pages; `meanwhile` runs after the first. */
async function readAll(query: object, meanwhile: () => Promise<void>): Promise<string[]> {
  let page = await get(query);
  const seen = page.items.map(({ id }) => id);
  await meanwhile();
  for (let pages = 1; page.nextCursor !== null && pages < 60; pages += 1) {
    page = await get({ ...query, cursor: page.nextCursor });
    seen.push(...page.items.map(({ id }) => id));
  }
  expect(page.nextCursor).toBeNull();
  return seen;
}

function json(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

describe('a cursor', () => {
  const position = { sort: 'price', matching: 'words', key: '1', id: randomUUID() } as const;

  it.each([
    ['is no base64', '%%%'],
    ['is empty', ''],
    ['is no JSON', 'bm90IGpzb24'],
    ['is no list', json({ sort: 'price' })],
    ['is too short', json(['price', 'words', '1'])],
    ['is for another sort', encodePosition({ ...position, sort: 'popular' })],
    ['has SQL for a key', json(['price', 'words', "1'; DROP TABLE users; --", position.id])],
    ['has SQL for an id', json(['price', 'words', '1', "'; DROP TABLE users; --"])],
    ['has a list for a key', json(['price', 'words', ['1'], position.id])],
    ['has a number out of bounds', json(['price', 'words', '9'.repeat(19), position.id])],
    ['has half a character', json(['price', 'words', '\ud800', position.id])],
    ['is very long', 'A'.repeat(501)],
  ])('that %s is refused', async (_, cursor) => {
    const query = new URLSearchParams({ sort: 'price', cursor });
    expect(await call(server, `GET /resources?${query}`)).toMatchObject({
      status: 422,
      body: { code: 'invalid_input', errors: [{ field: 'cursor' }] },
    });
  });

  it('from any text is refused or leads to a page, and never to an error', async () => {
    const anyCursor = fc.oneof(fc.string({ maxLength: 100 }), fc.json({ maxDepth: 1 }).map(json));
    await fc.assert(
      fc.asyncProperty(anyCursor, fc.constantFrom(...SORTS), async (cursor, sort) => {
        const query = new URLSearchParams({ q: 'sea', sort, cursor });
        const { status } = await call(server, `GET /resources?${query}`);
        expect([200, 422]).toContain(status);
      }),
      { numRuns: 50 },
    );
  });
});
