import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodePaymentRequiredHeader, decodePaymentResponseHeader } from '@x402/core/http';
import { decodeJwt } from 'jose';
import { LedgerCheck } from '../../src/modules/payments/index.js';
import { connect } from '../discovery/mcp-agents.js';
import { Buyer, post, send } from './buyer.js';
import { answering, answeringAfter, claudeGiving, Gate, generations, whenAsked } from './claude.js';
import { type Listing, NETWORK, openReplica, openShop, type Replica, type Shop } from './shop.js';
import { UseBuyer } from './use-buyer.js';

const INPUT = { topic: 'coins' };
const MOST = 50_000n;
/** Claude's stand-in reads 20 tokens and writes 7: 20 × $100 and 7 × $500 for a million each. */
const CHARGE = 5_500n;
const FUNDS = 1_000_000n;
const BY_USE = { minimum: '0.001', inputPerMillion: '100', outputPerMillion: '500' };

let shop: Shop;
let second: Replica;
let listing: Listing;
beforeAll(async () => {
  shop = await openShop({ PLATFORM_FEE_BPS: '1000' });
  second = await openReplica(shop);
  listing = await shop.publish({ price: '0.05', usagePrice: BY_USE });
});
beforeEach(() => {
  shop.claude.requests.length = 0;
});
afterEach(() => shop.claude.answer(answering('A haiku about coins')));
afterAll(async () => {
  const check = shop.app.get(LedgerCheck, { strict: false });
  const told: unknown[] = [];
  await check.run({ since: null, onDisagreement: (found) => void told.push(found) });
  await second.app.close();
  await shop.stop();
  expect(told).toEqual([]);
});

const runs = () => generations(shop.claude.requests).length;
const claimsOf = (buyer: { readonly wallet: { readonly address: string } }) =>
  shop.owner.query<Record<string, unknown>[]>(
    `SELECT status, charge::text, moved::text, amount::text, unpaid_at IS NOT NULL AS unpaid
       FROM payment_claims WHERE payer = $1 ORDER BY created_at`,
    [buyer.wallet.address],
  );

/** Claude answers once `then` has come to its end. */
function whenRun<T>(then: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const gate = new Gate();
    const answer = answeringAfter(gate.opened, 'A haiku about coins');
    shop.claude.answer((request) => {
      if (generations([request]).length > 0) {
        void then()
          .then(resolve, reject)
          .finally(() => gate.open());
      }
      return answer(request);
    });
  });
}

describe('a resource with a price by use', () => {
  it('asks for its maximum: what was used first, and exactly that for who knows nothing else', async () => {
    const unpaid = await fetch(listing.url, post(INPUT));
    const { accepts, extensions } = decodePaymentRequiredHeader(
      unpaid.headers.get('payment-required') ?? '',
    );
    expect(accepts.map(({ scheme, amount }) => [scheme, amount])).toEqual([
      ['upto', '50000'],
      ['exact', '50000'],
    ]);
    expect(accepts[0]?.extra).toMatchObject({
      assetTransferMethod: 'permit2',
      facilitatorAddress: expect.stringMatching(/^0x/),
    });
    expect(extensions).toHaveProperty('eip2612GasSponsoring');
    const { accepts: ofV1 } = (await unpaid.json()) as { accepts: { scheme: string }[] };
    expect(ofV1.map(({ scheme }) => scheme)).toEqual(['exact']);
  });

  it('is paid by a stock buyer without gas or approval with what the answer came to', async () => {
    const buyer = await UseBuyer.with(shop.chain);
    const before = await shop.chain.usdcBalance(listing.payTo);
    const { status, headers, body } = await buyer.buy(listing.url, INPUT);
    expect([status, body['response']]).toEqual([200, 'A haiku about coins']);
    expect(await buyer.balance()).toBe(FUNDS - CHARGE);
    expect(await shop.chain.usdcBalance(listing.payTo)).toBe(before + CHARGE);
    const settled = decodePaymentResponseHeader(headers.get('payment-response') ?? '');
    expect(settled).toMatchObject({ success: true, amount: `${CHARGE}`, network: NETWORK });

    const receipt = body['receipt'] as { id: string; signature: string };
    const usage = {
      inputTokens: 20,
      outputTokens: 7,
      inputPerMillion: '100',
      outputPerMillion: '500',
      formula: expect.stringContaining('ceil'),
      minimum: '0.001',
      maximum: '0.05',
      charge: '0.0055',
    };
    expect(receipt).toMatchObject({ amount: '0.0055', usage });
    expect(decodeJwt(receipt.signature)).toMatchObject({ amount: `${CHARGE}`, usage });
    const shown = await fetch(`${shop.origin}/api/v1/receipts/${receipt.id}`);
    expect(await shown.json()).toMatchObject({ amount: '0.0055', usage });
    expect(await claimsOf(buyer)).toEqual([
      { status: 'settled', charge: '5500', moved: '5500', amount: '50000', unpaid: false },
    ]);
  });

  it('is booked, logged and earned by that', async () => {
    const { creator, url, payTo } = await shop.publish({ usagePrice: BY_USE });
    const buyer = await UseBuyer.with(shop.chain);
    await buyer.buy(url, INPUT);
    const [line] = await shop.owner.query<object[]>(
      `SELECT status, amount_paid_usdc::text AS paid, input_tokens + cache_read_tokens AS read
         FROM x402_prompt_template_usage_logs WHERE payer = $1`,
      [buyer.wallet.address],
    );
    expect(line).toEqual({ status: 'paid', paid: '5500', read: '20' });
    const books = await shop.owner.query<object[]>(
      `SELECT account, e.amount::text FROM ledger_entries e JOIN settlements s ON s.claim_id = e.journal_id
        WHERE s.pay_to = $1 ORDER BY account`,
      [payTo],
    );
    expect(books).toEqual([
      { account: 'platform_fee', amount: '-550' },
      { account: 'revenue', amount: '-4950' },
      { account: 'wallet', amount: '5500' },
    ]);
    expect(JSON.stringify(await creator.send('GET', '/earnings'))).toContain('0.0055');
  });

  it('is given again, with the same receipt, to who sends the payment again', async () => {
    const buyer = await UseBuyer.with(shop.chain);
    const payment = await buyer.sign(listing.url);
    const first = await send(listing.url, payment, INPUT);
    const again = await send(listing.url, payment, INPUT);
    expect(first.status).toBe(200);
    expect(again.body).toEqual(first.body);
    expect(runs()).toBe(1);
    expect(await buyer.balance()).toBe(FUNDS - CHARGE);
    const other = await send(listing.url, payment, { topic: 'other' });
    expect(other).toMatchObject({ status: 409, body: { code: 'payment_already_used' } });
  });

  it('is run once for a payment that two replicas get many times at once', async () => {
    const buyer = await UseBuyer.with(shop.chain);
    const payment = await buyer.sign(listing.url);
    const path = new URL(listing.url).pathname;
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        send((n % 2 === 0 ? shop : second).origin + path, payment, INPUT),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(runs()).toBe(1);
    expect(await buyer.balance()).toBe(FUNDS - CHARGE);
  });

  it('costs the maximum who can only pay exactly', async () => {
    const buyer = await Buyer.with(shop.chain);
    const payer = await UseBuyer.with(shop.chain);
    const stock = await buyer.buy(listing.url, INPUT);
    expect(stock).toMatchObject({ status: 200, body: { receipt: { amount: '0.05' } } });
    expect(stock.body['receipt']).not.toHaveProperty('usage');
    expect(await buyer.balance()).toBe(FUNDS - MOST);
    const chosen = await send(listing.url, await payer.sign(listing.url, 'exact'), INPUT);
    expect(chosen.status).toBe(200);
    expect(await payer.balance()).toBe(FUNDS - MOST);
  });

  it('streams what was paid by use once its charge is known, and charges who has left', async () => {
    const buyer = await UseBuyer.with(shop.chain);
    const call = post(INPUT);
    const headers = { ...call.headers, accept: 'text/event-stream' };
    const answer = await buyer.fetch(listing.url, { ...call, headers });
    const events = await answer.text();
    expect([...events.matchAll(/^event: (\w+)$/gm)].map(([, name]) => name)).toEqual([
      'paid',
      'text',
      'done',
    ]);
    expect(events).toContain('"amount":"0.0055"');
    expect(await buyer.balance()).toBe(FUNDS - CHARGE);

    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'Nobody waits'));
    shop.claude.requests.length = 0;
    const leaving = new AbortController();
    const { signal } = leaving;
    const left = buyer.fetch(listing.url, { ...call, headers, signal }).catch(() => 'left');
    await whenAsked(shop.claude);
    leaving.abort();
    expect(await left).toBe('left');
    gate.open();
    while ((await claimsOf(buyer))[1]?.['status'] !== 'settled')
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await buyer.balance()).toBe(FUNDS - 2n * CHARGE);
  });

  it('is bought by use over MCP too', async () => {
    const buyer = await UseBuyer.with(shop.chain);
    const [, seller = ''] = new URL(listing.url).pathname.split('/');
    const agent = await connect(`${shop.origin}/${seller}/mcp`, '2026-07-28');
    expect((await agent.tools()).tools[0]?.['description']).toContain('up to 0.05 USDC');
    const unpaid = await agent.call('haiku', INPUT);
    const asked = unpaid.structuredContent as never;
    const payment = await buyer.client().createPaymentPayload(asked);
    const paid = await agent.call('haiku', INPUT, payment);
    expect(paid._meta?.['x402/payment-response']).toMatchObject({ amount: `${CHARGE}` });
    expect(await buyer.balance()).toBe(FUNDS - CHARGE);
    await agent.close();
  });

  it('is given later to who asks for that', async () => {
    const buyer = await UseBuyer.with(shop.chain);
    const call = post(INPUT);
    const headers = { ...call.headers, prefer: 'respond-async' };
    expect((await buyer.fetch(listing.url, { ...call, headers })).status).toBe(202);
    while ((await claimsOf(buyer))[0]?.['status'] !== 'settled')
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await buyer.balance()).toBe(FUNDS - CHARGE);
  });

  it('charges nothing for a run that fails, and takes the same payment again', async () => {
    const buyer = await UseBuyer.with(shop.chain);
    const payment = await buyer.sign(listing.url);
    shop.claude.answer(claudeGiving({ status: 400, pieces: ['{}'] }));
    const failed = await send(listing.url, payment, INPUT);
    expect(failed.body).toMatchObject({ payment: 'not_charged' });
    expect(await buyer.balance()).toBe(FUNDS);
    shop.claude.answer(answering('A haiku about coins'));
    expect((await send(listing.url, payment, INPUT)).status).toBe(200);
    expect(await buyer.balance()).toBe(FUNDS - CHARGE);
  });

  it('keeps the terms that were offered when its creator changes them', async () => {
    const { url, creator, id } = await shop.publish({ usagePrice: BY_USE });
    const buyer = await UseBuyer.with(shop.chain);
    const payment = await buyer.sign(url);
    const changed = { ...BY_USE, outputPerMillion: '1000' };
    await creator.send('PATCH', `/resources/${id}`, { usagePrice: changed });
    expect((await send(url, payment, INPUT)).body).toMatchObject({
      receipt: { amount: '0.0055', usage: { outputPerMillion: '500' } },
    });
    await creator.send('PATCH', `/resources/${id}`, { usagePrice: null });
    await expect(buyer.sign(url)).rejects.toThrow('upto was not offered');
  });
});

describe('a payment by use that does not do', () => {
  it('is refused before any work when it may end before the work does', async () => {
    const buyer = await UseBuyer.with(shop.chain);
    const short = await buyer.sign(listing.url, 'upto', (asked) => ({
      ...asked,
      maxTimeoutSeconds: 60,
    }));
    const refused = await send(listing.url, short, INPUT);
    expect(refused).toMatchObject({ status: 402, body: { reason: 'authorization_too_short' } });
    expect(runs()).toBe(0);
  });

  it('is refused where it names another facilitator, another amount or another token’s approval', async () => {
    const buyer = await UseBuyer.with(shop.chain);
    const stranger = '0x1111111111111111111111111111111111111111';
    const named = await buyer.sign(listing.url, 'upto', (asked) => ({
      ...asked,
      extra: { ...asked.extra, facilitatorAddress: stranger },
    }));
    expect((await send(listing.url, named, INPUT)).body).toMatchObject({ payment: 'not_charged' });
    const less = await buyer.sign(listing.url, 'upto', (asked) => ({ ...asked, amount: '49999' }));
    expect((await send(listing.url, less, INPUT)).body).toMatchObject({
      reason: 'amount_mismatch',
    });
    const good = await buyer.sign(listing.url);
    const { eip2612GasSponsoring: approval } = { ...good.extensions };
    const { info } = approval as { info: object };
    const planted = { eip2612GasSponsoring: { info: { ...info, asset: stranger } } };
    const swapped = await send(listing.url, { ...good, extensions: planted }, INPUT);
    expect(swapped.body).toMatchObject({ reason: 'invalid_payload' });
    expect(runs()).toBe(0);
    expect(await buyer.balance()).toBe(FUNDS);
  });

  it('is refused before any work without an approval, and can be sent again with one', async () => {
    const buyer = await UseBuyer.with(shop.chain);
    const payment = await buyer.sign(listing.url);
    const { extensions: _, ...bare } = payment;
    const refused = await send(listing.url, bare, INPUT);
    expect(refused).toMatchObject({
      status: 402,
      body: { reason: 'permit2_allowance_required', retryable: true, payment: 'not_charged' },
    });
    expect(runs()).toBe(0);
    await buyer.approve();
    expect((await send(listing.url, bare, INPUT)).status).toBe(200);
  });

  it('stands alone while it brings its approval along: the next is refused before any work', async () => {
    const buyer = await UseBuyer.with(shop.chain);
    const [one, two] = [await buyer.sign(listing.url), await buyer.sign(listing.url)];
    let refused: Awaited<ReturnType<typeof send>> | undefined;
    const both = whenRun(async () => {
      refused = await send(listing.url, two, INPUT);
    });
    const paid = await send(listing.url, one, INPUT);
    await both;
    expect(paid.status).toBe(200);
    expect(refused).toMatchObject({
      status: 402,
      body: { reason: 'open_payments_exceed_allowance', payment: 'not_charged' },
    });
    expect(runs()).toBe(1);
    expect((await buyer.buy(listing.url, INPUT)).status).toBe(200);
    expect(await buyer.balance()).toBe(FUNDS - 2n * CHARGE);
  });

  it('may stand beside others as far as its payer has approved', async () => {
    const buyer = await UseBuyer.with(shop.chain);
    await buyer.approve(2n * MOST);
    const payments = [
      await buyer.sign(listing.url),
      await buyer.sign(listing.url),
      await buyer.sign(listing.url),
    ];
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'Beside others'));
    const first = send(listing.url, payments[0], INPUT);
    await whenAsked(shop.claude, 1);
    const next = send(listing.url, payments[1], INPUT);
    await whenAsked(shop.claude, 2);
    const last = await send(listing.url, payments[2], INPUT);
    expect(last.body).toMatchObject({ reason: 'open_payments_exceed_allowance' });
    gate.open();
    expect([(await first).status, (await next).status]).toEqual([200, 200]);
    expect(await buyer.balance()).toBe(FUNDS - 2n * CHARGE);
  });

  it('by a nonce that is open already in whatever token is that payment, and no other', async () => {
    const buyer = await UseBuyer.with(shop.chain);
    const payment = await buyer.sign(listing.url);
    expect((await send(listing.url, payment, INPUT)).status).toBe(200);
    const same = shop.owner.query(
      `INSERT INTO payment_claims (id, route, subject, owner_id, offer_id, network, asset, payer, nonce,
         pay_to, amount, valid_before, request_digest, payment, status, policy)
       SELECT gen_random_uuid(), route, subject, owner_id, offer_id, network, 'another', payer, nonce,
         pay_to, amount, valid_before, request_digest, '{}', 'claimed', policy
         FROM payment_claims WHERE payer = $1`,
      [buyer.wallet.address],
    );
    await expect(same).rejects.toThrow('payment_claims_permit');
  });
});

describe('a payer who spoils their payment by use while it is worked for', () => {
  it('by holding less than the maximum gets nothing, until the money is back: at the same charge', async () => {
    const buyer = await UseBuyer.with(shop.chain, MOST);
    const payment = await buyer.sign(listing.url);
    const emptied = whenRun(() => buyer.giveAway(1n));
    const refused = await send(listing.url, payment, INPUT);
    await emptied;
    expect(refused).toMatchObject({
      status: 402,
      body: { reason: 'permit2_insufficient_balance', payment: 'not_charged', retryable: true },
    });
    expect(JSON.stringify(refused.body)).not.toContain('haiku about');
    expect(await claimsOf(buyer)).toMatchObject([
      { status: 'refused', charge: '5500', moved: null, unpaid: true },
    ]);
    const next = await send(listing.url, await buyer.sign(listing.url), INPUT);
    expect(next).toMatchObject({ status: 402, body: { reason: 'payer_pays_first' } });
    expect(runs()).toBe(1);

    await shop.chain.fund(buyer.wallet.address, 1n, { wei: 0n });
    shop.claude.answer(answering('Another answer that would cost another charge'));
    const paid = await send(listing.url, payment, INPUT);
    expect(paid.body).toMatchObject({
      response: 'A haiku about coins',
      receipt: { amount: '0.0055' },
    });
    expect(runs()).toBe(1);
    expect(await buyer.balance()).toBe(MOST - CHARGE);
    // Whoever pays first pays exactly.
    await shop.chain.fund(buyer.wallet.address, MOST, { wei: 0n });
    const exact = await send(listing.url, await buyer.sign(listing.url, 'exact'), INPUT);
    expect(exact.status).toBe(200);
  });

  it('by taking it back is not charged, gets nothing, and pays first from then on', async () => {
    const buyer = await UseBuyer.with(shop.chain);
    const payment = await buyer.sign(listing.url);
    const cancelled = whenRun(() => buyer.cancel(payment));
    const refused = await send(listing.url, payment, INPUT);
    await cancelled;
    expect(refused).toMatchObject({ status: 402, body: { payment: 'not_charged' } });
    expect(await claimsOf(buyer)).toMatchObject([{ status: 'released', unpaid: true }]);
    expect(await buyer.balance()).toBe(FUNDS);
    const next = await send(listing.url, await buyer.sign(listing.url), INPUT);
    expect(next.body).toMatchObject({ reason: 'payer_pays_first' });
  });
});

describe('what creators say of a price by use', () => {
  it.each([
    [{ minimum: '0' }, 'usagePrice.minimum'],
    [{ minimum: '0.06' }, 'usagePrice.minimum'],
    [{ inputPerMillion: '-1' }, 'usagePrice.inputPerMillion'],
    [{ outputPerMillion: '0.0000001' }, 'usagePrice.outputPerMillion'],
    [{ inputPerMillion: '0', outputPerMillion: '0' }, 'usagePrice.outputPerMillion'],
    [{ inputPerMillion: undefined }, 'usagePrice.inputPerMillion'],
    [{ costPlusPercent: '20' }, 'usagePrice.costPlusPercent'],
    [
      { inputPerMillion: undefined, outputPerMillion: undefined, costPlusPercent: '1000.01' },
      'usagePrice.costPlusPercent',
    ],
    [{ unknown: '1' }, 'usagePrice.unknown'],
  ])('is judged field by field: %j', async (change, field) => {
    const wrong = shop.publish({ usagePrice: { ...BY_USE, ...change } });
    await expect(wrong).rejects.toThrow(field);
  });

  it('is for what runs a model, and for who is paid afterwards', async () => {
    const fixed = { type: 'static', config: { content: 'x', mimeType: 'text/plain' } };
    await expect(shop.publish({ ...fixed, usagePrice: BY_USE })).rejects.toThrow('usagePrice');
    const first = { settlementPolicy: 'before_execution', usagePrice: BY_USE };
    await expect(shop.publish(first)).rejects.toThrow('usagePrice');
  });

  it('is shown to them, in the catalogue and in the documents of what is on sale', async () => {
    const percent = { minimum: '0.002', costPlusPercent: '25' };
    const { creator, id, url } = await shop.publish({ usagePrice: percent });
    expect(await creator.send('GET', `/resources/${id}`)).toMatchObject({
      price: '0.05',
      usagePrice: percent,
    });
    const [, username = ''] = new URL(url).pathname.split('/');
    const page = await sendGet(
      `${shop.origin}/api/v1/resources/by-slug/${username.slice(1)}/haiku`,
    );
    expect(JSON.stringify(page)).toContain('"costPlusPercent":"25"');
    const document = await sendGet(`${shop.origin}/${username}/openapi.json`);
    expect(JSON.stringify(document)).toContain(
      '"price":{"mode":"dynamic","currency":"USD","min":"0.002","max":"0.05"}',
    );
  });
});

async function sendGet(url: string): Promise<unknown> {
  const answer = await fetch(url);
  return answer.ok ? answer.json() : undefined;
}
