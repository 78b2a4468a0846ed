import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { generatePrivateKey } from 'viem/accounts';
import { Buyer } from '../e2e/buyer.js';
import { publish, type Listing, type Shop, SYSTEM_PROMPT } from '../e2e/shop.js';
import { inChromium } from '../setup/browser.js';
import { expectAccessible, expectGoodInEveryLook, openConsole, tile } from './console-page.js';
import { serveConsole } from './console-server.js';
import { plantBusiness } from './sales.js';

interface Report {
  readonly total: { readonly value: string };
  readonly dimensions: readonly { readonly id: string; readonly value: string }[];
}

const key = generatePrivateKey();

/** Waits for all that the page loads. */
async function shown(page: Page): Promise<void> {
  await page.locator('.recharts-bar-rectangle path').first().waitFor();
  await page.getByRole('region', { name: 'Runs: table' }).waitFor();
  await page.getByText('Spent today').waitFor();
  await page.getByRole('region', { name: 'Reasons: table' }).waitFor();
}

inChromium('resources in the console', (browser) => {
  let shop: Shop;
  let haiku: Listing;
  beforeAll(async () => {
    shop = await serveConsole({ PLATFORM_FEE_BPS: '250' });
    const limits = { callsPerMinute: 60, dailySpendUsd: '5.00', concurrentCalls: 4 };
    haiku = await publish(shop.origin, { name: 'Haiku on demand', limits }, key);
    const { id } = await haiku.creator.send<{ id: string }>('GET', '/me');
    await plantBusiness(shop.owner, id, [haiku.id], 30);
  });
  afterAll(() => shop.stop());

  const at = (path: string) => ({ origin: shop.origin, key, path });
  const detail = () => at(`/resources/${haiku.id}`);

  it('are listed with what each earned, and are accessible in every look', async () => {
    await expectGoodInEveryLook(browser(), at('/resources'), 'Resources', (page) =>
      page.getByRole('link', { name: 'Haiku on demand' }).waitFor(),
    );
  });

  it('show one of them in every look', async () => {
    await expectGoodInEveryLook(browser(), detail(), 'Haiku on demand', shown);
  });

  it('say what the API says of earnings, failures and their reasons', async () => {
    const { page, complaints, close } = await openConsole(browser(), {
      ...detail(),
      path: `/resources/${haiku.id}?range=90d&tz=UTC`,
    });
    await shown(page);
    const { from, to } = (await page.evaluate(
      'Object.fromEntries(new URL(performance.getEntriesByType("resource").map(({name}) => name).find((name) => name.includes("insights/margin"))).searchParams)',
    )) as { from: string; to: string };
    const query = `from=${from}&to=${to}&tz=UTC&filter=resource:${haiku.id}`;
    const failures = await haiku.creator.send<Report>(
      'GET',
      `/insights/failures?${query}&by=reason`,
    );
    expect(await tile(page, 'Without a result').innerText()).toBe(failures.total.value);
    const reasons = page.getByRole('region', { name: 'Reasons: table' }).locator('tbody tr');
    expect(await reasons.locator('td').allInnerTexts()).toEqual(
      failures.dimensions.map(({ value }) => value),
    );
    const calls = await haiku.creator.send<Report>(
      'GET',
      `/insights/earnings?${query}&measure=calls`,
    );
    expect(await tile(page, 'Paid calls').innerText()).toBe(calls.total.value);
    expect(complaints).toEqual([]);
    await close();
  });

  it('lead from a run to its transaction and its receipt', async () => {
    const buyer = await Buyer.with(shop.chain);
    const bought = await buyer.buy(haiku.url, { topic: 'the sea' });
    expect(bought.status).toBe(200);
    const { receipt } = bought.body as { receipt: { transaction: string; signature: string } };
    const { page, complaints, close } = await openConsole(browser(), {
      ...detail(),
      path: `/resources/${haiku.id}?range=7d&runs=paid`,
    });
    await page.getByRole('button', { name: 'Details' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Run' });
    await dialog.getByText(receipt.transaction).waitFor();
    await dialog.getByText('Receipt, signed').waitFor();
    expect(await dialog.locator('a').getAttribute('href')).toBe(
      `https://sepolia.basescan.org/tx/${receipt.transaction}`,
    );
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(complaints).toEqual([]);
    await close();
  });

  it('give the runs that are shown as a file', async () => {
    const { page, close } = await openConsole(browser(), {
      ...detail(),
      path: `/resources/${haiku.id}?range=90d&runs=not_charged`,
    });
    await page.getByRole('region', { name: 'Runs: table' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV' }).click(),
    ]);
    let text = '';
    for await (const chunk of await download.createReadStream()) text += String(chunk);
    const [head = '', ...lines] = text.trim().split('\n');
    expect(head).toContain('status');
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.every((line) => line.includes('not_charged'))).toBe(true);
    await close();
  });

  it('have limits that are set, changed and taken away there', async () => {
    const { page, complaints, close } = await openConsole(browser(), {
      ...detail(),
      statuses: [422],
    });
    await page.getByText('Not limited: the size of an input.').waitFor();
    await page.getByRole('button', { name: 'Change limits' }).click();
    const dialog = page.getByRole('dialog', { name: 'Limits' });
    await dialog.getByLabel('Calls in a minute').fill('many');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('A whole number, or nothing').waitFor();
    await dialog.getByLabel('Calls in a minute').fill('20000');
    await dialog.getByLabel('Spending in a day, in USD').fill('7.50');
    await dialog.getByLabel('Calls at once').fill('');
    await dialog.getByLabel('Largest input, in bytes').fill('9000');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('10000', { exact: false }).first().waitFor();
    await expectAccessible(page);
    await dialog.getByLabel('Calls in a minute').fill('90');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('of $7.50').waitFor();
    await page.getByText('Not limited: calls at once.').waitFor();
    const { limits } = await haiku.creator.send<{ limits: object }>(
      'GET',
      `/resources/mine/${haiku.id}`,
    );
    expect(limits).toEqual({
      inputBytes: 9000,
      concurrentCalls: null,
      callsPerMinute: 90,
      dailySpendUsd: '7.50',
    });
    expect(complaints).toEqual([]);
    await close();
  });

  it('show what was offered before, as it was', async () => {
    const patch = { price: '0.08', config: { systemPrompt: 'Rhyme about {{topic}}.' } };
    await haiku.creator.send('PATCH', `/resources/${haiku.id}`, patch);
    const { page, complaints, close } = await openConsole(browser(), detail());
    const versions = page.getByRole('region', { name: 'Versions', exact: true });
    await versions.getByRole('row', { name: /^2 .*now \$0\.08/ }).waitFor();
    await versions.getByRole('button', { name: 'Show version 1' }).click();
    const dialog = page.getByRole('dialog', { name: 'Version 1' });
    await dialog.getByText('$0.05 a call').waitFor();
    await dialog.getByText(SYSTEM_PROMPT).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await versions.getByRole('button', { name: 'Show version 2' }).click();
    await page.getByRole('dialog', { name: 'Version 2' }).getByText('Rhyme about').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('go off sale and back, and are archived once that is confirmed', async () => {
    const other = await publish(shop.origin, { slug: 'other', name: 'Another' });
    const mine = await haiku.creator.send<{ id: string }>('POST', '/resources', {
      type: 'static',
      name: 'Cake',
      description: 'A cake',
      slug: 'cake',
      category: 'other',
      price: '0.10',
      config: { content: 'Flour' },
    });
    const { page, complaints, close } = await openConsole(browser(), {
      ...at(`/resources/${mine.id}`),
    });
    const statusOf = async () =>
      (await haiku.creator.send<{ status: string }>('GET', `/resources/mine/${mine.id}`)).status;
    await page.getByRole('link', { name: 'Put on sale' }).click();
    await page.getByRole('button', { name: 'Put it on sale' }).click();
    await page.waitForURL(/\/done$/);
    expect(await statusOf()).toBe('published');
    await page.goto(new URL(`/console/resources/${mine.id}`, page.url()).href);
    await page.getByText('On sale', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Take off sale' }).click();
    await page.getByText('Off sale', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Archive' }).click();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Keep it' }).click();
    expect(await statusOf()).toBe('unpublished');
    await page.getByRole('button', { name: 'Archive' }).click();
    await page.getByRole('button', { name: 'Archive for good' }).click();
    await page.getByRole('heading', { level: 1, name: 'Resources' }).waitFor();
    await page.getByLabel('Status').selectOption('archived');
    await page.getByRole('link', { name: 'Cake' }).waitFor();
    expect(await statusOf()).toBe('archived');
    expect(complaints).toEqual([]);
    await close();
    const foreign = await openConsole(browser(), {
      ...at(`/resources/${other.id}`),
      statuses: [404],
    });
    await foreign.page.getByText('There is nothing of this id or name').first().waitFor();
    await foreign.close();
  });
});
