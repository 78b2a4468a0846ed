import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { generatePrivateKey } from 'viem/accounts';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { Buyer } from '../e2e/buyer.js';
import { publish, type Listing, type Shop } from '../e2e/shop.js';
import { inChromium } from '../setup/browser.js';
import { expectAccessible, expectGoodInEveryLook, openConsole, tile } from './console-page.js';
import { serveConsole } from './console-server.js';
import { plantBusiness } from './sales.js';

interface Summary {
  readonly net: { readonly value: string };
  readonly calls: { readonly value: string };
  readonly days: readonly { readonly date: string; readonly net: { readonly value: string } }[];
}

const key = generatePrivateKey();

/** Waits for all that the page loads. */
async function shown(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Earned by day' }).waitFor();
  await page.locator('.recharts-bar-rectangle path').first().waitFor();
  await page.getByRole('heading', { name: 'Activity' }).waitFor();
}

inChromium('the overview in the console', (browser) => {
  let shop: Shop;
  let haiku: Listing;
  beforeAll(async () => {
    shop = await serveConsole({ PLATFORM_FEE_BPS: '250' });
    haiku = await publish(shop.origin, { name: 'Haiku on demand' }, key);
    const { id } = await haiku.creator.send<{ id: string }>('GET', '/me');
    const other = await haiku.creator.send<{ id: string }>('POST', '/resources', {
      type: 'static',
      name: 'A recipe that is called by a rather long name, as creators do',
      description: 'A cake',
      slug: 'cake',
      category: 'other',
      price: '0.10',
      config: { content: 'Flour' },
    });
    await plantBusiness(shop.owner, id, [haiku.id, other.id]);
  });
  afterAll(() => shop.stop());

  const open = (path = '/') => openConsole(browser(), { origin: shop.origin, key, path });

  it('is accessible and fits, by day and by night, wide and narrow', async () => {
    await expectGoodInEveryLook(browser(), { origin: shop.origin, key }, 'Overview', shown);
  });

  it('says what the API says, in the range and the zone of the address', async () => {
    const { page, complaints, close } = await open('/?range=7d&tz=Asia/Tokyo');
    await shown(page);
    const asked = await page.evaluate(
      'performance.getEntriesByType("resource").map(({name}) => name).find((name) => name.includes("insights/summary"))',
    );
    const { search } = new URL(String(asked));
    expect(search).toMatch(/^\?from=[\d-]{10}&to=[\d-]{10}&tz=Asia%2FTokyo$/);
    const told = await haiku.creator.send<Summary>('GET', `/insights/summary${search}`);
    expect(await tile(page, 'Earned').innerText()).toBe(rounded(told.net.value));
    expect(await tile(page, 'Paid calls').innerText()).toBe(told.calls.value);
    expect(told.days).toHaveLength(7);
    await page.getByRole('button', { name: 'Table', exact: true }).first().click();
    const rows = page.getByRole('region', { name: 'Earned by day: table' }).locator('tbody tr');
    expect(await rows.count()).toBe(7);
    expect(await rows.first().locator('td').first().innerText()).toBe(
      rounded(told.days.at(-1)?.net.value ?? ''),
    );
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await close();
  });

  it('keeps range and zone in the address, and forgets those that make no sense', async () => {
    const { page, close } = await open('/?range=nonsense&tz=Mars/Olympus');
    await shown(page);
    expect(new URL(page.url()).search).toBe('');
    await page.getByLabel('12 months').check();
    await page.getByLabel('Days of').selectOption('UTC');
    await page.waitForURL(/range=365d&tz=UTC/);
    await page.reload();
    expect(await page.getByLabel('12 months').isChecked()).toBe(true);
    await page.getByText('days of UTC').first().waitFor();
    await close();
  });

  it('shows a sale', async () => {
    const buyer = await Buyer.with(shop.chain);
    const { page, close } = await open('/?range=7d');
    await shown(page);
    const before = Number(await tile(page, 'Paid calls').innerText());
    expect((await buyer.buy(haiku.url, { topic: 'the sea' })).status).toBe(200);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await tile(page, 'Paid calls')
      .getByText(String(before + 1), { exact: true })
      .waitFor();
    await close();
  });

  describe('when something fails', () => {
    it('says what, with the request, and the other cards live on', async () => {
      const opened = await openConsole(browser(), { origin: shop.origin, key, statuses: [503] });
      const { page, context, close } = opened;
      await shown(page);
      await context.route('**/api/v1/insights/summary*', (route) =>
        route.fulfill({
          status: 503,
          contentType: 'application/problem+json',
          headers: { 'x-request-id': 'planted-id' },
          body: JSON.stringify({ code: 'service_unavailable', title: 'The service rests' }),
        }),
      );
      await page.getByRole('button', { name: 'Refresh' }).click();
      await page.getByText('Not renewed').waitFor();
      expect(await tile(page, 'Paid calls').innerText()).toMatch(/\d/);
      await page.reload();
      await page.getByText('The service rests').first().waitFor();
      await page.getByText('planted-id').waitFor();
      await page.getByText('Everything is set up').waitFor();
      await expectAccessible(page);
      await context.unroute('**/api/v1/insights/summary*');
      await page.getByRole('button', { name: 'Try again' }).click();
      await shown(page);
      await close();
    });
  });

  it('leads somebody new to their first sale', async () => {
    const newcomer = generatePrivateKey();
    await ApiClient.signIn(shop.origin, newcomer);
    const { page, complaints, close } = await openConsole(browser(), {
      origin: shop.origin,
      key: newcomer,
    });
    const step = page.locator('[aria-current=step]');
    await step.getByText('Choose a username').waitFor();
    await page.getByText('Nothing has happened yet').waitFor();
    await page.getByText('Nothing was called in this range').waitFor();
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await close();
  });
});

/** To the cent, halves away from zero, as pages show dollars of at least a cent. */
function rounded(decimal: string): string {
  const [whole = '0', fraction = ''] = decimal.split('.');
  const cents =
    BigInt(whole + fraction.slice(0, 2).padEnd(2, '0')) + (Number(fraction[2] ?? 0) >= 5 ? 1n : 0n);
  const text = String(cents).padStart(3, '0');
  return `$${text.slice(0, -2)}.${text.slice(-2)}`;
}
