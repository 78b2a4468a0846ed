import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PaymentPayload } from '@x402/core/types';
import type { Hash } from 'viem';
import { type Answer, Buyer, post, send, sendWith } from './buyer.js';
import { answering, generations } from './claude.js';
import { type Listing, openShop, type Shop } from './shop.js';
import { readFromChain, rebuilt, rebuiltV1 } from './stranger.js';
import { encodeV1, signV1, challengeV1 } from './v1-client.js';

const INPUT = { topic: 'coins' };
const GUESSES = [INPUT, { topic: 'else' }, {}];

/** What a request is told, but for what is new each time. */
function told({ status, body }: Answer) {
  const { instance: _, ...rest } = body;
  return { status, ...rest };
}

/** Every answer that the stranger gets is the same, whatever they guess, and gives nothing away. */
function expectNothing(answers: readonly Answer[]): void {
  const [first] = answers;
  for (const answer of answers) {
    expect(answer.status).toBe(409);
    expect(told(answer)).toEqual(told(first as Answer));
    expect(JSON.stringify([answer.body, ...answer.headers])).not.toMatch(/planted|ticket":/);
  }
}

async function tryAll(urls: readonly string[], payment: Parameters<typeof send>[1]) {
  const answers: Answer[] = [];
  for (const url of urls) {
    for (const input of GUESSES) answers.push(await send(url, payment, input));
  }
  return answers;
}

describe('what everybody can read on the chain, in the catalogue and in a fresh challenge', () => {
  let shop: Shop;
  let prompt: Listing;
  let text: Listing;
  let other: Listing;

  beforeAll(async () => {
    shop = await openShop();
    shop.claude.answer(answering('planted-result'));
    prompt = await shop.publish();
    other = await shop.publish();
    const config = { content: 'planted-result', mimeType: 'text/plain' };
    text = await shop.publish({ type: 'static', slug: 'text', config });
  });
  afterAll(() => shop.stop());

  async function bought(url: string, input: object) {
    const buyer = await Buyer.with(shop.chain);
    const payment = await buyer.sign(url, input);
    const answer = await fetch(url, {
      ...post(input),
      headers: { ...post(input).headers, 'payment-signature': btoa(JSON.stringify(payment)) },
    });
    expect(answer.status).toBe(200);
    const { transaction } = JSON.parse(atob(answer.headers.get('payment-response') ?? '')) as {
      transaction: Hash;
    };
    return { id: answer.headers.get('payment-id') ?? '', transaction, payment, buyer };
  }

  it('opens no result of x402 v2, and tells no right guess from a wrong one', async () => {
    const { transaction } = await bought(prompt.url, INPUT);
    const runs = generations(shop.claude.requests).length;
    const payload = await readFromChain(shop.chain.rpcUrl, transaction);
    const payment = await rebuilt(prompt.url, payload);
    expectNothing(await tryAll([prompt.url, other.url, text.url], payment));
    expect(generations(shop.claude.requests)).toHaveLength(runs);
  });

  it('opens no result of x402 v1', async () => {
    const { transaction } = await bought(prompt.url, INPUT);
    const payment = rebuiltV1(await readFromChain(shop.chain.rpcUrl, transaction));
    const headers = { 'x-payment': encodeV1(payment) };
    const answers: Answer[] = [];
    for (const input of GUESSES) answers.push(await sendWith(prompt.url, headers, input));
    expectNothing(answers);
  });

  it('opens no static content, as long as it is sold and after', async () => {
    const { transaction } = await bought(text.url, {});
    const payment = await rebuilt(text.url, await readFromChain(shop.chain.rpcUrl, transaction));
    const before = await tryAll([text.url], payment);
    await text.creator.send('POST', `/resources/${text.id}/unpublish`);
    const after = await tryAll([text.url], payment);
    await text.creator.send('POST', `/resources/${text.id}/publish`);
    expectNothing([...before, ...after]);
  });

  it.each([
    ['no retry key', {}],
    ['one that was made up', { retryKey: '00000000-0000-4000-8000-000000000000' }],
    ['one that is none', { retryKey: ['00000000-0000-4000-8000-000000000000'] }],
  ])('opens nothing with %s', async (_, extra) => {
    const { transaction } = await bought(prompt.url, INPUT);
    const payload = await readFromChain(shop.chain.rpcUrl, transaction);
    const payment = await rebuilt(prompt.url, payload);
    const { retryKey: __, ...offered } = payment.accepted.extra as Record<string, unknown>;
    const accepted = { ...payment.accepted, extra: { ...offered, ...extra } };
    expectNothing([await send(prompt.url, { ...payment, accepted } as PaymentPayload, INPUT)]);
  });

  it('opens no result that was bought without a retry key, not even by the same words', async () => {
    const buyer = await Buyer.with(shop.chain);
    const signed = await buyer.sign(prompt.url, INPUT, ({ extra, ...rest }) => {
      const { retryKey: _, ...offered } = extra as Record<string, unknown>;
      return { ...rest, extra: offered };
    });
    const first = await send(prompt.url, signed, INPUT);
    expect(first.status).toBe(200);
    expectNothing([await send(prompt.url, signed, INPUT)]);
    const ticket = { 'payment-ticket': first.headers.get('payment-ticket') ?? '' };
    const header = { 'payment-signature': btoa(JSON.stringify(signed)) };
    const again = await sendWith(prompt.url, { ...header, ...ticket }, INPUT);
    expect(again.body).toEqual(first.body);
  });

  it('opens nothing with the id that people share: its receipt is proof for all, a key for none', async () => {
    const { id } = await bought(prompt.url, INPUT);
    const shared = await fetch(`${shop.origin}/api/v1/receipts/${id}`);
    const receipt = (await shared.json()) as { signature: string };
    const claims = JSON.parse(atob(receipt.signature.split('.')[1] ?? '')) as object;
    expect(claims).not.toHaveProperty('request');
    const execution = `${shop.origin}/api/v1/executions/${id}`;
    for (const url of [execution, `${execution}/content`, `${shop.origin}/api/v1/calls/${id}`]) {
      for (const ticket of [receipt.signature, id, '', 'A'.repeat(43)]) {
        const asked = await fetch(url, { headers: { 'payment-ticket': ticket } });
        expect([401, 404]).toContain(asked.status);
      }
    }
  });

  it('gives the facilitator and the database nothing that opens a result', async () => {
    const { id, payment } = await bought(prompt.url, INPUT);
    const [claim] = await shop.owner.query(`SELECT * FROM payment_claims WHERE id = $1`, [id]);
    const { retryKey } = payment.accepted.extra as { retryKey: string };
    expect(retryKey).toMatch(/^[\w-]{36}$/);
    expect(JSON.stringify(claim)).not.toContain(retryKey);
    expect(shop.log.join('')).not.toContain(retryKey);
  });

  it('leaves a stock buyer of v2 their way: the repeated header gets the same bytes', async () => {
    const { payment, buyer } = await bought(prompt.url, INPUT);
    const before = await buyer.balance();
    const [again, third] = [
      await send(prompt.url, payment, INPUT),
      await send(prompt.url, payment, INPUT),
    ];
    expect(again.status).toBe(200);
    expect(again.body).toEqual(third.body);
    expect(await buyer.balance()).toBe(before);
  });

  it('joins no v1 call that is being settled', async () => {
    const buyer = await Buyer.with(shop.chain);
    const unpaid = await sendWith(prompt.url, {});
    const [offered] = challengeV1.parse(unpaid.body).accepts;
    if (offered === undefined) throw new Error('nothing was offered');
    const payment = await signV1(buyer.wallet, offered);
    const headers = { 'x-payment': encodeV1(payment) };
    expect((await sendWith(prompt.url, headers, INPUT)).status).toBe(200);
    for (const status of ['settling', 'unknown']) {
      await shop.owner.query(
        `ALTER TABLE payment_claims DISABLE TRIGGER payment_claims_transition;
         UPDATE payment_claims SET status = '${status}' WHERE payer = '${buyer.wallet.address}';
         ALTER TABLE payment_claims ENABLE TRIGGER payment_claims_transition`,
      );
      const answer = await sendWith(prompt.url, headers, INPUT);
      expect(answer.status).toBe(409);
      expect(answer.body).toMatchObject({ reason: 'proof_required', payment: 'unknown' });
    }
  });
});

describe('challenges', () => {
  let shop: Shop;
  let listing: Listing;

  beforeAll(async () => {
    shop = await openShop();
    listing = await shop.publish({ name: 'Häikü “quoted” \\ 𝕏' });
  });
  afterAll(() => shop.stop());

  it('carry a retry key that is new each time, the same in header and body, and all else alike', async () => {
    const keys = new Set<string>();
    const others = new Set<string>();
    for (let asked = 0; asked < 20; asked += 1) {
      const { headers, body } = await send(listing.url, undefined, INPUT);
      const header = Buffer.from(headers.get('payment-required') ?? '', 'base64').toString();
      expect(JSON.parse(header)).toEqual(body['paymentRequired']);
      const [key] = /(?<="retryKey": *")[\w-]{36}/.exec(header) ?? [];
      keys.add(key ?? '');
      const { instance, ...rest } = body;
      expect(instance).toBe(`urn:coinslot:request:${headers.get('x-request-id')}`);
      others.add(JSON.stringify(rest).replaceAll(key ?? '', ''));
      expect(headers.get('cache-control')).toBe('no-store');
    }
    expect(keys.size).toBe(20);
    expect(others.size).toBe(1);
  });
});
