import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/app.js';
import { parseConfig } from '../../src/common/config/index.js';
import { createLogger } from '../../src/common/observability/index.js';
import { Buyer, send } from './buyer.js';
import { type Listing, openShop, type Shop } from './shop.js';

const INPUT = { topic: 'coins' };
const ISSUER = 'http://shop.example';

interface Receipt {
  readonly id: string;
  readonly signature: string;
  readonly payer: string;
  readonly transaction: string;
}

function factsOf({ signature }: Receipt): Record<string, unknown> {
  const [, payload = ''] = signature.split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
}

describe('a receipt', () => {
  let shop: Shop;
  let listing: Listing;
  let receipt: Receipt;
  let jwks: string;

  beforeAll(async () => {
    shop = await openShop();
    listing = await shop.publish();
    const buyer = await Buyer.with(shop.chain);
    const payment = await buyer.sign(listing.url, INPUT);
    const first = await send(listing.url, payment, INPUT);
    receipt = first.body['receipt'] as Receipt;
    expect((await send(listing.url, payment, INPUT)).body).toEqual(first.body);
    jwks = await (await fetch(`${shop.origin}/.well-known/jwks.json`)).text();
  });
  afterAll(() => shop.stop());

  /** Runs the snippet of docs/receipts.md, as a reader would: with two files and no server. */
  function verifyOffline(signature: string, keys = jwks, issuer = ISSUER): string {
    const [, snippet] = /```js\n(.*?)```/s.exec(readFileSync('docs/receipts.md', 'utf8')) ?? [];
    const directory = mkdtempSync(join(tmpdir(), 'coinslot-receipt-'));
    try {
      symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
      writeFileSync(join(directory, 'verify.mjs'), snippet ?? '');
      writeFileSync(join(directory, 'jwks.json'), keys);
      writeFileSync(join(directory, 'receipt.jws'), `${signature}\n`);
      const options = { cwd: directory, encoding: 'utf8', stdio: 'pipe' } as const;
      return execFileSync(process.execPath, ['verify.mjs', issuer], options);
    } finally {
      rmSync(directory, { recursive: true });
    }
  }

  it('verifies offline with the documented snippet and says what was bought', () => {
    const url = new URL(listing.url);
    expect(verifyOffline(receipt.signature)).toBe(
      `${receipt.payer} paid 50000 for ${ISSUER}${url.pathname}\n`,
    );
  });

  it('does not verify when it was changed, by another key or for another shop', () => {
    const [header, , signature] = receipt.signature.split('.');
    const forged = Buffer.from(JSON.stringify({ ...factsOf(receipt), amount: '1' })).toString(
      'base64url',
    );
    expect(() => verifyOffline([header, forged, signature].join('.'))).toThrow('signature');
    const { keys } = JSON.parse(jwks) as { keys: object[] };
    const otherKey = { ...keys[0], x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
    expect(() => verifyOffline(receipt.signature, JSON.stringify({ keys: [otherKey] }))).toThrow();
    expect(() => verifyOffline(receipt.signature, jwks, 'http://other.example')).toThrow('iss');
  });

  it('can be had again by its id, without an account and without what was asked for', async () => {
    const answer = await fetch(`${shop.origin}/api/v1/receipts/${receipt.id}`);
    const shared = (await answer.json()) as Receipt;
    expect(shared).toEqual({
      ...receipt,
      signature: expect.any(String),
      finality: {
        state: 'pending',
        transaction: receipt.transaction,
        since: null,
        reason: null,
      },
      refund: null,
      resource: `${ISSUER}${new URL(listing.url).pathname}`,
      settledAt: expect.any(String),
    });
    expect(verifyOffline(shared.signature)).toBe(verifyOffline(receipt.signature));
    const { request, ...facts } = factsOf(receipt);
    expect(request).toMatch(/^[\w-]{43}$/);
    expect(factsOf(shared)).toEqual(facts);
  });

  it.each(['garbage', '00000000-0000-4000-8000-000000000000'])(
    'is not found for %s',
    async (id) => {
      const answer = await fetch(`${shop.origin}/api/v1/receipts/${id}`);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ code: 'receipt_not_found' });
    },
  );

  it('still verifies after the key was changed, as long as the old one is published', async () => {
    const newKey = `r2:${Buffer.alloc(32, 9).toString('base64')}`;
    const RECEIPT_KEYS = `${newKey},${shop.environment['RECEIPT_KEYS']}`;
    const config = parseConfig({ ...shop.environment, RECEIPT_KEYS });
    const app = await createApp(config, createLogger('silent'));
    await app.listen(0, '127.0.0.1');
    const published = await (await fetch(`${await app.getUrl()}/.well-known/jwks.json`)).text();
    await app.close();
    expect((JSON.parse(published) as { keys: object[] }).keys).toMatchObject([
      { kid: 'r2', kty: 'OKP' },
      { kid: 'r1', kty: 'OKP' },
    ]);
    expect(published).not.toContain('"d"');
    expect(verifyOffline(receipt.signature, published)).toContain('paid 50000');
  });
});
