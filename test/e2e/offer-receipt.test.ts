import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  decodePaymentRequiredHeader,
  decodePaymentResponseHeader,
  encodePaymentSignatureHeader,
} from '@x402/core/http';
import type { PaymentRequired } from '@x402/core/types';
import {
  canonicalize,
  decodeSignedOffers,
  extractOffersFromPaymentRequired,
  extractReceiptFromResponse,
  findAcceptsObjectFromSignedOffer,
  type JWSSignedOffer,
  type JWSSignedReceipt,
  verifyOfferSignatureJWS,
  verifyReceiptMatchesOffer,
  verifyReceiptSignatureJWS,
} from '@x402/extensions/offer-receipt';
import { Clock } from '../../src/common/clock/index.js';
import { claudeWire } from '../../src/modules/execution/llm/providers/claude/contract/claude-wire.js';
import { freePort } from '../../src/sandbox/postgres/free-port.js';
import { Buyer, post, send, sendWith } from './buyer.js';
import { type Listing, openReplica, openShop, type Shop } from './shop.js';
import { challengeV1, encodeV1, signV1 } from './v1-client.js';

const INPUT = { topic: 'coins' };
const KEY_BEFORE = `r1:${Buffer.alloc(32, 7).toString('base64')}`;
const KEY = `r2:${Buffer.alloc(32, 8).toString('base64')}`;

let shop: Shop;
let listing: Listing;
let did: string;
beforeAll(async () => {
  const port = await freePort();
  // Where its DID is resolved: by http on this machine, as the specification of did:web allows.
  const PUBLIC_URL = `http://127.0.0.1:${port}`;
  did = `did:web:127.0.0.1%3A${port}`;
  shop = await openShop({ PUBLIC_URL, PORT: String(port), RECEIPT_KEYS: KEY_BEFORE });
  listing = await shop.publish();
});
afterEach(() => void jest.restoreAllMocks());
afterAll(() => shop.stop());

async function challenge(): Promise<PaymentRequired> {
  const { headers } = await fetch(listing.url, post({}));
  return decodePaymentRequiredHeader(headers.get('payment-required') ?? '');
}

async function offer(): Promise<JWSSignedOffer> {
  const [first] = extractOffersFromPaymentRequired(await challenge());
  return first as JWSSignedOffer;
}

/** The same signature under other words. */
function altered<T extends { readonly signature: string }>(signed: T, change: object): T {
  const [head, payload = '', signature] = signed.signature.split('.');
  const facts = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  const other = Buffer.from(canonicalize({ ...facts, ...change })).toString('base64url');
  return { ...signed, signature: [head, other, signature].join('.') };
}

const kidOf = ({ signature }: { readonly signature: string }): unknown =>
  (
    JSON.parse(Buffer.from(signature.split('.')[0] ?? '', 'base64url').toString()) as {
      kid: string;
    }
  ).kid;

/** Runs the snippet of docs/receipts.md that checks offers, as a reader would. */
async function checkOffers(url: string): Promise<string> {
  const snippet = /```js\n\/\/ check-offer.mjs.*?\n(.*?)```/s.exec(
    readFileSync('docs/receipts.md', 'utf8'),
  );
  const directory = mkdtempSync(join(tmpdir(), 'coinslot-offer-'));
  try {
    symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
    writeFileSync(join(directory, 'check-offer.mjs'), snippet?.[1] ?? '');
    const run = promisify(execFile);
    return (await run(process.execPath, ['check-offer.mjs', url], { cwd: directory })).stdout;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe('what wallets of x402 verify (offer-receipt)', () => {
  it('is signed for each way to pay, by this server, and says what the challenge asks', async () => {
    const required = await challenge();
    const offers = extractOffersFromPaymentRequired(required);
    expect(offers).toHaveLength(required.accepts.length);
    for (const [at, decoded] of decodeSignedOffers(offers).entries()) {
      const verified = await verifyOfferSignatureJWS(decoded.signedOffer as JWSSignedOffer);
      expect(verified).toMatchObject({ version: 1, resourceUrl: listing.url, amount: '50000' });
      expect(findAcceptsObjectFromSignedOffer(decoded, required.accepts)).toBe(
        required.accepts[at],
      );
      const { signature } = decoded.signedOffer;
      expect(kidOf({ signature })).toBe(`${did}#r1`);
      const payload = Buffer.from(signature.split('.')[1] ?? '', 'base64url').toString();
      expect(payload).toBe(canonicalize(verified));
      const left = verified.validUntil - Date.now() / 1000;
      expect(left).toBeGreaterThanOrEqual(299);
      expect(left).toBeLessThanOrEqual(600);
    }
  });

  it('is checked with the documented snippet', async () => {
    expect(await checkOffers(listing.url)).toMatch(
      new RegExp(`^${listing.url} costs 50000, paid to ${listing.payTo}, until 20`, 'm'),
    );
  });

  it('comes with the answer to the unmodified client, and again with the same payment', async () => {
    const [decoded] = decodeSignedOffers([await offer()]);
    const buyer = await Buyer.with(shop.chain);
    const paid = await buyer.fetch(listing.url, post(INPUT));
    const receipt = extractReceiptFromResponse(paid) as JWSSignedReceipt;
    const verified = await verifyReceiptSignatureJWS(receipt);
    const settled = decodePaymentResponseHeader(paid.headers.get('payment-response') ?? '');
    expect(verified).toMatchObject({ version: 1, transaction: settled.transaction });
    const payers = [buyer.wallet.address];
    if (decoded === undefined) throw new Error('nothing was offered');
    expect(verifyReceiptMatchesOffer(receipt, decoded, payers)).toBe(true);

    const payment = await buyer.sign(listing.url);
    const [first, again] = [
      await send(listing.url, payment, INPUT),
      await send(listing.url, payment, INPUT),
    ];
    const told = first.headers.get('payment-response') ?? '';
    expect(decodePaymentResponseHeader(told).extensions).toHaveProperty('offer-receipt');
    expect(again.headers.get('payment-response')).toBe(told);
  });

  it('fits into what servers read of headers, with all that buyers send back', async () => {
    const parameters = Array.from({ length: 12 }, (_, n) => ({
      name: `parameter${n}`,
      description: 'What the haiku is about, in as many words as there are. '.repeat(3),
      required: true,
      maxLength: 200,
    }));
    const systemPrompt = `Write about ${parameters.map(({ name }) => `{{${name}}}`).join(', ')}.`;
    const config = {
      systemPrompt,
      parameters,
      model: `claude:${claudeWire.model}`,
      maxTokens: 100,
    };
    const { url } = await shop.publish({ description: 'd'.repeat(2_000), config });
    const { headers } = await fetch(url, post({}));
    const header = headers.get('payment-required') ?? '';
    expect(header.length).toBeLessThan(12_288);
    const required = decodePaymentRequiredHeader(header);
    expect(extractOffersFromPaymentRequired(required)).not.toHaveLength(0);
    const buyer = await Buyer.with(shop.chain);
    const payment = { ...(await buyer.sign(url)), extensions: required.extensions };
    const sent = encodePaymentSignatureHeader(payment);
    expect(sent.length).toBeLessThan(12_288);
    expect((await send(url, payment, {})).body).toMatchObject({ code: 'invalid_input' });
  });

  it('comes with a stream', async () => {
    const buyer = await Buyer.with(shop.chain);
    const { headers, ...call } = post(INPUT);
    const accept = { ...headers, accept: 'text/event-stream' };
    const answer = await buyer.fetch(listing.url, { ...call, headers: accept });
    const receipt = extractReceiptFromResponse(answer) as JWSSignedReceipt;
    expect(await answer.text()).toContain('event: done');
    expect(await verifyReceiptSignatureJWS(receipt)).toMatchObject({ payer: buyer.wallet.address });
  });

  it('is refused when somebody altered it, or signed it with another key', async () => {
    const signed = await offer();
    await expect(verifyOfferSignatureJWS(altered(signed, { amount: '1' }))).rejects.toThrow();
    const buyer = await Buyer.with(shop.chain);
    const receipt = extractReceiptFromResponse(
      await buyer.fetch(listing.url, post(INPUT)),
    ) as JWSSignedReceipt;
    await expect(
      verifyReceiptSignatureJWS(altered(receipt, { payer: listing.payTo })),
    ).rejects.toThrow();
    const [, payload, signature] = signed.signature.split('.');
    const head = Buffer.from(JSON.stringify({ alg: 'EdDSA', kid: `${did}#r9` })).toString(
      'base64url',
    );
    const stranger = { ...signed, signature: [head, payload, signature].join('.') };
    await expect(verifyOfferSignatureJWS(stranger)).rejects.toThrow('No verification method');
  });

  it('is signed anew before it ends, while the one of before is still good', async () => {
    await challenge();
    const [before] = decodeSignedOffers([await offer()]);
    const now = Date.now();
    jest
      .spyOn(shop.app.get(Clock, { strict: false }), 'now')
      .mockImplementation(() => new Date(now + 300_000));
    const [after] = decodeSignedOffers([await offer()]);
    expect(after?.validUntil).toBe((before?.validUntil ?? 0) + 300);
    expect(before?.validUntil).toBeGreaterThanOrEqual(Math.floor(now / 1000) + 300);
  });

  it('is offered by a refusal too, and to v1 buyers neither in body nor header of their own', async () => {
    const refused = await send(listing.url, 'no payment');
    const required = refused.body['paymentRequired'] as PaymentRequired;
    expect(extractOffersFromPaymentRequired(required)).toHaveLength(required.accepts.length);
    const unpaid = await sendWith(listing.url, {});
    const { paymentRequired: _, ...told } = unpaid.body;
    expect(JSON.stringify(told)).not.toContain('offer-receipt');
    const [accepted] = challengeV1.parse(unpaid.body).accepts;
    if (accepted === undefined) throw new Error('nothing was offered');
    const buyer = await Buyer.with(shop.chain);
    const payment = encodeV1(await signV1(buyer.wallet, accepted));
    const paid = await sendWith(listing.url, { 'x-payment': payment }, INPUT);
    expect(paid.status).toBe(200);
    expect(atob(paid.headers.get('x-payment-response') ?? '')).not.toContain('extensions');
  });

  it('names keys that anybody may read, and still verifies when another key signs', async () => {
    const [signed, buyer] = [await offer(), await Buyer.with(shop.chain)];
    const receipt = extractReceiptFromResponse(
      await buyer.fetch(listing.url, post(INPUT)),
    ) as JWSSignedReceipt;
    await shop.app.close();
    const RECEIPT_KEYS = `${KEY},${KEY_BEFORE}`;
    const rotated = await openReplica({ environment: { ...shop.environment, RECEIPT_KEYS } });
    try {
      const published = await fetch(`${rotated.origin}/.well-known/did.json`);
      expect(published.headers.get('cache-control')).toBe('public, max-age=300');
      expect(published.headers.get('access-control-allow-origin')).toBe('*');
      const document = (await published.json()) as { id: string; assertionMethod: string[] };
      expect(document).toMatchObject({ id: did, assertionMethod: [`${did}#r2`, `${did}#r1`] });
      expect(JSON.stringify(document)).not.toContain('"d"');
      await verifyOfferSignatureJWS(signed);
      await verifyReceiptSignatureJWS(receipt);
      expect(kidOf(await offer())).toBe(`${did}#r2`);
      await verifyOfferSignatureJWS(await offer());
    } finally {
      await rotated.app.close();
    }
  });
});
