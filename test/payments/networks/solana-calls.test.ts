import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodePaymentRequiredHeader, decodePaymentResponseHeader } from '@x402/core/http';
import { wrapFetchWithPaymentFromConfig } from '@x402/fetch';
import { ExactSvmScheme } from '@x402/svm/exact/client';
import { ExactSvmSchemeV1 } from '@x402/svm/exact/v1/client';
import { Buyer, post, readAnswer } from '../../e2e/buyer.js';
import { NETWORK, PRICE } from '../../e2e/shop.js';
import {
  FUNDS,
  newSolanaWallet,
  openSolanaShop,
  pay,
  signFor,
  type SolanaListing,
  type SolanaShop,
} from './solana-shop.js';

/** Buyers of v1 do not look at the header. */
const unheaded: typeof fetch = async (...request) => {
  const answer = await fetch(...request);
  const headers = new Headers(answer.headers);
  headers.delete('payment-required');
  return new Response(answer.body, { status: answer.status, headers });
};

describe.each(['own fee payer', 'facilitator'] as const)(
  'a shop on Solana with its %s',
  (settles) => {
    let ground: SolanaShop;
    let listing: SolanaListing;
    let network: SolanaShop['solana']['network'];

    beforeAll(async () => {
      ground = await openSolanaShop(settles);
      listing = await ground.open();
      ({ network } = ground.solana);
    });
    afterAll(() => ground.stop());

    const wallet = () => newSolanaWallet(ground.solana);
    const charged = async ({ address }: { readonly address: string }) =>
      FUNDS - (await ground.solana.usdcBalance(address));

    it('offers it beside the EVM chain, and names who pays the fees', async () => {
      const unpaid = await fetch(listing.url, post({}));
      const { accepts } = decodePaymentRequiredHeader(unpaid.headers.get('payment-required') ?? '');
      expect(accepts).toMatchObject([
        { network: NETWORK },
        {
          network,
          scheme: 'exact',
          asset: ground.solana.usdc,
          amount: `${PRICE}`,
          payTo: listing.seller.address,
          extra: { feePayer: ground.feePayer },
        },
      ]);
      const { accepts: v1 } = (await unpaid.json()) as { accepts: { network: string }[] };
      expect(v1.map((each) => each.network)).toEqual(['base-sepolia', 'solana-devnet']);
    });

    it('is paid by an unmodified buyer without any SOL, from the challenge to the receipt', async () => {
      const buyer = await wallet();
      const client = new ExactSvmScheme(buyer.signer, { rpcUrl: ground.solana.rpcUrl });
      const buy = wrapFetchWithPaymentFromConfig(fetch, { schemes: [{ network, client }] });
      const before = await ground.solana.usdcBalance(listing.seller.address);
      const answer = await readAnswer(await buy(listing.url, post({ topic: 'coins' })));
      expect(answer).toMatchObject({ status: 200 });
      expect(await charged(buyer)).toBe(PRICE);
      expect(await ground.solana.usdcBalance(listing.seller.address)).toBe(before + PRICE);
      const settled = decodePaymentResponseHeader(answer.headers.get('payment-response') ?? '');
      expect(settled).toMatchObject({ success: true, network, payer: buyer.address });
      expect(answer.body['receipt']).toMatchObject({
        network,
        asset: ground.solana.usdc,
        payer: buyer.address,
        payTo: listing.seller.address,
        transaction: settled.transaction,
      });
    });

    it('is paid for a stream', async () => {
      const buyer = await wallet();
      const client = new ExactSvmScheme(buyer.signer, { rpcUrl: ground.solana.rpcUrl });
      const buy = wrapFetchWithPaymentFromConfig(fetch, { schemes: [{ network, client }] });
      const call = post({ topic: 'coins' });
      const headers = { ...call.headers, accept: 'text/event-stream' };
      const answer = await buy(listing.url, { ...call, headers });
      expect(answer.headers.get('content-type')).toContain('text/event-stream');
      expect(await answer.text()).toContain('A haiku about coins');
      expect(await charged(buyer)).toBe(PRICE);
    });

    it('is paid by an unmodified buyer of x402 v1', async () => {
      const buyer = await wallet();
      const client = new ExactSvmSchemeV1(buyer.signer, { rpcUrl: ground.solana.rpcUrl });
      const v1 = wrapFetchWithPaymentFromConfig(unheaded, {
        schemes: [{ network: 'solana-devnet' as never, client, x402Version: 1 }],
      });
      const answer = await readAnswer(await v1(listing.url, post({ topic: 'coins' })));
      expect(answer).toMatchObject({ status: 200 });
      expect(answer.headers.get('x-payment-response')).toBeTruthy();
      expect(await charged(buyer)).toBe(PRICE);
    });

    it('still sells on the EVM chain', async () => {
      const other = await Buyer.with(ground.shop.chain);
      expect(await other.buy(listing.url, { topic: 'coins' })).toMatchObject({ status: 200 });
    });

    it('charges a payment once, however often it comes, and whatever stands in the other signature', async () => {
      const buyer = await wallet();
      const payment = await signFor(buyer, listing, network);
      const first = await pay(listing.url, payment);
      expect(first).toMatchObject({ status: 200 });
      const wire = Buffer.from(String(payment.payload['transaction']), 'base64');
      wire.fill(7, 1, 65);
      const tampered = { ...payment, payload: { transaction: wire.toString('base64') } };
      for (const again of [payment, tampered]) {
        const answer = await pay(listing.url, again);
        expect(answer).toMatchObject({ status: 200, body: { response: first.body['response'] } });
      }
      expect(await charged(buyer)).toBe(PRICE);
    });

    it('takes no payment that somebody else signed, nor one for somebody else’s fee payer', async () => {
      const buyer = await wallet();
      const payment = await signFor(buyer, listing, network);
      const other = await signFor(buyer, listing, network);
      const [wire, others] = [payment, other].map(({ payload }) =>
        Buffer.from(String(payload['transaction']), 'base64'),
      );
      others?.copy(wire ?? Buffer.alloc(0), 65, 65, 129);
      const forged = { ...payment, payload: { transaction: wire?.toString('base64') } };
      expect(await pay(listing.url, forged)).toMatchObject({
        status: 402,
        body: { reason: 'invalid_signature', payment: 'not_charged' },
      });
      const { address: feePayer } = await wallet();
      const asked = { ...payment.accepted, extra: { ...payment.accepted.extra, feePayer } };
      const misled = { ...payment, payload: await buyer.pay(asked) };
      expect(await pay(listing.url, misled)).toMatchObject({
        status: 402,
        body: { reason: 'invalid_payload', payment: 'not_charged' },
      });
      expect(await charged(buyer)).toBe(0n);
    });

    it('works for nobody whose payment is too old, or who has not enough', async () => {
      ground.shop.claude.requests.length = 0;
      const buyer = await wallet();
      const payment = await signFor(buyer, listing, network);
      const old = await buyer.pay(payment.accepted, { validBefore: new Date(0) });
      expect(await pay(listing.url, { ...payment, payload: old })).toMatchObject({
        status: 402,
        body: { payment: 'not_charged' },
      });
      const poor = await newSolanaWallet(ground.solana, PRICE - 1n);
      const unpaid = await pay(listing.url, await signFor(poor, listing, network));
      expect(unpaid).toMatchObject({ status: 402, body: { payment: 'not_charged' } });
      expect(ground.shop.claude.requests).toEqual([]);
    });
  },
);
