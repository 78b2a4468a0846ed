import { setImmediate } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import { Client } from 'pg';
import { Database } from '../../src/common/database/index.js';
import { answeringAfter, Gate } from '../e2e/claude.js';
import { Buyer, send, sendWith } from '../e2e/buyer.js';
import { type Listing, openShop, PRICE, type Shop } from '../e2e/shop.js';
import { UseBuyer } from '../e2e/use-buyer.js';

let shop: Shop;
let listing: Listing;
let buyer: Buyer;
beforeAll(async () => {
  shop = await openShop();
  listing = await shop.publish();
  buyer = await Buyer.with(shop.chain, 10n * PRICE);
});
afterEach(() => void jest.restoreAllMocks());
afterAll(() => shop.stop());

/** Texts of statements of paid calls: those of functions, and those of the services that run them. */
function watchStatements(): string[] {
  const statements: string[] = [];
  const query = Client.prototype.query as (...given: unknown[]) => unknown;
  jest.spyOn(Client.prototype, 'query').mockImplementation(function (
    this: Client,
    ...given: unknown[]
  ) {
    const [what] = given as [string | { readonly text: string }];
    const text = typeof what === 'string' ? what : what.text;
    if (/(take|change)_claim|book_|as_(payments|execution)/.test(text)) statements.push(text);
    return query.apply(this, given);
  } as typeof Client.prototype.query);
  return statements;
}

async function pay(headers: Record<string, string> = {}) {
  const payment = encodePaymentSignatureHeader(await buyer.sign(listing.url));
  return sendWith(listing.url, { ...headers, 'payment-signature': payment }, { topic: 'coins' });
}

describe('a paid call', () => {
  it('sends the database three statements, of which only the one before the network is asked waits for the disk', async () => {
    await pay();
    const statements = watchStatements();
    expect((await pay()).status).toBe(200);
    expect(statements.map(functionsOf)).toEqual([
      ['take_claim', 'set_config'],
      ['change_claim'],
      ['set_config', 'change_claim', 'book_settlement', 'book_journal', 'add_event', 'book_run'],
    ]);
  });

  it('by use is written in the same three', async () => {
    const { url } = await shop.publish({
      usagePrice: { minimum: '0.001', inputPerMillion: '3', outputPerMillion: '15' },
    });
    const payer = await UseBuyer.with(shop.chain);
    await payer.approve();
    await send(url, await payer.sign(url), { topic: 'coins' });
    const payment = await payer.sign(url);
    const statements = watchStatements();
    expect((await send(url, payment, { topic: 'coins' })).status).toBe(200);
    expect(statements.map(functionsOf)).toEqual([
      ['take_claim', 'set_config'],
      ['change_claim'],
      ['set_config', 'change_claim', 'book_settlement', 'book_journal', 'add_event', 'book_run'],
    ]);
  });

  it('that is answered later waits with its claim as well', async () => {
    const statements = watchStatements();
    expect((await pay({ prefer: 'respond-async' })).status).toBe(202);
    expect(functionsOf(statements[0] ?? '')).toEqual(['take_claim']);
  });
});

describe('a call that a crash of the database forgot before it was charged', () => {
  it('charges nothing, says so, and is begun anew by the same payment', async () => {
    const payer = await Buyer.with(shop.chain, PRICE);
    const payment = encodePaymentSignatureHeader(await payer.sign(listing.url));
    const send = () => sendWith(listing.url, { 'payment-signature': payment }, { topic: 'coins' });
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'Forgotten'));
    shop.claude.requests.length = 0;
    const forgotten = send();
    while (shop.claude.requests.length === 0) await setImmediate();
    await shop.owner.query(`DELETE FROM payment_claims WHERE payer = $1`, [payer.wallet.address]);
    gate.open();
    expect(await forgotten).toMatchObject({
      status: 503,
      body: { code: 'call_interrupted', payment: 'not_charged' },
    });
    expect(await payer.balance()).toBe(PRICE);
    expect((await send()).status).toBe(200);
    expect(await payer.balance()).toBe(0n);
  });
});

describe('a connection that breaks', () => {
  it('fails the statement that it carries, and nothing else', async () => {
    const database = shop.app.get(Database);
    const waiting = database.callAll([{ name: 'pg_sleep', parameters: [60] }]);
    const broken = expect(waiting).rejects.toThrow(/terminat/);
    const end = () =>
      shop.owner.query<unknown[]>(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'`,
      );
    while ((await end()).length === 0);
    await broken;
    expect(await database.callAll([{ name: 'pg_sleep', parameters: [0] }])).toHaveLength(1);
  });
});

function functionsOf(statement: string): string[] {
  return [...statement.matchAll(/(\w+)\(/g)].map(([, name]) => name ?? '');
}
