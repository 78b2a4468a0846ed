import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { Buyer } from '../e2e/buyer.js';
import { Refunding, type SeenRefund } from '../e2e/refunding.js';
import { type Listing, PRICE, publish, type Shop } from '../e2e/shop.js';
import { inChromium } from '../setup/browser.js';
import { expectAccessible, expectGoodInEveryLook, openConsole } from './console-page.js';
import { serveConsole } from './console-server.js';
import { plantBusiness } from './sales.js';

interface Report {
  readonly total: { readonly value: string };
  readonly days: readonly { readonly date: string; readonly value: string }[];
}

const key = generatePrivateKey();
const refund = (page: Page, reason: string) =>
  page.getByRole('listitem').filter({ hasText: reason });

inChromium('earnings in the console', (browser) => {
  let shop: Shop;
  let haiku: Listing;
  beforeAll(async () => {
    shop = await serveConsole({ PLATFORM_FEE_BPS: '250' });
    haiku = await publish(shop.origin, { name: 'Haiku on demand' }, key);
    const { id } = await haiku.creator.send<{ id: string }>('GET', '/me');
    await plantBusiness(shop.owner, id, [haiku.id], 14);
    const buyer = await Buyer.with(shop.chain);
    const refunding = new Refunding(shop);
    for (const reason of ['It has four lines, and none is about the sea', 'It took too long']) {
      await refunding.request(buyer, await refunding.buy(haiku, buyer), { reason });
    }
    // To send refunds with.
    await shop.chain.fund(haiku.payTo, 1_000_000n);
  });
  afterAll(() => shop.stop());

  const open = (path: string) =>
    openConsole(browser(), { origin: shop.origin, key, path, rpcUrl: shop.chain.rpcUrl });
  const refunds = () =>
    haiku.creator
      .send<{ items: readonly SeenRefund[] }>('GET', '/me/refunds')
      .then(({ items }) => items);

  it('are accessible and fit, by day and by night, wide and narrow', async () => {
    const opening = { origin: shop.origin, key, path: '/earnings' };
    await expectGoodInEveryLook(browser(), opening, 'Earnings', shown);
  });

  it('are what the API says, day by day, on the page and in the file', async () => {
    const { page, complaints, close } = await open('/earnings?range=7d&tz=Asia/Tokyo');
    await shown(page);
    const file = await page.getByRole('link', { name: 'CSV' }).getAttribute('href');
    const { search } = new URL(String(file), shop.origin);
    const asked = search.replace('&format=csv', '');
    const told = await haiku.creator.send<Report>('GET', `/insights/earnings${asked}`);
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    const rows = page.getByRole('region', { name: 'Earned by day' }).locator('tbody tr');
    expect(await rows.locator('td').allInnerTexts()).toEqual(
      told.days.map(({ value }) => dollars(value)).toReversed(),
    );
    const csv = await page.evaluate<string>(`fetch(${JSON.stringify(file)}).then((a) => a.text())`);
    expect(csv).toContain(told.total.value);
    expect(complaints).toEqual([]);
    await close();
  });

  it('lead from an entry of the ledger to its receipt', async () => {
    const { page, complaints, close } = await open('/earnings');
    await shown(page);
    await page.getByRole('region', { name: 'Ledger' }).getByRole('link').first().click();
    const receipt = page.getByRole('dialog', { name: 'Receipt' });
    await receipt.getByText('$0.05').waitFor();
    expect(new URL(page.url()).searchParams.get('receipt')).toMatch(/^[\da-f-]{36}$/);
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.waitForURL(/earnings$/);
    expect(complaints).toEqual([]);
    await close();
  });

  it('let a creator approve a refund and pay it with their wallet, and decline another', async () => {
    const { page, wallet, complaints, close } = await open('/earnings');
    const first = refund(page, 'none is about the sea');
    await first.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
    await first.getByRole('button', { name: 'Pay back' }).click();
    await expectAccessible(page);
    wallet.rejects = true;
    await page.getByRole('button', { name: 'Pay with Scripted Wallet' }).click();
    await page.getByText('You said no in your wallet').waitFor();
    wallet.rejects = false;
    await page.getByRole('button', { name: 'Pay with Scripted Wallet' }).click();
    await first.waitFor({ state: 'detached' });

    const second = refund(page, 'It took too long');
    await second.getByRole('button', { name: 'Decline' }).click();
    await page.getByLabel('Why').fill('It took two seconds');
    await page.getByRole('dialog').getByRole('button', { name: 'Decline' }).click();
    await page.getByText('Nobody waits for money').waitFor();
    const decided = (await refunds()).map(({ reason, status }) => [reason, status]);
    expect(decided.sort()).toEqual([
      ['It has four lines, and none is about the sea', 'paid'],
      ['It took too long', 'declined'],
    ]);
    await page.getByLabel('Show').selectOption('paid');
    await first.getByText('paid by').waitFor();
    expect(new URL(page.url()).search).toBe('?refunds=paid');
    expect(complaints).toEqual([]);
    await close();
  });

  it('send a refund once, though nobody could be told of it, and from a wallet that counts alone', async () => {
    const refunding = new Refunding(shop);
    const buyer = await Buyer.with(shop.chain, 200_000n);
    await refunding.owe(haiku, buyer);
    const before = await buyer.balance();
    const { page, wallet, close } = await open('/earnings');
    await page.getByRole('button', { name: 'Pay back' }).click();
    const pay = page.getByRole('button', { name: 'Pay with Scripted Wallet' });
    const own = wallet.account;
    wallet.account = privateKeyToAccount(generatePrivateKey());
    await pay.click();
    await page.getByText('would not count').waitFor();
    wallet.account = own;

    const told = '**/api/v1/refunds/*/payment';
    await page.route(told, (route) => route.abort());
    await pay.click();
    await page.getByText('You have sent it from here').waitFor();
    await page.getByText('It was sent, and the server could not be told').waitFor();
    expect(await pay.count()).toBe(0);
    await page.unroute(told);
    await page.reload();
    await page.getByRole('button', { name: 'Pay back' }).click();
    await page.getByRole('button', { name: 'Record it' }).click();
    await page.getByText('Nobody waits for money').waitFor();
    expect(await buyer.balance()).toBe(before + PRICE);
    await close();
  });

  it('take the transaction of who sent a refund elsewhere, and say what is wrong with another', async () => {
    const refunding = new Refunding(shop);
    const buyer = await Buyer.with(shop.chain);
    await refunding.owe(haiku, buyer);
    const wrong = await refunding.transfer(haiku.payTo, buyer.wallet.address, 1n);
    const right = await refunding.transfer(haiku.payTo, buyer.wallet.address);
    const { page, close } = await openConsole(browser(), {
      origin: shop.origin,
      key,
      path: '/earnings',
      statuses: [422],
    });
    await page.getByRole('button', { name: 'Pay back' }).click();
    await page.getByText('I have sent it already').click();
    await page.getByLabel('Transaction').fill(wrong);
    await page.getByRole('button', { name: 'Record this transfer' }).click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await page.getByLabel('Transaction').fill(right);
    await page.getByRole('button', { name: 'Record this transfer' }).click();
    await page.getByText('Nobody waits for money').waitFor();
    await close();
  });

  it('say to somebody new what will be here', async () => {
    const newcomer = generatePrivateKey();
    await ApiClient.signIn(shop.origin, newcomer);
    const opening = { origin: shop.origin, key: newcomer, path: '/earnings' };
    const { page, complaints, close } = await openConsole(browser(), opening);
    await page.getByText('Nobody waits for money').waitFor();
    await page.getByText('Nothing was earned in this range').first().waitFor();
    await page.getByText('The first paid call will be here').waitFor();
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await close();
  });
});

/** Two decimals at least, as tables show dollars. */
function dollars(decimal: string): string {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return `$${whole}.${fraction.replace(/0+$/, '').padEnd(2, '0')}`;
}

async function shown(page: Page): Promise<void> {
  await page.locator('.recharts-bar-rectangle path').first().waitFor();
  await page.getByRole('region', { name: 'Ledger' }).getByRole('row').nth(1).waitFor();
  await page.getByText('none is about the sea').waitFor();
}
