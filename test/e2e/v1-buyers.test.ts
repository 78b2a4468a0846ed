import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { wrapAxiosWithPaymentFromConfig } from '@x402/axios';
import { decodePaymentResponseHeader, encodePaymentSignatureHeader } from '@x402/core/http';
import type { PaymentPayload } from '@x402/core/types';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { ExactEvmSchemeV1 } from '@x402/evm/exact/v1/client';
import { wrapFetchWithPayment, x402Client } from '@x402/fetch';
import { create as createAxios } from 'axios';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { Claims } from '../../src/modules/payments/claims/claims.service.js';
import { Buyer, post, readAnswer, send, sendWith } from './buyer.js';
import { answering, answeringAfter, Gate, generations } from './claude.js';
import { type Listing, NETWORK, NETWORK_V1, openShop, PRICE, type Shop } from './shop.js';
import {
  challengeV1,
  decodeSettlementV1,
  encodeV1,
  type PaymentV1,
  type RequirementsV1,
  signV1,
} from './v1-client.js';

const INPUT = { topic: 'coins' };
const FUNDS = 1_000_000n;
const inFiveSeconds = () => String(Math.floor(Date.now() / 1000) + 5);
const stranger = privateKeyToAccount(generatePrivateKey()).address;

describe('buyers of x402 v1 and v2', () => {
  let shop: Shop;
  let listing: Listing;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await openShop();
    listing = await shop.publish();
  });
  beforeEach(async () => {
    buyer = await Buyer.with(shop.chain);
    shop.claude.requests.length = 0;
  });
  afterAll(() => shop.stop());

  const charged = async () => FUNDS - (await buyer.balance());
  const runs = () => generations(shop.claude.requests).length;
  const sendV1 = (payment: PaymentV1 | string, input: object = INPUT, headers = {}) =>
    sendWith(
      listing.url,
      { 'x-payment': typeof payment === 'string' ? payment : encodeV1(payment), ...headers },
      input,
    );

  /** Sends all, and lets the model answer once each of them waits for it. */
  async function whileTheModelThinks<T>(sendAll: () => Promise<T>[]): Promise<T[]> {
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'A haiku about coins'));
    const joins = jest.spyOn(shop.app.get(Claims, { strict: false }), 'detach');
    const sent = sendAll();
    while (joins.mock.calls.length < sent.length - 1)
      await new Promise((resolve) => setTimeout(resolve, 5));
    joins.mockRestore();
    gate.open();
    const answers = await Promise.all(sent);
    shop.claude.answer(answering('A haiku about coins'));
    return answers;
  }

  async function offered(): Promise<RequirementsV1> {
    const unpaid = await sendWith(listing.url, {});
    const [first] = challengeV1.parse(unpaid.body).accepts;
    if (first === undefined) throw new Error('nothing was offered');
    return first;
  }
  /** Signs what is offered, changed before it is signed. */
  const sign = async (change: Partial<RequirementsV1> = {}) =>
    signV1(buyer.wallet, { ...(await offered()), ...change });
  /** Changes what was signed, after it was signed. */
  const tampered = async (change: Record<string, string>): Promise<PaymentV1> => {
    const payment = await sign();
    const { signature, authorization } = payment.payload;
    return { ...payment, payload: { signature, authorization: { ...authorization, ...change } } };
  };

  /** The same authorization as a v2 payment. */
  const inV2 = async ({ payload }: PaymentV1): Promise<PaymentPayload> => ({
    ...(await buyer.sign(listing.url)),
    payload: { ...payload },
  });

  describe('one challenge for both', () => {
    it('says to a v1 client in the body what it says to a v2 client in the header', async () => {
      const unpaid = await sendWith(listing.url, {});
      expect(unpaid.status).toBe(402);
      const { accepts, error } = challengeV1.parse(unpaid.body);
      expect(error).toBe('X-PAYMENT header is required');
      expect(accepts).toEqual([
        {
          scheme: 'exact',
          network: NETWORK_V1,
          maxAmountRequired: String(PRICE),
          resource: expect.stringMatching(/^http:\/\/shop\.example\/@/),
          description: 'Three lines',
          mimeType: 'application/json',
          outputSchema: {},
          payTo: listing.payTo,
          maxTimeoutSeconds: 300,
          asset: shop.chain.usdc,
          extra: expect.objectContaining({ name: 'USDC', version: '2' }),
        },
      ]);
      expect(unpaid.body['paymentRequired']).toMatchObject({
        x402Version: 2,
        accepts: [{ network: NETWORK, amount: String(PRICE), payTo: listing.payTo }],
      });
    });

    it('tells people what to do next with either version', async () => {
      const unpaid = await sendWith(listing.url, {});
      for (const word of ['PAYMENT-SIGNATURE', '`paymentRequired.accepts`', 'X-PAYMENT']) {
        expect(unpaid.body['detail']).toContain(word);
      }
    });

    it('lets scripts of every origin read every header that paying takes', async () => {
      const headers = { origin: 'https://agent.example' };
      const unpaid = await sendWith(listing.url, headers);
      const exposed = unpaid.headers.get('access-control-expose-headers')?.split(/, */);
      expect(exposed).toEqual([
        '*',
        'PAYMENT-REQUIRED',
        'PAYMENT-RESPONSE',
        'X-PAYMENT-RESPONSE',
        'PAYMENT-RECEIPT',
        'PAYMENT-ID',
        'PAYMENT-TICKET',
        'Output-Storage',
        'RateLimit',
        'RateLimit-Policy',
        'Retry-After',
        'x-request-id',
        'x-next-cursor',
        'Location',
      ]);
      const preflight = await fetch(listing.url, {
        method: 'OPTIONS',
        headers: {
          ...headers,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'x-payment,access-control-expose-headers',
        },
      });
      expect(preflight.headers.get('access-control-allow-headers')).toContain('x-payment');
    });
  });

  describe('an unmodified client', () => {
    it('@x402/fetch that knows v1 alone, and sees no v2 header, pays by the body', async () => {
      const sent: string[] = [];
      const likeV1: typeof fetch = async (input, init) => {
        const request = new Request(input, init);
        sent.push(...[...request.headers.keys()].filter((name) => name.includes('payment')));
        const answer = await fetch(request);
        const headers = new Headers(answer.headers);
        headers.delete('payment-required');
        return new Response(answer.body, { status: answer.status, headers });
      };
      const client = new x402Client().registerV1(NETWORK_V1, new ExactEvmSchemeV1(buyer.wallet));
      const pay = wrapFetchWithPayment(likeV1, client);
      const answer = await readAnswer(await pay(listing.url, post(INPUT)));
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ response: 'A haiku about coins' });
      expect(sent).toEqual(['x-payment']);
      expect(await charged()).toBe(PRICE);
      expect(decodeSettlementV1(answer.headers)).toMatchObject({ network: NETWORK_V1 });
    });

    it('@x402/axios pays by the header', async () => {
      const client = wrapAxiosWithPaymentFromConfig(createAxios(), {
        schemes: [{ network: NETWORK, client: new ExactEvmScheme(buyer.wallet) }],
      });
      const answer = await client.post<unknown>(listing.url, INPUT);
      expect(answer.status).toBe(200);
      expect(answer.data).toMatchObject({ response: 'A haiku about coins' });
      expect(answer.headers['x-payment-response']).toBeUndefined();
      const settlement = decodePaymentResponseHeader(String(answer.headers['payment-response']));
      expect(settlement).toMatchObject({ success: true, payer: buyer.wallet.address });
      expect(await charged()).toBe(PRICE);
    });
  });

  describe('a v1 payment as x402-fetch 1.2.0 makes it', () => {
    it('moves exactly the price and is answered in both versions', async () => {
      const before = await shop.chain.usdcBalance(listing.payTo);
      const answer = await sendV1(await sign());
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ response: 'A haiku about coins' });
      expect(await charged()).toBe(PRICE);
      expect((await shop.chain.usdcBalance(listing.payTo)) - before).toBe(PRICE);

      const v2 = decodePaymentResponseHeader(answer.headers.get('payment-response') ?? '');
      expect(v2).toMatchObject({ success: true, network: NETWORK, amount: String(PRICE) });
      expect(decodeSettlementV1(answer.headers)).toEqual({
        success: true,
        transaction: v2.transaction,
        network: NETWORK_V1,
        payer: buyer.wallet.address,
      });
    });

    it('is kept and settled as v2', async () => {
      const payment = await sign();
      await sendV1(payment);
      const [row] = await shop.owner.query(`SELECT payment FROM payment_claims WHERE payer = $1`, [
        buyer.wallet.address,
      ]);
      expect(row.payment.payload).toEqual({
        x402Version: 2,
        accepted: row.payment.requirements,
        payload: payment.payload,
      });
      expect(row.payment.requirements).toMatchObject({ network: NETWORK, amount: String(PRICE) });
    });

    it('sent ten times at once runs once, is charged once, and gives everybody the same', async () => {
      const payment = await sign();
      const answers = await whileTheModelThinks(() =>
        Array.from({ length: 10 }, () => sendV1(payment)),
      );
      const [first] = answers;
      for (const answer of answers) {
        expect(answer.status).toBe(200);
        expect(answer.body).toEqual(first?.body);
        expect(decodeSettlementV1(answer.headers)).toEqual(
          decodeSettlementV1(first?.headers ?? new Headers()),
        );
      }
      expect(runs()).toBe(1);
      expect(await charged()).toBe(PRICE);
    });

    it('is bound to its input: with another one it is refused, also to its buyer', async () => {
      const payment = await sign();
      const ticket = (await sendV1(payment)).headers.get('payment-ticket') ?? '';
      const answer = await sendV1(payment, { topic: 'other' }, { 'payment-ticket': ticket });
      expect(answer.status).toBe(409);
      expect(answer.body).toMatchObject({ code: 'payment_already_used', payment: 'not_charged' });
    });

    it('opens nothing by itself once it was settled; with its ticket it does', async () => {
      const payment = await sign();
      const first = await sendV1(payment);
      const alone = await sendV1(payment);
      expect(alone.status).toBe(409);
      expect(alone.body).toMatchObject({ reason: 'proof_required', payment: 'charged' });
      const ticket = first.headers.get('payment-ticket') ?? '';
      const again = await sendV1(payment, INPUT, { 'payment-ticket': ticket });
      expect(again.body).toEqual(first.body);
      expect(runs()).toBe(1);
      expect(await charged()).toBe(PRICE);
    });

    it('is honoured at the price it was signed for, after the price has changed', async () => {
      const own = await shop.publish();
      const unpaid = await sendWith(own.url, {});
      const [old] = challengeV1.parse(unpaid.body).accepts;
      const payment = await signV1(buyer.wallet, old as RequirementsV1);
      await own.creator.send('PATCH', `/resources/${own.id}`, { price: '0.06' });
      const [now] = challengeV1.parse((await sendWith(own.url, {})).body).accepts;
      expect(now?.maxAmountRequired).toBe('60000');
      const answer = await sendWith(own.url, { 'x-payment': encodeV1(payment) }, INPUT);
      expect(answer.status).toBe(200);
      expect(await charged()).toBe(PRICE);
    });

    it('is not spent by input that is refused', async () => {
      const payment = await sign();
      expect((await sendV1(payment, {})).status).toBe(422);
      expect((await sendV1(payment)).status).toBe(200);
    });
  });

  describe('one authorization in both versions', () => {
    it('at once is one payment: one claim, one run, one charge', async () => {
      const v1 = await sign();
      const v2 = await inV2(v1);
      const answers = await whileTheModelThinks(() =>
        Array.from({ length: 6 }, (_, n) =>
          n % 2 === 0 ? sendV1(v1) : send(listing.url, v2, INPUT),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
      expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
      expect(runs()).toBe(1);
      expect(await charged()).toBe(PRICE);
      const [{ count }] = await shop.owner.query(
        `SELECT count(*)::int AS count FROM payment_claims WHERE payer = $1`,
        [buyer.wallet.address],
      );
      expect(count).toBe(1);
    });

    it('after each other is answered in the version of each', async () => {
      const v1 = await sign();
      const second = await send(listing.url, await inV2(v1), INPUT);
      expect(second.headers.get('x-payment-response')).toBeNull();
      const ticket = second.headers.get('payment-ticket') ?? '';
      const first = await sendV1(v1, INPUT, { 'payment-ticket': ticket });
      expect(first.body).toEqual(second.body);
      expect(decodeSettlementV1(first.headers)).toMatchObject({ success: true });
      expect(await charged()).toBe(PRICE);
    });

    it('in one request is refused, for it is not clear which is meant', async () => {
      const v1 = await sign();
      const answer = await sendWith(
        listing.url,
        {
          'x-payment': encodeV1(v1),
          'payment-signature': encodePaymentSignatureHeader(await inV2(v1)),
        },
        INPUT,
      );
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ code: 'invalid_payment', reason: 'two_payment_headers' });
      expect(runs()).toBe(0);
    });
  });

  describe('a v1 payment that does not fit', () => {
    const cases: readonly [name: string, reason: string, () => Promise<PaymentV1>][] = [
      ['underpaid', 'amount_mismatch', () => sign({ maxAmountRequired: '49999' })],
      ['overpaid', 'amount_mismatch', () => sign({ maxAmountRequired: '50001' })],
      ['to another wallet', 'pay_to_mismatch', () => sign({ payTo: stranger })],
      [
        'on another network',
        'network_not_offered',
        async () => ({ ...(await sign()), network: 'base' }),
      ],
      [
        'for another chain than it says',
        'invalid_signature',
        async () => signV1(buyer.wallet, await offered(), 8453),
      ],
      ['for another asset', 'invalid_signature', () => sign({ asset: stranger })],
      ['expired', 'authorization_expired', () => tampered({ validBefore: '1700000000' })],
      [
        'about to expire',
        'authorization_expired',
        () => tampered({ validBefore: inFiveSeconds() }),
      ],
      [
        'not yet valid',
        'authorization_not_yet_valid',
        () => tampered({ validAfter: '9999999999' }),
      ],
      ['tampered amount', 'amount_mismatch', () => tampered({ value: '1' })],
      ['tampered payee', 'pay_to_mismatch', () => tampered({ to: stranger })],
      ['tampered payer', 'invalid_signature', () => tampered({ from: stranger })],
      ['tampered nonce', 'invalid_signature', () => tampered({ nonce: `0x${'ab'.repeat(32)}` })],
      ['malformed nonce', 'invalid_payload', () => tampered({ nonce: '0xab' })],
      ['of another scheme', 'offer_mismatch', async () => ({ ...(await sign()), scheme: 'upto' })],
    ];

    it.each(cases)('%s: 402 with the reason %s for both versions', async (_, reason, payment) => {
      const answer = await sendV1(await payment());
      expect(answer.status).toBe(402);
      expect(answer.body).toMatchObject({ reason, error: reason, payment: 'not_charged' });
      expect(challengeV1.parse(answer.body).accepts).toHaveLength(1);
      expect(answer.headers.get('payment-required')).not.toBeNull();
      expect(answer.headers.get('x-payment-response')).toBeNull();
      expect(runs()).toBe(0);
      expect(await charged()).toBe(0n);
    });

    it.each([
      ['empty JSON', encodeV1({})],
      ['no base64', '{"x402Version":1}'],
      ['no JSON', btoa('hello')],
      ['nothing', ''],
      ['deep nesting', btoa('['.repeat(2_000))],
      ['13 KB', 'A'.repeat(13_000)],
    ])('garbage (%s): 400 with the challenge', async (_, header) => {
      const answer = await sendV1(header);
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({
        code: 'invalid_payment',
        reason: 'malformed_payment_header',
        payment: 'not_charged',
      });
      expect(challengeV1.parse(answer.body).accepts).toHaveLength(1);
    });

    it.each([
      ['text that cannot be stored', '\0', 400],
      ['half a surrogate pair', '\ud83d', 400],
      ['deep nesting', JSON.parse('['.repeat(3_500) + ']'.repeat(3_500)) as unknown, 400],
    ])(
      'with %s beside what is signed is answered alike in both versions',
      async (_, junk, status) => {
        const v1 = await sign();
        const v2 = await inV2(await sign());
        const answers = [
          await sendV1(encodeV1({ ...v1, payload: { ...v1.payload, junk } })),
          await send(listing.url, { ...v2, payload: { ...v2.payload, junk } }, INPUT),
        ];
        expect(answers.map((answer) => answer.status)).toEqual([status, status]);
      },
    );

    it.each([20_000, 1_000_000])(
      'a header of %d bytes: refused, and the server keeps serving',
      async (size) => {
        const status = await sendV1('A'.repeat(size)).then(
          (answer) => answer.status,
          () => 'connection closed',
        );
        expect([400, 431, 'connection closed']).toContain(status);
        expect((await fetch(`${shop.origin}/health/ready`)).status).toBe(200);
      },
    );

    it('leaves no signature in the log', async () => {
      const payment = await sign();
      await sendV1(payment);
      expect(shop.log.join('\n')).not.toContain(payment.payload.signature.slice(2));
      expect(shop.log.join('\n')).not.toContain(encodeV1(payment));
    });
  });
});
