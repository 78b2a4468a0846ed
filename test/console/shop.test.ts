import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { generatePrivateKey } from 'viem/accounts';
import { document } from '../../src/modules/execution/llm/contract/wire.js';
import { RecoveryJob } from '../../src/modules/payments/calls/recovery.job.js';
import { Buyer } from '../e2e/buyer.js';
import { answering, claudeGiving, Gate, generations, inTwoParts } from '../e2e/claude.js';
import { type Endpoint, startEndpoint } from '../e2e/endpoint.js';
import { type Listing, PRICE, type Shop } from '../e2e/shop.js';
import { FacilitatorStandIn } from '../payments/facilitator-stand-in.js';
import { inChromium } from '../setup/browser.js';
import { testServers } from '../setup/servers.js';
import { expectAccessible, expectGoodInEveryLook, type Opening, openPage } from './console-page.js';
import { serveConsole } from './console-server.js';

const FUNDS = 1_000_000n;
const REFUSED = { type: 'error', error: { type: 'invalid_request_error', message: 'No' } };

const pathOf = ({ url }: Listing) => new URL(url).pathname;
const run = (page: Page, price = '$0.05') =>
  page.getByRole('button', { name: `Run (${price})` }).click();
const kept = (page: Page) => page.evaluate('JSON.stringify({...localStorage})');

async function order(page: Page): Promise<void> {
  await page.getByLabel('Topic').fill('coins');
  await run(page);
}

inChromium('buying in the shop', (browser) => {
  let endpoint: Endpoint;
  let facilitator: FacilitatorStandIn;
  let shop: Shop;
  let haiku: Listing;

  beforeAll(async () => {
    endpoint = await startEndpoint();
    facilitator = await FacilitatorStandIn.start(testServers().chain.rpcUrl);
    shop = await serveConsole({
      EGRESS_ALLOW: endpoint.host,
      FACILITATOR_PRIVATE_KEY: undefined,
      FACILITATOR_URL: facilitator.url,
    });
    haiku = await shop.publish({ name: 'Haiku on demand', description: 'Three lines' });
  });
  afterEach(() => {
    facilitator.answer = facilitator.honest;
    shop.claude.answer(answering('A haiku about coins'));
    shop.claude.requests.length = 0;
  });
  afterAll(async () => {
    await shop.stop();
    await facilitator.goDown();
    endpoint.stop();
  });

  /** A page of the shop, as a buyer with a wallet opens it. @param usdc what the wallet has */
  async function visit(path: string, usdc = FUNDS, more: Partial<Opening> = {}) {
    const key = generatePrivateKey();
    const buyer = await Buyer.with(shop.chain, usdc, key);
    const opening = { origin: shop.origin, path, key, isSignedIn: false, statuses: [402, 502] };
    return { ...(await openPage(browser(), { ...opening, ...more })), buyer };
  }

  it('shows an answer while it is written, then the receipt and the transaction', async () => {
    const gate = new Gate();
    shop.claude.answer(inTwoParts(gate.opened));
    const { page, wallet, buyer, complaints, close } = await visit(pathOf(haiku));
    wallet.chainId = '0x1';
    await order(page);
    await page.getByText('One', { exact: true }).waitFor();
    await page.getByText('Being written').waitFor();
    gate.open();
    await page.getByText('One Two', { exact: true }).waitFor();
    expect(wallet.asked).toEqual([
      'eth_requestAccounts',
      'eth_chainId',
      'wallet_switchEthereumChain',
      'eth_signTypedData_v4',
    ]);
    expect(await buyer.balance()).toBe(FUNDS - PRICE);
    const receipt = page.getByRole('region', { name: 'Receipt' });
    const signed = await receipt.getByRole('link', { name: 'Signed receipt' }).getAttribute('href');
    const { transaction } = (await (await fetch(shop.origin + signed)).json()) as {
      transaction: string;
    };
    expect(await receipt.getByRole('link', { name: transaction }).getAttribute('href')).toBe(
      `https://sepolia.basescan.org/tx/${transaction}`,
    );
    await expectAccessible(page);
    expect(await kept(page)).toBe('{}');
    expect(complaints).toEqual([]);
    await close();
  });

  it.each(['POST', 'GET'])(
    'sends what is typed where anything may be sent, by %s',
    async (method) => {
      endpoint.answer((response) => {
        response.setHeader('content-type', 'application/json');
        response.end('{"weather":"fine"}');
      });
      const slug = `weather-${method.toLowerCase()}`;
      const config = { url: `${endpoint.origin}/weather`, methods: [method] };
      const weather = await shop.publish({ type: 'proxy', slug, price: '0.01', config });
      const { page, complaints, close } = await visit(pathOf(weather));
      const seen = endpoint.seen.length;
      const input = page.getByLabel('Input, as JSON');
      for (const wrong of ['{bad', '7', '["Berlin"]']) {
        await input.fill(wrong);
        await run(page, '$0.01');
        await page.getByText('Write an object').waitFor();
      }
      expect(endpoint.seen.length).toBe(seen);
      await input.fill('{"city": "Berlin", "at": {"hour": 7}}');
      await run(page, '$0.01');
      await page.getByText('"weather"').first().waitFor();
      const sent = endpoint.seen.at(-1);
      if (method === 'GET') {
        expect(new URL(sent?.url ?? '', endpoint.origin).search).toBe(
          `?${new URLSearchParams({ city: 'Berlin', at: '{"hour":7}' })}`,
        );
      } else expect(JSON.parse(sent?.body ?? '')).toEqual({ city: 'Berlin', at: { hour: 7 } });
      expect(complaints).toEqual([]);
      await close();
    },
  );

  it('keeps an answer on the page until another one is paid for', async () => {
    const { page, wallet, close } = await visit(pathOf(haiku));
    await order(page);
    await page.getByText('A haiku about coins').waitFor();
    wallet.rejects = true;
    await run(page);
    await page.getByText('You said no in your wallet').waitFor();
    expect(await page.getByText('A haiku about coins').isVisible()).toBe(true);
    const receipt = page.getByRole('region', { name: 'Receipt' });
    for (const link of await receipt.getByRole('link').all()) {
      expect(await link.getAttribute('target')).toBe('_blank');
    }
    await close();
  });

  it('shows and saves what is no text of a model', async () => {
    const cake = await shop.publish({
      type: 'static',
      slug: 'cake',
      price: '0.01',
      config: { content: 'Flour and eggs', filename: 'cake.txt' },
    });
    const { page, complaints, close } = await visit(pathOf(cake));
    await run(page, '$0.01');
    await page.getByText('Flour and eggs').waitFor();
    expect(await page.getByRole('link', { name: /^Save/ }).getAttribute('download')).toBe(
      'cake.txt',
    );
    await page.getByRole('region', { name: 'Receipt' }).getByText('$0.01').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('shows the events of a seller’s endpoint while it sends them, and what else it answers', async () => {
    const config = { url: endpoint.origin, methods: ['GET'] };
    const ticks = await shop.publish({ type: 'proxy', slug: 'ticks', config });
    const gate = new Gate();
    endpoint.answer(async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('event: tick\ndata: {"n":1}\n\n');
      await gate.opened;
      response.end('data: two\n\ndata: [DONE]\n\n');
    });
    const { page, buyer, complaints, close } = await visit(pathOf(ticks));
    await run(page);
    const events = page.getByRole('list', { name: 'Events' }).getByRole('listitem');
    await page.getByText('Being written').waitFor();
    expect(await events.allTextContents()).toEqual(['tick {"n":1}']);
    gate.open();
    await page.getByRole('link', { name: 'Save the file (52 B)' }).waitFor();
    expect(await events.allTextContents()).toEqual(['tick {"n":1}', 'two', '[DONE]']);
    await page.getByRole('region', { name: 'Receipt' }).waitFor();
    await expectAccessible(page);

    endpoint.answer((response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"plain":true}');
    });
    await run(page);
    await page.getByText('{"plain":true}', { exact: true }).waitFor();
    expect(await page.getByText('null', { exact: true }).count()).toBe(0);
    expect(await buyer.balance()).toBe(FUNDS - 2n * PRICE);

    endpoint.answer((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: half\n\n', () => response.destroy());
    });
    await run(page);
    await page.getByRole('heading', { name: 'You paid, and the answer is still owed' }).waitFor();
    expect(await events.allTextContents()).toEqual(['half']);
    expect(complaints).toEqual([]);
    await close();
  });

  it('asks for the money back with the wallet that paid, and shows how that stands', async () => {
    const { page, wallet, complaints, close } = await visit(pathOf(haiku));
    await order(page);
    await page.getByText('Ask for your money back').click();
    await page.getByLabel('Why').fill('It has four lines.');
    wallet.rejects = true;
    await page.getByRole('button', { name: 'Ask for a refund' }).click();
    await page.getByText('Nothing was asked for').waitFor();
    wallet.rejects = false;
    await page.getByRole('button', { name: 'Ask for a refund' }).click();
    const refund = page.getByRole('region', { name: 'Refund' });
    await refund.getByText('Asked for').waitFor();
    await expectAccessible(page);

    const { items } = await haiku.creator.send<{ items: { id: string; reason: string }[] }>(
      'GET',
      '/me/refunds?status=requested',
    );
    expect(items).toEqual([expect.objectContaining({ reason: 'It has four lines.' })]);
    await haiku.creator.send('POST', `/refunds/${items[0]?.id}/decline`, { note: 'It has three.' });
    await page.reload();
    await refund.getByText('Declined').waitFor();
    await refund.getByRole('button', { name: 'Forget it' }).click();
    expect([await refund.count(), await kept(page)]).toEqual([0, '{}']);
    expect(complaints).toEqual([]);
    await close();
  });

  it('says of a call that was paid before and failed that the money is owed', async () => {
    const before = await shop.publish({ settlementPolicy: 'before_execution' });
    shop.claude.answer(claudeGiving(document(REFUSED, 400)));
    const { page, close } = await visit(pathOf(before));
    await order(page);
    await page.getByRole('heading', { name: 'You paid, and there is no answer' }).waitFor();
    const refund = page.getByRole('region', { name: 'Refund' });
    await refund.getByText('The seller has to send $0.05').waitFor();
    await expectAccessible(page);
    await page.reload();
    await refund.getByText('Owed', { exact: true }).waitFor();
    await close();
  });

  it('charges nobody who says no in the wallet, and lets them try again', async () => {
    const { page, wallet, buyer, complaints, close } = await visit(pathOf(haiku));
    wallet.rejects = true;
    await order(page);
    await page.getByRole('heading', { name: 'You said no in your wallet' }).waitFor();
    await page.getByText('Not charged', { exact: true }).waitFor();
    await expectAccessible(page);
    expect([await buyer.balance(), await kept(page)]).toEqual([FUNDS, '{}']);
    wallet.rejects = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('A haiku about coins').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('says when a wallet has too little, and keeps nothing of it', async () => {
    const { page, close } = await visit(pathOf(haiku), 0n);
    await order(page);
    await page.getByRole('heading', { name: 'Your wallet has too little USDC' }).waitFor();
    expect(await kept(page)).toBe('{}');
    await close();
  });

  it('asks again when the price has changed, before anything is signed', async () => {
    const listing = await shop.publish();
    const { page, wallet, close } = await visit(pathOf(listing));
    await page.getByLabel('Topic').fill('coins');
    await listing.creator.send('PATCH', `/resources/${listing.id}`, { price: '0.07' });
    await run(page);
    await page.getByRole('heading', { name: 'The price is now $0.07' }).waitFor();
    expect(wallet.asked).not.toContain('eth_signTypedData_v4');
    await page.getByRole('button', { name: 'Go on with $0.07' }).click();
    await run(page, '$0.07');
    await page.getByText('A haiku about coins').waitFor();
    await close();
  });

  it('fetches an answer that was lost with the same payment, which is charged once', async () => {
    const { page, buyer, close } = await visit(pathOf(haiku));
    const lost: number[] = [];
    await page.route(shop.origin + pathOf(haiku), async (route) => {
      const answer = await route.fetch();
      if (answer.status() === 402 || lost.length > 0) return route.fulfill({ response: answer });
      lost.push(answer.status());
      return route.abort();
    });
    await order(page);
    await page.getByRole('heading', { name: 'The answer was lost on its way' }).waitFor();
    await page.getByRole('button', { name: 'Send the same payment again' }).click();
    await page.getByText('A haiku about coins').waitFor();
    expect(lost).toEqual([200]);
    expect(generations(shop.claude.requests)).toHaveLength(1);
    expect(await buyer.balance()).toBe(FUNDS - PRICE);
    await close();
  });

  it('leads back to a payment of which nobody knows, with the wallet alone', async () => {
    const { page, buyer, close } = await visit(pathOf(haiku));
    facilitator.answer = facilitator.settling(async () => 'garbage');
    await order(page);
    await page.getByRole('heading', { name: 'Nobody knows yet whether you paid' }).waitFor();
    facilitator.answer = facilitator.honest;
    await page.reload();
    const open = page.getByRole('region', { name: 'An open payment' });
    await open.getByText('$0.05 on Base Sepolia').waitFor();
    await expectAccessible(page);
    expect(await kept(page)).not.toMatch(/signature|ticket|retryKey/i);
    await recover(buyer);
    await open.getByRole('button', { name: 'Look for it with the wallet' }).click();
    await page.getByText('A haiku about coins').waitFor();
    expect(await buyer.balance()).toBe(FUNDS - PRICE);
    expect(await kept(page)).toBe('{}');
    await close();
  });

  it('sells where the browser keeps nothing for pages, and says what is lost', async () => {
    const blocked = { blocksStorage: true };
    const { page, buyer, complaints, close } = await visit(pathOf(haiku), FUNDS, blocked);
    await page.getByText('This browser keeps nothing for this page.').waitFor();
    facilitator.answer = facilitator.settling(async () => 'garbage');
    await order(page);
    await page.getByRole('heading', { name: 'Nobody knows yet whether you paid' }).waitFor();
    facilitator.answer = facilitator.honest;
    await recover(buyer);
    await page.getByRole('button', { name: 'Look for it with the wallet' }).click();
    await page.getByText('A haiku about coins').waitFor();
    await page.goto(`${shop.origin}/console`);
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it.each([
    ['everything on sale', '/', 'Prompts and APIs, paid per call'],
    ['one thing', '', 'Haiku on demand'],
  ])(
    'is accessible and fits, by day and by night, wide and narrow: %s',
    async (_what, at, title) => {
      const path = at || pathOf(haiku);
      const opening = { origin: shop.origin, path, key: generatePrivateKey(), statuses: [402] };
      await expectGoodInEveryLook(
        browser(),
        { ...opening, isSignedIn: false },
        title,
        (page) =>
          at ? page.getByText('Three lines').first().waitFor() : page.getByLabel('Topic').waitFor(),
        openPage,
      );
    },
  );

  /** The job as it runs every minute, once the claim is due to be looked at. */
  async function recover({ wallet: { address } }: Buyer): Promise<void> {
    await shop.owner.query(
      `UPDATE payment_claims SET lease_expires_at = now() - interval '1 second' WHERE payer = $1`,
      [address],
    );
    await shop.app.get(RecoveryJob, { strict: false }).run();
  }
});
