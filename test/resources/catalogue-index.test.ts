import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FoldTalliesJob } from '../../src/modules/resources/catalogue/fold-tallies.job.js';
import { ForgetWordsJob } from '../../src/modules/resources/catalogue/forget-words.job.js';
import { CountCallsJob } from '../../src/modules/resources/storefront/count-calls.job.js';
import { call } from '../accounts/client.js';
import {
  create,
  creator,
  type Creator,
  publish,
  type ResourcesServer,
  type Shown,
  startResources,
  noteSale,
} from './resources-server.js';
import { addOwner, stock } from './stock.js';

let server: ResourcesServer;
let ada: Creator;
beforeAll(async () => {
  server = await startResources();
  ada = await creator(server, 'ada');
});
afterAll(() => server.stop());

async function find(query: Readonly<Record<string, string>>): Promise<string[]> {
  const route = `GET /resources?${new URLSearchParams(query)}` as const;
  const { body } = await call<{ items: Shown[] }>(server, route);
  return body.items.map(({ slug }) => slug);
}

async function counts(): Promise<Record<string, number>> {
  const { body } = await call<{ id: string; count: number }[]>(server, 'GET /resources/categories');
  return Object.fromEntries(body.map(({ id, count }) => [id, count]));
}

/** Where the index and the view that it is made from differ. */
function differences(): Promise<object[]> {
  const columns = `username, category, resource_type, price_usdc, networks, supports_refunds, calls,
    published_at`;
  return server.owner.query(`
    SELECT * FROM (SELECT id, ${columns} FROM public_x402_resources) v
      FULL JOIN (SELECT resource_id AS id, ${columns} FROM catalogue_entries) e USING (id)
     WHERE e.* IS DISTINCT FROM v.*`);
}

describe('the index of the catalogue', () => {
  it('follows what creators do', async () => {
    const { token } = ada;
    const { id } = await publish(server, ada, { slug: 'one', name: 'First words' });
    expect(await find({ q: 'first' })).toEqual(['one']);
    await call(server, `PATCH /resources/${id}`, {
      token,
      body: { name: 'Second', category: 'data', price: '3', supportsRefunds: true },
    });
    await call(server, `POST /resources/${id}/publish`, { token });
    expect(await find({ q: 'first' })).toEqual([]);
    const changed = { q: 'second', category: 'data', minPrice: '3', supportsRefunds: 'true' };
    expect(await find(changed)).toEqual(['one']);
    await call(server, 'PATCH /me', { token, body: { username: 'adele' } });
    expect(await find({ username: 'ada' })).toEqual([]);
    expect(await find({ username: 'adele', q: 'adele' })).toEqual(['one']);
    await call(server, `POST /resources/${id}/unpublish`, { token });
    expect(await find({ q: 'second' })).toEqual([]);
    await call(server, `POST /resources/${id}/publish`, { token });
    expect(await find({ q: 'second' })).toEqual(['one']);
    await call(server, `DELETE /resources/${id}`, { token });
    expect(await find({ q: 'second' })).toEqual([]);
    expect(await differences()).toEqual([]);
  });

  it('holds what the view shows and nothing else', async () => {
    await create(server, ada, { slug: 'draft' });
    await publish(server, ada, { slug: 'shown' });
    expect(await differences()).toEqual([]);
    const changes = [
      `UPDATE users SET username = username || '2' WHERE username IS NOT NULL`,
      `UPDATE x402_resources SET category = 'other', networks = '{eip155:1}', price_usdc = 20000`,
      `UPDATE x402_resources SET status = 'unpublished' WHERE slug = 'shown'`,
      `UPDATE x402_resources SET status = 'published' WHERE slug = 'shown'`,
      `UPDATE users SET username = NULL`,
      `UPDATE users SET username = 'u' || left(replace(id::text, '-', ''), 12)`,
      `UPDATE resource_stats SET calls = calls + 1`,
      `DELETE FROM users`,
      // They stay theirs, and this test uses one again.
      `DELETE FROM username_looks`,
      `DELETE FROM usernames`,
    ];
    for (const sql of changes) {
      await server.owner.query(sql);
      expect({ sql, differences: await differences() }).toEqual({ sql, differences: [] });
    }
    ada = await creator(server, 'ada');
  });

  it('knows the calls that were counted', async () => {
    const [most, least] = [
      await publish(server, ada, { slug: 'most' }),
      await publish(server, ada, { slug: 'least' }),
    ];
    for (const { id } of [most, most, least]) await noteSale(server, id);
    await server.app.get(CountCallsJob).run();
    expect(await find({ username: 'ada', sort: 'popular' })).toEqual(['most', 'least']);
    expect(await differences()).toEqual([]);
  });

  it('takes the name of a user who is being renamed while publishing', async () => {
    const [username, renamed] = ['before', 'after'];
    const ownerId = await addOwner(server.owner, username);
    const [price, calls, publishedAt] = [10_000, 0, '2026-01-01T00:00:00.000Z'];
    const resource = { id: randomUUID(), name: 'Raced', price, calls, publishedAt };
    let stocked: Promise<void> | undefined;
    await server.owner.transaction(async (tx) => {
      await tx.query(`UPDATE users SET username = $1 WHERE id = $2`, [renamed, ownerId]);
      stocked = stock(server.owner, ownerId, [resource]);
      await untilSomebodyWaits();
    });
    await stocked;
    expect(await differences()).toEqual([]);
    expect(await find({ username: renamed })).toHaveLength(1);
  });

  it('is changed by nobody but the database itself', async () => {
    const changes = [
      `DELETE FROM catalogue_entries`,
      `DELETE FROM catalogue_vocabulary`,
      `UPDATE catalogue_entries SET calls = 1000000`,
      `INSERT INTO catalogue_entries SELECT * FROM catalogue_entries`,
      `SELECT list_resource(gen_random_uuid())`,
    ];
    for (const sql of changes) {
      const attempt = server.db.asService('storefront', (tx) => tx.query(sql));
      await expect(attempt).rejects.toThrow(/permission denied/);
    }
    for (const table of ['catalogue_entries', 'catalogue_vocabulary', 'catalogue_tallies']) {
      const outside = server.db.asService('payments', (tx) => tx.query(`SELECT FROM ${table}`));
      await expect(outside).rejects.toThrow(/permission denied/);
    }
  });
});

async function known(): Promise<string[]> {
  const rows = await server.owner.query<{ word: string }[]>(
    `SELECT word FROM catalogue_vocabulary WHERE word LIKE 'voca%' ORDER BY word`,
  );
  return rows.map(({ word }) => word);
}

describe('the words of names', () => {
  it('are forgotten once nothing on sale has them', async () => {
    const name = 'Vocalist, vocables: vocal2';
    const { id } = await publish(server, ada, { slug: 'words', name });
    await publish(server, ada, { slug: 'more-words', name: 'Vocables' });
    expect(await known()).toEqual(['vocables', 'vocalist']);
    await call(server, `DELETE /resources/${id}`, { token: ada.token });
    await server.app.get(ForgetWordsJob).run();
    expect(await known()).toEqual(['vocables']);
  });
});

describe('the counts of categories', () => {
  it('are right before and after they were added up', async () => {
    const before = await counts();
    const ids: string[] = [];
    for (const category of ['finance', 'finance', 'finance', 'data']) {
      ids.push((await publish(server, ada, { slug: `c-${ids.length}`, category })).id);
    }
    const { token } = ada;
    await call(server, `POST /resources/${ids[0]}/unpublish`, { token });
    await server.owner.query(`UPDATE x402_resources SET category = 'coding' WHERE id = $1`, [
      ids[1],
    ]);
    const changes = { finance: 1, data: 1, coding: 1 };
    const expected = { ...before };
    for (const [id, more] of Object.entries(changes)) expected[id] = (before[id] ?? 0) + more;
    expect(await counts()).toEqual(expected);
    // At once and twice: nothing is counted two times.
    const job = server.app.get(FoldTalliesJob);
    await Promise.all([job.run(), job.run()]);
    expect(await counts()).toEqual(expected);
    const tallies = `SELECT category, count(*)::integer AS rows FROM catalogue_tallies
      GROUP BY category HAVING count(*) > 1`;
    expect(await server.owner.query(tallies)).toEqual([]);
  });
});

async function untilSomebodyWaits(): Promise<void> {
  const waiting = `SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  while ((await server.owner.query<object[]>(waiting)).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
