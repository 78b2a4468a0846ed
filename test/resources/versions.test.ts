import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OFFER_TTL, type SaleListing } from '../../src/modules/resources/index.js';
import { call } from '../accounts/client.js';
import {
  CONFIG,
  create,
  creator,
  type Creator,
  NETWORK,
  OTHER_NETWORK,
  publish,
  type ResourcesServer,
  type Shown,
  startResources,
  noteSale,
} from './resources-server.js';

let server: ResourcesServer;
let ada: Creator;
beforeAll(async () => {
  server = await startResources();
  ada = await creator(server, 'ada');
});
afterAll(() => server.stop());

const send = (route: string, body?: object) =>
  call<Shown>(server, route, { token: ada.token, body });

const read = <Body>(path: string, { token } = ada) =>
  call<Body>(server, `GET /resources/${path}`, { token });

async function edit(id: string, body: object): Promise<Shown> {
  const answer = await send(`PATCH /resources/${id}`, body);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}

async function onSale(slug: string): Promise<SaleListing> {
  const found = await server.storefront.findForSale('ada', slug);
  if (found === undefined || found.gone) throw new Error(`${slug} is not for sale`);
  return found;
}

const pricesOf = async (slug: string) => (await onSale(slug)).offers.map(({ price }) => price);

const stored = (id: string) =>
  server.owner.query<{ version: number; superseded: boolean }[]>(
    `SELECT version, superseded_at IS NOT NULL AS superseded
       FROM resource_versions WHERE resource_id = $1 ORDER BY version`,
    [id],
  );

/** Moves the moments at which versions were superseded into the past. */
const age = (id: string, seconds: number) =>
  server.owner.query(
    `UPDATE resource_versions SET superseded_at = superseded_at - make_interval(secs => $2)
      WHERE resource_id = $1`,
    [id, seconds],
  );

describe('the storefront', () => {
  it('knows everything that a sale needs of a published resource', async () => {
    const { id } = await publish(server, ada, { slug: 'sold' });
    const sale = await onSale('sold');
    expect(sale.resource).toEqual({
      id,
      ownerId: ada.id,
      username: 'ada',
      slug: 'sold',
      name: 'Haiku writer',
      description: 'Writes a haiku about anything.',
      category: 'writing',
      settlementPolicy: 'after_execution',
      limits: {
        inputBytes: null,
        concurrentCalls: null,
        callsPerMinute: null,
        dailySpendNanoUsd: null,
      },
    });
    expect(sale.offers).toEqual([
      {
        id: expect.any(String),
        version: 1,
        type: 'prompt_template',
        name: 'Haiku writer',
        price: 50_000n,
        usagePrice: null,
        networks: [NETWORK],
        config: expect.objectContaining({ systemPrompt: CONFIG.systemPrompt, maxTokens: 300 }),
      },
    ]);
    expect(await server.storefront.findForSaleById(id)).toEqual(sale);
  });

  it('tells what never was for sale from what no longer is', async () => {
    const { storefront } = server;
    const { id: draft } = await create(server, ada, { slug: 'never' });
    expect(await storefront.findForSale('ada', 'never')).toBeUndefined();
    expect(await storefront.findForSaleById(draft)).toBeUndefined();
    expect(await storefront.findForSale('ada', 'nothing')).toBeUndefined();
    expect(await storefront.findForSale('nobody', 'sold')).toBeUndefined();
    await send(`DELETE /resources/${draft}`);
    expect(await storefront.findForSale('ada', 'never')).toBeUndefined();

    const { id } = await publish(server, ada, { slug: 'once' });
    await send(`POST /resources/${id}/unpublish`);
    expect(await storefront.findForSale('ada', 'once')).toEqual({ gone: true });
    expect(await storefront.findForSaleById(id)).toEqual({ gone: true });
    await send(`DELETE /resources/${id}`);
    expect(await storefront.findForSale('ada', 'once')).toEqual({ gone: true });

    const { id: successor } = await publish(server, ada, { slug: 'once' });
    expect((await onSale('once')).resource.id).toBe(successor);
  });

  it('gives an owner their draft for a test run, and nobody else', async () => {
    const bob = await creator(server, 'bob');
    const { id } = await create(server, ada, { slug: 'tried' });
    expect(await server.storefront.findOwned(ada.id, id)).toMatchObject({
      id,
      ownerId: ada.id,
      type: 'prompt_template',
      config: { systemPrompt: CONFIG.systemPrompt },
    });
    expect(await server.storefront.findOwned(bob.id, id)).toBeUndefined();
    await send(`DELETE /resources/${id}`);
    expect(await server.storefront.findOwned(ada.id, id)).toBeUndefined();
  });
});

describe('an edit of a published resource', () => {
  it('is a new version, and the old offer stays good for its time and as it was', async () => {
    const { id } = await publish(server, ada, { slug: 'edited' });
    const [before] = (await onSale('edited')).offers;
    const changed = await edit(id, {
      price: '0.10',
      networks: [OTHER_NETWORK],
      config: { systemPrompt: 'Rhyme about {{topic}} in {{language}}.' },
    });
    expect(changed).toMatchObject({ version: 2, status: 'published', price: '0.10' });

    const [now, old, ...rest] = (await onSale('edited')).offers;
    expect(now).toMatchObject({ version: 2, price: 100_000n, networks: [OTHER_NETWORK] });
    expect(now.config).toMatchObject({ systemPrompt: expect.stringContaining('Rhyme') });
    expect(old).toEqual(before);
    expect(rest).toEqual([]);

    await age(id, OFFER_TTL - 60);
    expect(await pricesOf('edited')).toEqual([100_000n, 50_000n]);
    await age(id, 61);
    expect(await pricesOf('edited')).toEqual([100_000n]);
    expect(await server.storefront.findVersion(before.id)).toEqual({
      resource: expect.objectContaining({ id }),
      version: before,
    });
  });

  it('that changes nothing of what is sold makes no version', async () => {
    const { id } = await publish(server, ada, { slug: 'reworded' });
    await edit(id, { description: 'In other words.', category: 'other', price: '0.050' });
    expect(await edit(id, { config: { parameters: CONFIG.parameters } })).toMatchObject({
      version: 1,
    });
    expect(await stored(id)).toEqual([{ version: 1, superseded: false }]);
  });

  it('makes consecutive versions when many come at once, the last one on offer', async () => {
    const { id } = await publish(server, ada, { slug: 'contested' });
    const prices = ['0.11', '0.12', '0.13', '0.14', '0.15', '0.16'];
    const edits = await Promise.all(prices.map((price) => edit(id, { price })));
    expect(edits.map(({ version }) => version).sort()).toEqual([2, 3, 4, 5, 6, 7]);
    const { offers } = await onSale('contested');
    expect(offers.map(({ version }) => version)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    const winner = edits.find(({ version }) => version === 7);
    expect(offers[0].price).toBe(BigInt(Number(winner?.price.slice(2)) * 10_000));
    expect(await stored(id)).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((version) => ({ version, superseded: version < 7 })),
    );
  });

  it('keeps edits of different fields that come at once', async () => {
    const { id } = await publish(server, ada, { slug: 'merged' });
    await Promise.all([
      edit(id, { price: '0.20' }),
      edit(id, { name: 'Merged' }),
      edit(id, { config: { maxTokens: 111 } }),
    ]);
    const [current] = (await onSale('merged')).offers;
    expect(current).toMatchObject({
      version: 4,
      price: 200_000n,
      name: 'Merged',
      config: { maxTokens: 111 },
    });
  });
});

describe('what its owner is shown of a resource that was edited', () => {
  interface Version {
    readonly version: number;
    readonly price: string;
    readonly offeredAt: string;
    readonly supersededAt: string | null;
    readonly config?: object;
  }
  interface VersionPage {
    readonly items: readonly Version[];
    readonly nextCursor: string | null;
  }
  let made = 0;

  it('is every version in pages, the newest first, and each with its configuration', async () => {
    const { id } = await publish(server, ada, { slug: 'history' });
    await edit(id, { price: '0.10', config: { maxTokens: 111 } });
    await edit(id, { price: '0.15' });
    const { body: page } = await read<VersionPage>(`${id}/versions?limit=2`);
    expect(page.items).toEqual([
      {
        version: 3,
        name: 'Haiku writer',
        price: '0.15',
        usagePrice: null,
        networks: [NETWORK],
        offeredAt: expect.any(String),
        supersededAt: null,
      },
      expect.objectContaining({ version: 2, price: '0.10', supersededAt: expect.any(String) }),
    ]);
    const [newest, before] = page.items;
    const [began, ended] = [newest?.offeredAt ?? '', before?.supersededAt ?? ''];
    expect(Date.parse(ended)).toBeLessThanOrEqual(Date.parse(began));
    const { body: last } = await read<VersionPage>(
      `${id}/versions?limit=2&cursor=${page.nextCursor}`,
    );
    expect(last).toEqual({ items: [expect.objectContaining({ version: 1 })], nextCursor: null });

    const { body: first } = await read<Version>(`${id}/versions/1`);
    expect(first).toMatchObject({ version: 1, price: '0.05', config: { maxTokens: 300 } });
    expect((await read<Version>(`${id}/versions/2`)).body.config).toMatchObject({ maxTokens: 111 });
  });

  it('is empty before it was on sale, and nothing to anybody else', async () => {
    const { id: draft } = await create(server, ada, { slug: 'unoffered' });
    expect((await read(`${draft}/versions`)).body).toEqual({ items: [], nextCursor: null });
    const { id } = await publish(server, ada, { slug: 'private' });
    const other = await creator(server, 'other');
    expect((await read(`${id}/versions`, other)).status).toBe(404);
    expect((await read(`${id}/versions/1`, other)).status).toBe(404);
  });

  it.each(['0', '2', '01', '-1', '1.0', '9999999999', 'one', '%00'])(
    'has no version %s',
    async (number) => {
      const { id } = await publish(server, ada, { slug: `without-${(made += 1)}` });
      expect((await read(`${id}/versions/${number}`)).status).toBe(404);
    },
  );

  it('refuses a cursor that no page of it gave', async () => {
    const { id } = await publish(server, ada, { slug: 'cursors' });
    const huge = Buffer.from('["2026-01-01T00:00:00Z","9999999999"]').toString('base64url');
    for (const cursor of ['x', huge]) {
      expect((await read(`${id}/versions?cursor=${cursor}`)).status).toBe(422);
    }
  });
});

describe('a resource that was off sale', () => {
  it('comes back with the same version when nothing was changed', async () => {
    const { id } = await publish(server, ada, { slug: 'paused' });
    const [before] = (await onSale('paused')).offers;
    await send(`POST /resources/${id}/unpublish`);
    expect(await stored(id)).toEqual([{ version: 1, superseded: true }]);
    await send(`POST /resources/${id}/publish`);
    expect((await onSale('paused')).offers).toEqual([before]);
    expect(await stored(id)).toEqual([{ version: 1, superseded: false }]);
  });

  it('comes back with a new version otherwise; withdrawn offers age from their withdrawal', async () => {
    const { id } = await publish(server, ada, { slug: 'reworked' });
    await send(`POST /resources/${id}/unpublish`);
    expect(await edit(id, { price: '0.50' })).toMatchObject({ version: 1, status: 'unpublished' });
    await age(id, OFFER_TTL + 1);
    expect((await send(`POST /resources/${id}/publish`)).body).toMatchObject({ version: 2 });
    expect(await pricesOf('reworked')).toEqual([500_000n]);
  });
});

describe('when the owner deletes the account', () => {
  it('resources and prompts are gone, and versions stay for the accounting', async () => {
    const eve = await creator(server, 'eve');
    const { id } = await publish(server, eve, { slug: 'leaving' });
    await noteSale(server, id);
    const sale = await server.storefront.findForSale('eve', 'leaving');
    const versionId = sale?.gone === false ? sale.offers[0].id : '';
    await server.owner.query(`DELETE FROM users WHERE id = $1`, [eve.id]);
    const rows = await server.owner.query(
      `SELECT resource_id, owner_id, price_usdc, name, config FROM resource_versions WHERE id = $1`,
      [versionId],
    );
    expect(rows).toEqual([
      {
        resource_id: id,
        owner_id: eve.id,
        price_usdc: '50000',
        name: 'Deleted',
        config: null,
      },
    ]);
    expect(await server.storefront.findForSale('eve', 'leaving')).toEqual({ gone: true });
    expect(await server.storefront.findVersion(versionId)).toBeUndefined();
    expect(
      await server.owner.query(`SELECT FROM resource_stats WHERE resource_id = $1`, [id]),
    ).toEqual([]);
    await noteSale(server, id);
  });
});
