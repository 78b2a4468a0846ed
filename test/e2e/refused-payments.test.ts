import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodePaymentRequiredHeader } from '@x402/core/http';
import type { PaymentPayload, PaymentRequirements } from '@x402/core/types';
import { privateKeyToAccount, generatePrivateKey } from 'viem/accounts';
import { Buyer, send } from './buyer.js';
import { generations } from './claude.js';
import { type Listing, openShop, type Shop } from './shop.js';

const INPUT = { topic: 'coins' };
const stranger = privateKeyToAccount(generatePrivateKey()).address;

type Authorization = Record<
  'from' | 'to' | 'value' | 'validAfter' | 'validBefore' | 'nonce',
  string
>;

/** Changes what was signed, after it was signed. */
function tamper(payment: PaymentPayload, change: Partial<Authorization>): PaymentPayload {
  const { authorization, ...rest } = payment.payload as { authorization: Authorization };
  return { ...payment, payload: { ...rest, authorization: { ...authorization, ...change } } };
}

describe('a payment that does not fit', () => {
  let shop: Shop;
  let listing: Listing;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await openShop();
    listing = await shop.publish();
    buyer = await Buyer.with(shop.chain);
  });
  beforeEach(() => {
    shop.claude.requests.length = 0;
  });
  afterAll(() => shop.stop());

  const signed = (change: (accepted: PaymentRequirements) => PaymentRequirements) =>
    buyer.sign(listing.url, {}, change);
  /** Claims to accept the offer, but signs for something else. */
  const signedFor = async (change: (accepted: PaymentRequirements) => PaymentRequirements) => {
    const [honest, other] = await Promise.all([signed((same) => same), signed(change)]);
    return { ...other, accepted: honest.accepted };
  };

  const cases: readonly [name: string, reason: string, () => Promise<PaymentPayload>][] = [
    [
      'tampered amount',
      'amount_mismatch',
      async () => tamper(await signed((same) => same), { value: '1' }),
    ],
    [
      'tampered nonce',
      'invalid_signature',
      async () => tamper(await signed((same) => same), { nonce: `0x${'ab'.repeat(32)}` }),
    ],
    [
      'tampered payer',
      'invalid_signature',
      async () => tamper(await signed((same) => same), { from: stranger }),
    ],
    ['underpaid', 'amount_mismatch', () => signed((offer) => ({ ...offer, amount: '49999' }))],
    ['overpaid', 'amount_mismatch', () => signed((offer) => ({ ...offer, amount: '50001' }))],
    [
      'underpaid while claiming the offer',
      'amount_mismatch',
      () => signedFor((offer) => ({ ...offer, amount: '1' })),
    ],
    [
      'to another wallet',
      'pay_to_mismatch',
      () => signed((offer) => ({ ...offer, payTo: stranger })),
    ],
    [
      'to another wallet while claiming the offer',
      'pay_to_mismatch',
      () => signedFor((offer) => ({ ...offer, payTo: stranger })),
    ],
    [
      'in another asset',
      'asset_not_offered',
      () => signed((offer) => ({ ...offer, asset: stranger })),
    ],
    [
      'on another chain',
      'network_not_offered',
      () => signed((offer) => ({ ...offer, network: 'eip155:8453' })),
    ],
    [
      'for another chain while claiming the offer',
      'invalid_signature',
      () => signedFor((offer) => ({ ...offer, network: 'eip155:8453' })),
    ],
    [
      'for an unknown offer',
      'offer_mismatch',
      () => signed((offer) => ({ ...offer, extra: { ...offer.extra, offerId: 'other' } })),
    ],
    [
      'expired',
      'authorization_expired',
      async () => tamper(await signed((same) => same), { validBefore: '1700000000' }),
    ],
    [
      'about to expire',
      'authorization_expired',
      async () =>
        tamper(await signed((same) => same), {
          validBefore: String(Math.floor(Date.now() / 1000) + 5),
        }),
    ],
    [
      'not yet valid',
      'authorization_not_yet_valid',
      async () =>
        tamper(await signed((same) => same), {
          validAfter: String(Math.floor(Date.now() / 1000) + 3600),
        }),
    ],
    [
      'without an authorization',
      'invalid_payload',
      async () => ({ ...(await signed((same) => same)), payload: { signature: '0x00' } }),
    ],
  ];

  it.each(cases)(
    '%s: 402 with the reason %s, no run, nothing charged',
    async (_, reason, payment) => {
      const answer = await send(listing.url, await payment(), INPUT);
      expect(answer.status).toBe(402);
      expect(answer.body).toMatchObject({ reason, payment: 'not_charged' });
      const challenge = decodePaymentRequiredHeader(answer.headers.get('payment-required') ?? '');
      expect(challenge.error).toBe(reason);
      expect(challenge.accepts).toHaveLength(1);
      expect(generations(shop.claude.requests)).toHaveLength(0);
      expect(await buyer.balance()).toBe(1_000_000n);
    },
  );

  it('from an empty wallet: 402 with the reason', async () => {
    const poor = await Buyer.with(shop.chain, 0n);
    const answer = await send(listing.url, await poor.sign(listing.url), INPUT);
    expect(answer.status).toBe(402);
    expect(answer.body).toMatchObject({ reason: 'invalid_exact_evm_insufficient_balance' });
  });

  it.each([
    ['empty JSON', Buffer.from('{}').toString('base64')],
    ['no base64', '{"x402Version":2}'],
    ['no JSON', Buffer.from('hello').toString('base64')],
    ['deep nesting', Buffer.from('['.repeat(2_000)).toString('base64')],
    ['13 KB', 'A'.repeat(13_000)],
  ])('garbage (%s): 400 with the reason and the challenge', async (_, header) => {
    const answer = await send(listing.url, header, INPUT);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      code: 'invalid_payment',
      reason: 'malformed_payment_header',
      payment: 'not_charged',
    });
    expect(answer.headers.get('payment-required')).not.toBeNull();
  });

  it.each([1, 3])(
    'of x402 version %d in the header of version 2: 400, and called so',
    async (x402Version) => {
      const header = btoa(JSON.stringify({ ...(await buyer.sign(listing.url)), x402Version }));
      const answer = await send(listing.url, header, INPUT);
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ reason: 'invalid_x402_version', payment: 'not_charged' });
    },
  );

  it.each([20_000, 1_000_000])(
    'a payment header of %d bytes: refused, and the server keeps serving',
    async (size) => {
      const status = await send(listing.url, 'A'.repeat(size), INPUT).then(
        (answer) => answer.status,
        () => 'connection closed',
      );
      expect([400, 431, 'connection closed']).toContain(status);
      expect((await fetch(`${shop.origin}/health/ready`)).status).toBe(200);
    },
  );

  it('leaves no money moved and no run in the accounts', async () => {
    const [{ count }] = await shop.owner.query(`SELECT count(*)::int AS count FROM ledger_entries`);
    expect(count).toBe(0);
    const [{ runs }] = await shop.owner.query(`SELECT count(*)::int AS runs FROM executions`);
    expect(runs).toBe(0);
  });

  it('of two by a wallet that has money for one: one result, one refusal, one charge', async () => {
    const spender = await Buyer.with(shop.chain, 50_000n);
    const [one, two] = await Promise.all([spender.sign(listing.url), spender.sign(listing.url)]);
    const answers = await Promise.all([
      send(listing.url, one, INPUT),
      send(listing.url, two, INPUT),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 402]);
    const refused = answers.find(({ status }) => status === 402);
    expect(refused?.body).toMatchObject({ payment: 'not_charged' });
    expect(JSON.stringify(refused?.body)).not.toContain('haiku about coins');
    expect(await spender.balance()).toBe(0n);
  });
});
