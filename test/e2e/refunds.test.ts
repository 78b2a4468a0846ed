import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
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
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { wrapFetchWithPaymentFromConfig } from '@x402/fetch';
import { erc20Abi, parseEventLogs } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { SystemClock } from '../../src/common/clock/index.js';
import { Buyer } from './buyer.js';
import { Refunding, type SeenRefund } from './refunding.js';
import { type Listing, NETWORK, openShop, PRICE, type Shop } from './shop.js';

describe('a refund', () => {
  let shop: Shop;
  let refunding: Refunding;
  let listing: Listing;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await openShop();
    refunding = new Refunding(shop);
  });
  beforeEach(async () => {
    listing = await shop.publish();
    buyer = await Buyer.with(shop.chain);
  });
  afterEach(() => void jest.restoreAllMocks());
  afterAll(() => shop.stop());

  const list = (query = '') =>
    listing.creator.send<{ items: SeenRefund[]; nextCursor: string | null }>(
      'GET',
      `/me/refunds${query}`,
    );
  const refund = () => refunding.transfer(listing.payTo, buyer.wallet.address);

  it('is asked for by the payer, approved, sent by the creator, and counts when it is on the chain', async () => {
    const receiptId = await refunding.buy(listing, buyer);
    const asked = await refunding.request(buyer, receiptId, { reason: 'Four lines, 不是三行' });
    expect(asked.status).toBe(201);
    const shown = { id: asked.body['id'], receiptId, amount: '0.05', network: NETWORK };
    expect(asked.body).toEqual({
      ...shown,
      status: 'requested',
      asset: shop.chain.usdc,
      transaction: null,
    });

    const { items } = await list('?status=requested');
    expect(items).toEqual([
      expect.objectContaining({ ...shown, cause: 'request', reason: 'Four lines, 不是三行' }),
    ]);
    const id = String(shown.id);
    expect(await refunding.balances(listing)).toEqual({ wallet: PRICE, revenue: -PRICE });

    const owed = await listing.creator.send<SeenRefund>('POST', `/refunds/${id}/approve`, {
      note: 'True',
    });
    expect(owed).toMatchObject({ status: 'owed', decisionNote: 'True', payee: listing.payTo });
    expect(await refunding.balances(listing)).toEqual({
      wallet: PRICE,
      revenue: -PRICE,
      refunds: PRICE,
      refunds_owed: -PRICE,
    });

    const transaction = await refund();
    const paid = await refunding.report(listing, owed, transaction.toUpperCase().replace('X', 'x'));
    expect(paid).toMatchObject({ status: 'paid', transaction });
    expect(await buyer.balance()).toBe(1_000_000n);
    expect(await refunding.balances(listing)).toEqual({ revenue: -PRICE, refunds: PRICE });
    expect((await refunding.see(id)).body).toEqual({
      ...shown,
      status: 'paid',
      asset: shop.chain.usdc,
      transaction,
    });
    expect(await refunding.events(id)).toEqual(['refund.requested', 'refund.owed', 'refund.paid']);
    expect((await list('?status=requested')).items).toEqual([]);
  });

  it('can be asked for exactly as the documentation shows', async () => {
    const key = generatePrivateKey();
    const wallet = privateKeyToAccount(key);
    await shop.chain.fund(wallet.address, PRICE, { wei: 0n });
    const pay = wrapFetchWithPaymentFromConfig(fetch, {
      schemes: [{ network: NETWORK, client: new ExactEvmScheme(wallet) }],
    });
    const call = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const bought = await pay(listing.url, { ...call, body: '{"topic":"coins"}' });
    const { receipt } = (await bought.json()) as { receipt: { id: string } };

    const [, snippet = ''] =
      /```js\n(.*?)```/s.exec(await readFile('docs/refunds.md', 'utf8')) ?? [];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', snippet],
      { env: { API: `${shop.origin}/api/v1`, BUYER_KEY: key, RECEIPT_ID: receipt.id } },
    );
    expect(JSON.parse(stdout)).toMatchObject({ receiptId: receipt.id, status: 'requested' });
    expect((await list()).items).toHaveLength(1);
  });

  it('can be declined, which is final', async () => {
    const { body } = await refunding.request(buyer, await refunding.buy(listing, buyer));
    const decline = { note: 'It has three' };
    const path = `/refunds/${String(body['id'])}`;
    await expect(listing.creator.send('POST', `${path}/decline`, {})).rejects.toThrow('422');
    const declined = await listing.creator.send('POST', `${path}/decline`, decline);
    expect(declined).toMatchObject({ status: 'declined', decisionNote: 'It has three' });
    expect(await listing.creator.send('POST', `${path}/decline`, decline)).toEqual(declined);
    await expect(listing.creator.send('POST', `${path}/approve`)).rejects.toThrow(
      /409.*"refund_status_conflict".*"status":"declined","statusUrl":"http/,
    );
    await expect(
      listing.creator.send('POST', `${path}/payment`, { transaction: await refund() }),
    ).rejects.toThrow(/409.*"refund_status_conflict"/);
    expect(await refunding.balances(listing)).toEqual({ wallet: PRICE, revenue: -PRICE });
  });

  describe('is not asked for', () => {
    let receiptId: string;
    beforeEach(async () => {
      receiptId = await refunding.buy(listing, buyer);
    });
    afterEach(async () => expect((await list()).items).toEqual([]));

    it('by anybody but the payer, nor with other words than the payer’s', async () => {
      const stranger = await Buyer.with(shop.chain, 0n);
      const refused = { status: 403, body: { code: 'not_the_payer' } };
      expect(await refunding.request(stranger, receiptId)).toMatchObject(refused);
      const tampered = [{ reason: 'Other words' }, { issuedAt: Math.floor(Date.now() / 1000) + 9 }];
      for (const sent of [
        ...tampered,
        { signature: '0x00' },
        { signature: `0x${'5a'.repeat(65)}` },
      ]) {
        expect(await refunding.request(buyer, receiptId, {}, sent)).toMatchObject(refused);
      }
      const other = await refunding.buy(listing, await Buyer.with(shop.chain));
      const moved = await refunding.request(buyer, receiptId, {}, { receiptId: other });
      expect(moved).toMatchObject(refused);
    });

    it('for what was not bought', async () => {
      const unknown = await refunding.request(buyer, randomUUID());
      expect(unknown).toMatchObject({ status: 404, body: { code: 'receipt_not_found' } });
    });

    it('with a time that is not now', async () => {
      const now = Math.floor(Date.now() / 1000);
      for (const issuedAt of [now - 660, now + 660]) {
        const answer = await refunding.request(buyer, receiptId, { issuedAt });
        expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'issuedAt' }] } });
      }
    });

    it('after thirty days', async () => {
      const later = new Date(Date.now() + 30.01 * 24 * 3_600_000);
      jest.spyOn(SystemClock.prototype, 'now').mockReturnValue(later);
      const issuedAt = Math.floor(later.getTime() / 1000);
      const answer = await refunding.request(buyer, receiptId, { issuedAt });
      expect(answer.body).toMatchObject({ status: 409, code: 'refund_too_late' });
      // The session of the creator, who is asked next, has not ended.
      jest.restoreAllMocks();
    });

    it('without a reason that can be read, or with too long a one', async () => {
      const hidden = ['a\u202eb', 'a\u2066b', 'a\u200bb', 'a\u00adb', 'a\u{e0041}b', ' \u3164'];
      for (const reason of ['', 'x'.repeat(1001), '\u2764\ufe0f'.repeat(501), 'a\0b', ...hidden]) {
        const answer = await refunding.request(buyer, receiptId, { reason });
        expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'reason' }] } });
      }
    });
  });

  it('is asked for once, however often at once', async () => {
    const receiptId = await refunding.buy(listing, buyer);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => refunding.request(buyer, receiptId)),
    );
    const accepted = answers.filter(({ status }) => status === 201);
    expect(accepted).toHaveLength(1);
    const id = String(accepted[0]?.body['id']);
    const path = `/api/v1/refunds/${id}`;
    const state = { id, status: 'requested', statusUrl: `http://shop.example${path}` };
    expect(await (await fetch(shop.origin + path)).json()).toMatchObject({
      id,
      status: 'requested',
    });
    for (const { status, body } of answers) {
      if (status !== 201)
        expect([status, body['code'], body['refund']]).toEqual([409, 'refund_exists', state]);
    }
  });

  it('is the business of its creator only', async () => {
    const { body } = await refunding.request(buyer, await refunding.buy(listing, buyer));
    const path = `/refunds/${String(body['id'])}`;
    const { creator: other } = await shop.publish();
    expect(await other.send('GET', '/me/refunds')).toEqual({ items: [], nextCursor: null });
    for (const [action, input] of [
      ['approve', {}],
      ['decline', { note: 'no' }],
      ['payment', { transaction: `0x${'1'.repeat(64)}` }],
    ] as const) {
      await expect(other.send('POST', `${path}/${action}`, input)).rejects.toThrow(
        /404.*"refund_not_found"/,
      );
      const anonymous = await fetch(`${shop.origin}/api/v1${path}/${action}`, { method: 'POST' });
      expect(anonymous.status).toBe(401);
    }
    expect((await refunding.see(randomUUID())).body).toMatchObject({ code: 'refund_not_found' });
    expect((await refunding.see(String(body['id']))).body).toMatchObject({ status: 'requested' });
  });

  it('is decided with the scope `publish` and listed with `read`', async () => {
    const { body } = await refunding.request(buyer, await refunding.buy(listing, buyer));
    const { key } = await listing.creator.send<{ key: string }>('POST', '/api-keys', {
      name: 'Bookkeeping',
      scopes: ['read'],
    });
    const answer = (method: string, path: string) =>
      fetch(`${shop.origin}/api/v1${path}`, { method, headers: { 'x-api-key': key } });
    expect((await answer('GET', '/me/refunds')).status).toBe(200);
    expect((await answer('POST', `/refunds/${String(body['id'])}/approve`)).status).toBe(403);
  });

  it('is listed page by page, newest first', async () => {
    const ids: unknown[] = [];
    for (let count = 0; count < 3; count += 1) {
      const { body } = await refunding.request(buyer, await refunding.buy(listing, buyer));
      ids.unshift(body['id']);
    }
    const first = await list('?limit=2');
    const second = await list(`?limit=2&cursor=${String(first.nextCursor)}`);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second.nextCursor).toBeNull();
    await expect(list('?cursor=nonsense')).rejects.toThrow('422');
    await expect(list('?status=nonsense')).rejects.toThrow('422');
  });

  it('decided twice at once is decided once', async () => {
    const { body } = await refunding.request(buyer, await refunding.buy(listing, buyer));
    const path = `/refunds/${String(body['id'])}`;
    const approvals = await Promise.all(
      Array.from({ length: 4 }, () => listing.creator.send<SeenRefund>('POST', `${path}/approve`)),
    );
    for (const approval of approvals) expect(approval).toEqual(approvals[0]);
    expect(await refunding.balances(listing)).toMatchObject({
      refunds: PRICE,
      refunds_owed: -PRICE,
    });
    expect(await refunding.events(String(body['id']))).toEqual(['refund.requested', 'refund.owed']);
  });

  it('approved and declined at once ends as one of the two', async () => {
    const { body } = await refunding.request(buyer, await refunding.buy(listing, buyer));
    const path = `/refunds/${String(body['id'])}`;
    const outcomes = await Promise.allSettled([
      listing.creator.send('POST', `${path}/approve`),
      listing.creator.send('POST', `${path}/decline`, { note: 'no' }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const reasons = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(String(reasons[0])).toContain('refund_status_conflict');
  });

  describe('that is owed', () => {
    let owed: SeenRefund;
    beforeEach(async () => {
      owed = await refunding.owe(listing, buyer);
    });

    const refusal = async (transaction: string, of = owed) =>
      refunding.report(listing, of, transaction).then(
        () => 'accepted',
        (error: Error) => /"reason":"(\w+)"/.exec(error.message)?.[1] ?? error.message,
      );

    it('is paid once, whoever says so how often', async () => {
      const transaction = await refund();
      const reports = await Promise.all(
        Array.from({ length: 4 }, () => refunding.report(listing, owed, transaction)),
      );
      for (const report of reports) expect(report).toMatchObject({ status: 'paid', transaction });
      expect(await refunding.report(listing, owed, transaction)).toEqual(reports[0]);
      expect(await refunding.balances(listing)).toEqual({ revenue: -PRICE, refunds: PRICE });
      expect(await refunding.events(owed.id)).toHaveLength(3);
      const approved = await listing.creator.send<SeenRefund>(
        'POST',
        `/refunds/${owed.id}/approve`,
      );
      expect(approved.status).toBe('paid');
      await expect(refunding.report(listing, owed, await refund())).rejects.toThrow(
        /409.*"refund_status_conflict".*"status":"paid","statusUrl":"http/,
      );
    });

    it('may be paid from any wallet that the creator has shown to be theirs, before or after', async () => {
      const own = await Buyer.with(shop.chain);
      const transaction = await refunding.transfer(own.wallet.address, buyer.wallet.address);
      expect(await refusal(transaction)).toBe('wrong_sender');
      await payInto(listing, own);
      expect(await refusal(transaction)).toBe('sender_unproven');
      await refunding.prove(listing, own);
      expect(await refusal(transaction)).toBe('accepted');
    });

    it('is not paid by what somebody else sent whose wallet the creator is paid into', async () => {
      const somebody = await Buyer.with(shop.chain);
      await payInto(listing, somebody);
      const later = await refunding.owe(listing, buyer);
      const theirs = await refunding.transfer(somebody.wallet.address, buyer.wallet.address);
      expect(await refusal(theirs)).toBe('sender_unproven');
      // Not even where it was the wallet that was paid.
      expect(await refusal(theirs, later)).toBe('sender_unproven');
      await payInto(listing, buyer);
      const own = await refunding.transfer(buyer.wallet.address, buyer.wallet.address);
      expect(await refusal(own, later)).toBe('sender_unproven');
      expect((await refunding.see(later.id)).body).toMatchObject({ status: 'owed' });
      // From the wallet that the creator signs in with.
      await shop.chain.fund(listing.payTo, PRICE);
      expect(await refusal(await refund(), later)).toBe('accepted');
    });

    it('is paid once from a wallet that two creators have shown to be theirs', async () => {
      const [own, other] = [await Buyer.with(shop.chain), await shop.publish()];
      await refunding.prove(listing, own);
      await refunding.prove(other, own);
      const theirs = await refunding.owe(other, buyer);
      const transaction = await refunding.transfer(own.wallet.address, buyer.wallet.address);
      const reports = await Promise.allSettled([
        refunding.report(listing, owed, transaction),
        refunding.report(other, theirs, transaction),
      ]);
      expect(reports.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    it('is not paid by a transfer that differs', async () => {
      const [payer, stranger] = [
        buyer.wallet.address,
        (await Buyer.with(shop.chain)).wallet.address,
      ];
      await shop.chain.fund(listing.payTo, 10n * PRICE);
      const less = await refunding.transfer(listing.payTo, payer, PRICE - 1n);
      expect(await refusal(less)).toBe('wrong_amount');
      const more = await refunding.transfer(listing.payTo, payer, PRICE + 1n);
      expect(await refusal(more)).toBe('wrong_amount');
      const elsewhere = await refunding.transfer(listing.payTo, stranger);
      expect(await refusal(elsewhere)).toBe('wrong_recipient');
      expect(await refusal(await refunding.transfer(stranger, payer))).toBe('wrong_sender');
      await refunding.actAs(stranger);
      const ether = await refunding.anvil.sendTransaction({
        account: stranger,
        to: payer,
        value: 1n,
      });
      await refunding.anvil.waitForTransactionReceipt({ hash: ether });
      expect(await refusal(ether)).toBe('asset_not_transferred');
      const failed = await refunding.submit(listing.payTo, payer, 10n ** 12n);
      await refunding.anvil.waitForTransactionReceipt({ hash: failed });
      expect(await refusal(failed)).toBe('transaction_failed');
      expect((await refunding.see(owed.id)).body).toMatchObject({ status: 'owed' });
    });

    it('is not paid by a transfer that is older than the payment', async () => {
      await shop.chain.fund(listing.payTo, PRICE);
      const older = await refund();
      expect(await refusal(older, await refunding.owe(listing, buyer))).toBe('not_after_payment');
    });

    it('is not paid by a transfer that paid another one, also when both are told at once', async () => {
      const other = await refunding.owe(listing, buyer);
      const transaction = await refund();
      const outcomes = await Promise.all([refusal(transaction), refusal(transaction, other)]);
      expect(outcomes.sort()).toEqual(['accepted', 'already_used']);
    });

    it('may be paid in a batch: each transfer of a transaction pays one', async () => {
      const other = await refunding.owe(listing, buyer);
      const transaction = await refunding.transferTwice(listing.payTo, buyer.wallet.address);
      const outcomes = await Promise.all([refusal(transaction), refusal(transaction, other)]);
      expect(outcomes).toEqual(['accepted', 'accepted']);
      const third = await refunding.owe(listing, buyer);
      expect(await refusal(transaction, third)).toBe('not_after_payment');
      expect(await refunding.balances(listing)).toMatchObject({ refunds_owed: -PRICE });
    });

    it('takes the next transfer of a batch when another refund takes the first under its hands', async () => {
      const other = await refunding.owe(listing, buyer);
      const transaction = await refunding.transferTwice(listing.payTo, buyer.wallet.address);
      const { logs } = await refunding.anvil.getTransactionReceipt({ hash: transaction });
      const [first, second] = parseEventLogs({ abi: erc20Abi, eventName: 'Transfer', logs });
      let report: Promise<SeenRefund> | undefined;
      await shop.owner.transaction(async (tx) => {
        await tx.query(
          `UPDATE refunds SET status = 'paid', transaction = $2, log_index = $3, paid_at = now()
            WHERE id = $1`,
          [other.id, transaction, first?.logIndex],
        );
        report = refunding.report(listing, owed, transaction);
        await refunding.somebodyWaits();
      });
      expect(await report).toMatchObject({ status: 'paid', transaction });
      const [{ log_index }] = await shop.owner.query(
        `SELECT log_index FROM refunds WHERE id = $1`,
        [owed.id],
      );
      expect(log_index).toBe(second?.logIndex);
    });

    it('is not paid before the transaction is on the chain', async () => {
      const nonce = await refunding.anvil.getTransactionCount({ address: listing.payTo });
      const waiting = await refunding.submit(listing.payTo, buyer.wallet.address, PRICE, nonce + 1);
      await expect(refunding.report(listing, owed, waiting)).rejects.toThrow(
        /409.*"refund_not_seen".*"retryable":true|"retryable":true.*"refund_not_seen"/,
      );
      await refunding.submit(listing.payTo, buyer.wallet.address, 0n, nonce);
      await refunding.anvil.waitForTransactionReceipt({ hash: waiting });
      expect(await refusal(waiting)).toBe('accepted');
    });
  });

  it('is not paid by what the creator paid the buyer for a call', async () => {
    const seller = await Buyer.with(shop.chain);
    await payInto(listing, seller);
    await refunding.prove(listing, seller);
    const owed = await refunding.owe(listing, buyer);
    const counterpart = await shop.publish();
    await payInto(counterpart, buyer);
    const { body } = await seller.buy(counterpart.url, { topic: 'trade' });
    const { transaction } = body['receipt'] as { transaction: string };
    await expect(refunding.report(listing, owed, transaction)).rejects.toThrow(
      /422.*"pays_a_call"/,
    );
  });
});

/** The creator is paid into this wallet from now on. */
function payInto({ creator }: Listing, { wallet: { address } }: Buyer): Promise<unknown> {
  return creator.send('PUT', `/me/payout-wallets/${NETWORK}`, { address });
}
