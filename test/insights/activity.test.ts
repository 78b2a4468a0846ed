import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EVENT_TYPES } from '../../src/common/outbox/index.js';
import { Buyer } from '../e2e/buyer.js';
import { type Listing, openShop, type Shop } from '../e2e/shop.js';

interface Happening {
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly resource: { readonly id: string; readonly name: string | null } | null;
  readonly data: Readonly<Record<string, unknown>>;
}
interface Page {
  readonly items: readonly Happening[];
  readonly nextCursor: string | null;
}

describe('the activity of a user', () => {
  let shop: Shop;
  let ada: Listing;
  let userId: string;

  beforeAll(async () => {
    shop = await openShop();
    ada = await shop.publish();
    userId = (await ada.creator.send<{ id: string }>('GET', '/me')).id;
  });
  afterAll(() => shop.stop());

  const page = (query = '') => ada.creator.send<Page>('GET', `/insights/activity${query}`);

  async function all(query: string): Promise<Happening[]> {
    const found: Happening[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { items, nextCursor }: Page = await page(`?limit=7${query}${after}`);
      found.push(...items);
      cursor = nextCursor;
    }
    return found;
  }

  it('tells of a sale, and of which resource it was, without a secret', async () => {
    const buyer = await Buyer.with(shop.chain);
    expect((await buyer.buy(ada.url, { topic: 'coins' })).status).toBe(200);
    const { items } = await page();
    expect(items.map(({ type }) => type)).toEqual(['payment.settled', 'connection.connected']);
    expect(items[0]).toMatchObject({
      resource: { id: ada.id, name: 'Haiku' },
      data: { payer: buyer.wallet.address, amount: '0.05' },
    });
    expect(items[1]).toMatchObject({ resource: null, data: { provider: 'claude' } });
    expect(JSON.stringify(items)).not.toMatch(/planted|sk-ant/);
  });

  it('is read in whole, newest first, each event once, of all types or of some', async () => {
    await shop.owner.query(
      `INSERT INTO outbox (user_id, type, data)
       SELECT $1, CASE WHEN n % 2 = 0 THEN 'refund.owed' ELSE 'x_acme.counted' END,
              jsonb_build_object('n', n, 'claimId', 'not a uuid')
         FROM generate_series(1, 20) n`,
      [userId],
    );
    const everything = await all('');
    const ids = everything.map(({ id }) => BigInt(id));
    expect(ids).toEqual([...ids].sort((a, b) => (a < b ? 1 : -1)));
    expect(new Set(ids).size).toBe(22);
    expect(await all('&type=refund.owed')).toHaveLength(10);
    expect(await all('&type=refund.owed,payment.settled')).toHaveLength(11);
    expect(await all('&type=x_acme.counted&type=payment.settled')).toHaveLength(11);
    expect(await all('&type=refund.paid')).toEqual([]);
  });

  it('keeps names of resources that are archived', async () => {
    const { id, creator } = await shop.publish({ name: 'Gone by now' });
    const me = await creator.send<{ id: string }>('GET', '/me');
    await creator.send('DELETE', `/resources/${id}`);
    await shop.owner.query(
      `INSERT INTO outbox (user_id, type, data) VALUES ($1, 'resource.unpublished', $2)`,
      [me.id, JSON.stringify({ ...EVENT_TYPES['resource.unpublished'].example, resourceId: id })],
    );
    const { items } = await creator.send<Page>('GET', '/insights/activity?limit=1');
    expect(items).toMatchObject([{ resource: { id, name: 'Gone by now' } }]);
  });

  it('names the resource that a budget is about', async () => {
    const { id, creator } = await shop.publish({ name: 'Bounded' });
    const me = await creator.send<{ id: string }>('GET', '/me');
    const example = EVENT_TYPES['budget.reached'].example;
    const scope = { of: 'calls', resourceId: id };
    await shop.owner.query(
      `INSERT INTO outbox (user_id, type, data) VALUES ($1, 'budget.reached', $2)`,
      [me.id, JSON.stringify({ ...example, scope })],
    );
    const { items } = await creator.send<Page>('GET', '/insights/activity?limit=1');
    expect(items).toMatchObject([{ resource: { id, name: 'Bounded' } }]);
  });

  it('is nobody else’s, and names nobody else’s resources', async () => {
    const bob = await shop.publish();
    const { id } = await bob.creator.send<{ id: string }>('GET', '/me');
    await shop.owner.query(
      `INSERT INTO outbox (user_id, type, data) VALUES ($1, 'resource.unpublished', $2)`,
      [id, JSON.stringify({ resourceId: ada.id })],
    );
    const { items } = await bob.creator.send<Page>('GET', '/insights/activity');
    expect(items.map(({ type }) => type)).toEqual(['resource.unpublished', 'connection.connected']);
    expect(items[0]?.resource).toEqual({ id: ada.id, name: null });
    const anonymous = await fetch(`${shop.origin}/api/v1/insights/activity`);
    expect(anonymous.status).toBe(401);
  });

  it('is not kept by any cache', async () => {
    const answer = await ada.creator.ask('GET', '/insights/activity');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    ['?type=payment.invented', 'type'],
    ['?type=', 'type'],
    ["?type=payment.settled';--", 'type'],
    ['?type=%00', 'type'],
    ['?type[$ne]=1', 'type[$ne]'],
    ['?cursor=planted', 'cursor'],
    [`?cursor=${cursorOf('-1')}`, 'cursor'],
    [`?cursor=${cursorOf('99999999999999999999')}`, 'cursor'],
    [`?cursor=${cursorOf("1' OR '1'='1")}`, 'cursor'],
    ['?limit=1000', 'limit'],
    ['?limit=0', 'limit'],
    ['?user=somebody', 'user'],
  ])('asked for with %s is refused, and the field is named', async (query, field) => {
    const answer = await ada.creator.ask('GET', `/insights/activity${query}`);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ code: 'invalid_input', errors: [{ field }] });
  });
});

function cursorOf(id: string): string {
  return Buffer.from(JSON.stringify(['2026-11-01T00:00:00.000Z', id])).toString('base64url');
}
