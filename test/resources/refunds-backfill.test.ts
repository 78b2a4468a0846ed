import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openShop, type Shop } from '../e2e/shop.js';
import { asking, type Changeable, changeable, gone, stopEndpoints } from './external.js';

const ADMIN_KEY = `admin-${randomUUID()}`;

interface Outcome {
  readonly checked: number;
  readonly changed: number;
  readonly failed: number;
  readonly failures: readonly { readonly resourceId: string; readonly code: string }[];
  readonly nextCursor: string | null;
}

describe('the backfill of supports_refunds', () => {
  let shop: Shop;
  const endpoints: Changeable[] = [];
  const ids: string[] = [];

  beforeAll(async () => {
    shop = await openShop({ EGRESS_ALLOW: '127.0.0.1/32', ADMIN_API_KEY: ADMIN_KEY });
    for (let count = 0; count < 5; count += 1) {
      const endpoint = await changeable();
      endpoints.push(endpoint);
      const config = { url: endpoint.url };
      ids.push((await shop.publish({ type: 'external', price: undefined, config })).id);
    }
  });
  afterAll(async () => {
    await stopEndpoints();
    await shop.stop();
  });

  const post = async (
    body?: object,
    headers: Record<string, string> = { 'x-admin-key': ADMIN_KEY },
  ) => {
    const path = '/api/v1/admin/resources/supports-refunds/backfill';
    const answer = await fetch(`${shop.origin}${path}`, {
      method: 'POST',
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return {
      status: answer.status,
      headers: answer.headers,
      body: (await answer.json()) as Outcome,
    };
  };
  const refunding = async () => {
    const list = await fetch(`${shop.origin}/api/v1/resources?supportsRefunds=true`);
    const { items } = (await list.json()) as { items: { id: string }[] };
    return items.map(({ id }) => id).sort();
  };
  const told = (index: number, supportsRefunds?: boolean) => {
    const endpoint = endpoints[index];
    if (endpoint) endpoint.answer = asking('50000', { supportsRefunds });
  };

  it('takes over what each endpoint tells, page by page, and once more changes nothing', async () => {
    told(1, true);
    told(3, true);
    const pages: Outcome[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const { status, body } = await post({ limit: 2, ...(cursor && { cursor }) });
      expect(status).toBe(200);
      pages.push(body);
      cursor = body.nextCursor;
    }
    expect(pages.map(({ checked }) => checked)).toEqual([2, 2, 1]);
    expect(pages.reduce((sum, { changed }) => sum + changed, 0)).toBe(2);
    expect(await refunding()).toEqual([ids[1], ids[3]].sort());
    const again = { checked: 5, changed: 0, failed: 0, failures: [], nextCursor: null };
    expect((await post()).body).toEqual(again);
  });

  it('tells which endpoints could not be asked, and leaves them as they are', async () => {
    const [first, , , fourth] = endpoints;
    if (fourth) fourth.answer = gone;
    if (first) first.answer = (request) => void request.socket.destroy();
    const { body } = await post();
    expect(body).toMatchObject({ checked: 5, changed: 0, failed: 2 });
    expect(body.failures).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ resourceId: ids[3], code: 'not_payment_required' }),
        expect.objectContaining({ resourceId: ids[0], code: 'connection_broken' }),
      ]),
    );
    expect(await refunding()).toEqual([ids[1], ids[3]].sort());
    const counted = await shop.owner.query(
      `SELECT sum(failures)::integer AS sum FROM verified_endpoints`,
    );
    expect(counted).toEqual([{ sum: 0 }]);
    told(0);
    told(3, true);
  });

  it('believes the creator where an endpoint does not tell any more', async () => {
    const endpoint = await changeable();
    endpoint.answer = asking('50000', { supportsRefunds: false });
    const config = { url: endpoint.url };
    const said = { type: 'external', price: undefined, config, supportsRefunds: true };
    const { id } = await shop.publish(said);
    told(1);
    endpoint.answer = asking('50000');
    expect((await post()).body).toMatchObject({ changed: 2, failed: 0 });
    expect(await refunding()).toEqual([ids[3], id].sort());
  });

  it.each([
    [{ limit: 0 }],
    [{ limit: 51 }],
    [{ limit: 'all' }],
    [{ cursor: 'x' }],
    [{ all: true }],
  ])('refuses %j', async (body) => {
    expect((await post(body)).status).toBe(422);
  });

  it('is the operator’s alone, and limited', async () => {
    expect((await post({}, {})).status).toBe(401);
    expect((await post({}, { 'x-admin-key': `${ADMIN_KEY}x` })).status).toBe(401);
    expect((await post()).headers.get('ratelimit-policy')).toBe('"refunds_backfill";q=30;w=60');
  });
});
