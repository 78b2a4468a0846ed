import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generatePrivateKey } from 'viem/accounts';
import { Database } from '../../src/common/database/index.js';
import { refundOwedJournal, refundPaidJournal } from '../../src/modules/payments/ledger/journal.js';
import { LedgerRepository } from '../../src/modules/payments/ledger/ledger.repository.js';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { Buyer } from './buyer.js';
import { type Listing, NETWORK, openShop, PRICE, type Shop } from './shop.js';

const FEE = 1_250n;

interface Summary {
  readonly from: string | null;
  readonly to: string | null;
  readonly networks: readonly Record<string, unknown>[];
}
interface Entry {
  readonly id: string;
  readonly journalId: string;
  readonly kind: string;
  readonly account: string;
  readonly amount: string;
  readonly createdAt: string;
}
interface Page {
  readonly items: readonly Entry[];
  readonly nextCursor: string | null;
}

describe('earnings', () => {
  let shop: Shop;
  let listing: Listing;
  let stranger: Listing;
  const calls: string[] = [];

  beforeAll(async () => {
    shop = await openShop({ PLATFORM_FEE_BPS: '250' });
    [listing, stranger] = [await shop.publish(), await shop.publish()];
    const buyer = await Buyer.with(shop.chain);
    for (let call = 0; call < 3; call += 1) {
      const { body } = await buyer.buy(listing.url, { topic: 'coins' });
      calls.push((body['receipt'] as { id: string }).id);
    }
  });
  afterAll(() => shop.stop());

  const earnings = (query = '') => listing.creator.send<Summary>('GET', `/earnings${query}`);
  const entries = (query = '') => listing.creator.send<Page>('GET', `/earnings/entries${query}`);

  const sold = (changes: object) => ({
    network: NETWORK,
    asset: shop.chain.usdc,
    calls: 3,
    gross: '0.15',
    fees: '0.00375',
    refunded: '0.00',
    refundsOwed: '0.00',
    net: '0.14625',
    ...changes,
  });

  it('are what buyers paid, less the fee of the platform', async () => {
    expect(await earnings()).toEqual({ from: null, to: null, networks: [sold({})] });
  });

  it('reach the creator’s wallet whole: the fee is owed, not taken', async () => {
    expect(await shop.chain.usdcBalance(listing.payTo)).toBe(3n * PRICE);
    const fees = await shop.owner.query(`SELECT fee FROM settlements WHERE claim_id = ANY($1)`, [
      calls,
    ]);
    expect(fees).toEqual([{ fee: '1250' }, { fee: '1250' }, { fee: '1250' }]);
  });

  it('are listed entry by entry, newest first, in pages that miss and repeat nothing', async () => {
    const all = (await entries('?limit=100')).items;
    expect(all).toHaveLength(9);
    expect(new Set(all.map(({ journalId }) => journalId))).toEqual(new Set(calls));
    expect(all[0]?.journalId).toBe(calls.at(-1));
    const newest = all.slice(0, 3).map(({ kind, account, amount }) => [kind, account, amount]);
    expect(newest).toEqual([
      ['settlement', 'platform_fee', '-0.00125'],
      ['settlement', 'revenue', '-0.04875'],
      ['settlement', 'wallet', '0.05'],
    ]);

    const paged: Entry[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Page = await entries(`?limit=2${cursor && `&cursor=${cursor}`}`);
      expect(page.items.length).toBeLessThanOrEqual(2);
      paged.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all);
  });

  it('of a period begin with its first moment and end before its last', async () => {
    const creator = await ApiClient.signIn(shop.origin, generatePrivateKey());
    const { id } = await creator.send<{ id: string }>('GET', '/me');
    await shop.owner.query(
      `INSERT INTO ledger_entries (journal_id, account, owner_id, network, asset, amount, created_at)
        SELECT j, a, $1, $2, 'usdc', sign * 7, t FROM
          (VALUES (gen_random_uuid(), '2026-01-01T00:00:00Z'::timestamptz),
                  (gen_random_uuid(), '2026-02-01T00:00:00Z')) AS journals (j, t),
          (VALUES ('wallet', 1), ('revenue', -1)) AS lines (a, sign)`,
      [id, NETWORK],
    );
    const calls = async (query: string) => {
      const { networks } = await creator.send<Summary>('GET', `/earnings${query}`);
      return networks[0]?.['calls'] ?? 0;
    };
    expect(await calls('?from=2026-01-01&to=2026-02-01')).toBe(1);
    expect(await calls('?from=2026-01-01&to=2026-02-01T00:00:00.001Z')).toBe(2);
    expect(await calls('?from=2026-01-01T00:00:00.001Z')).toBe(1);
    expect(await calls('?to=2026-01-01')).toBe(0);
    expect(await calls('?from=2026-01-01T01:00:00%2B01:00')).toBe(2);
    expect(await calls('')).toBe(2);
    expect(await creator.send('GET', '/earnings?from=2026-01-01&to=2026-02-01')).toMatchObject({
      from: '2026-01-01T00:00:00.000Z',
      to: '2026-02-01T00:00:00.000Z',
    });
  });

  it('give back what is refunded, the fee of the platform with it', async () => {
    const { id: ownerId } = await listing.creator.send<{ id: string }>('GET', '/me');
    const refund = { ownerId, network: NETWORK, asset: shop.chain.usdc, amount: PRICE };
    const refundId = randomUUID();
    const book = (lines: ReturnType<typeof refundPaidJournal>) =>
      shop.app
        .get(Database)
        .asService('payments', (tx) =>
          shop.app.get(LedgerRepository, { strict: false }).record(tx, refundId, lines),
        );

    await book(refundOwedJournal({ ...refund, fee: FEE }));
    const left = { fees: '0.0025', net: '0.0975' };
    expect((await earnings()).networks).toEqual([sold({ ...left, refundsOwed: '0.05' })]);
    await book(refundPaidJournal(refund));
    expect((await earnings()).networks).toEqual([sold({ ...left, refunded: '0.05' })]);
    const newest = (await entries('?limit=2')).items;
    expect(newest.map(({ kind, journalId }) => [kind, journalId])).toEqual([
      ['refund_paid', refundId],
      ['refund_paid', refundId],
    ]);
  });

  it('are nobody else’s', async () => {
    expect(await stranger.creator.send('GET', '/earnings')).toMatchObject({ networks: [] });
    expect(await stranger.creator.send('GET', '/earnings/entries')).toEqual({
      items: [],
      nextCursor: null,
    });
    for (const path of ['earnings', 'earnings/entries']) {
      expect((await fetch(`${shop.origin}/api/v1/${path}`)).status).toBe(401);
    }
  });

  it.each([
    ['read', 200],
    ['publish', 403],
  ])('asked for with an API key for %s are answered %d', async (scope, status) => {
    const { key } = await listing.creator.send<{ key: string }>('POST', '/api-keys', {
      name: 'books',
      scopes: [scope],
    });
    for (const path of ['earnings', 'earnings/entries']) {
      const headers = { 'x-api-key': key };
      const answer = await fetch(`${shop.origin}/api/v1/${path}`, { headers });
      expect(answer.status).toBe(status);
    }
  });

  it.each([
    ['?from=yesterday', 'from'],
    ['?from=2026-02-30', 'from'],
    ['?to=2026-11-01T10:00:00', 'to'],
    ['?from=2026-11-02&to=2026-11-01', 'to'],
    ['?until=2026-11-01', 'until'],
    ['/entries?cursor=planted', 'cursor'],
    [`/entries?cursor=${cursorOf('-1')}`, 'cursor'],
    [`/entries?cursor=${cursorOf(randomUUID())}`, 'cursor'],
    ['/entries?limit=1000', 'limit'],
  ])('asked for with %s are refused, and the field is named', async (query, field) => {
    await expect(earnings(query)).rejects.toThrow(
      new RegExp(`answered 422.*"field":"${field}"`, 's'),
    );
  });
});

function cursorOf(id: string): string {
  return Buffer.from(JSON.stringify(['2026-11-01T00:00:00.000Z', id])).toString('base64url');
}
