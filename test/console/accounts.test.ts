import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { generatePrivateKey } from 'viem/accounts';
import { ProviderServer } from '../../src/sandbox/providers/provider-server.js';
import { type Listing, publish, type Shop } from '../e2e/shop.js';
import {
  AccountsGround,
  newKey,
  type Person,
  signIn,
} from '../insights/provider-accounts-ground.js';
import { standInSettings } from '../integrations/planted-keys.js';
import { inChromium } from '../setup/browser.js';
import { expectAccessible, expectGoodInEveryLook, openConsole, tile } from './console-page.js';
import { serveConsole } from './console-server.js';

interface Report {
  readonly days: readonly { readonly date: string }[];
  readonly points: readonly { readonly date: string; readonly value: string | null }[];
}

interface Budget {
  readonly name: string;
  readonly thresholds: readonly number[];
  readonly pause: object | null;
}

const key = generatePrivateKey();

inChromium('provider accounts in the console', (browser) => {
  let services: ProviderServer;
  let shop: Shop;
  let ada: Person;
  let listing: Listing;
  let ground: AccountsGround;
  beforeAll(async () => {
    services = await ProviderServer.start({ size: { workspaces: 3, models: 3 } });
    shop = await serveConsole({ ...standInSettings(services), EGRESS_ALLOW: '127.0.0.0/8' });
    ada = await signIn(shop.origin, key);
    listing = await publish(shop.origin, { name: 'Haiku on demand' }, key);
    await ada.api.send('POST', '/integrations/anthropic/connect', { apiKey: newKey() });
    ground = new AccountsGround(shop, services);
    await ground.collect(ada);
  });
  afterAll(async () => {
    await stop();
    await services.stop();
  });

  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= shop.stop());

  const open = (path = '/accounts') => openConsole(browser(), { origin: shop.origin, key, path });

  it('show the figures that the API answers, by workspace, in days of UTC', async () => {
    const { page, complaints, close } = await open('/accounts?range=7d&by=workspace&tz=Asia/Tokyo');
    await shown(page);
    await page.getByText('By workspace, the last 7 days, UTC days, in USD').waitFor();
    const cost = page.getByRole('region', { name: 'Cost', exact: true }).first();
    const file = await cost.getByRole('link', { name: 'CSV' }).getAttribute('href');
    expect(file).toContain('source=anthropic');
    const path = String(file).replace('/api/v1', '').replace('&format=csv', '');
    const told = await ada.api.send<Report>('GET', path);
    await cost.getByRole('button', { name: 'Table', exact: true }).click();
    const rows = cost.locator('tbody tr');
    expect(await rows.count()).toBe(told.days.length);
    const figures = await rows.last().locator('td').allInnerTexts();
    const first = told.points.filter(({ date }) => date === told.days[0]?.date);
    expect(figures).toEqual(first.map(({ value }) => dollars(value)));
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await close();
  });

  it('keep the plan that their creator declares, and mark it so', async () => {
    const { page, complaints, close } = await open();
    await page.getByRole('button', { name: 'Declare it' }).click();
    await page.getByLabel('Plan', { exact: true }).fill('Team');
    await page.getByLabel('Price of a cycle, in USD').fill('150.00');
    await page.getByLabel('Billing cycle').selectOption('monthly');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Anthropic Team' }).waitFor();
    await page.getByText('Declared by you').waitFor();
    await page.getByText('$150.00').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('have budgets that are made, changed and deleted there', async () => {
    const { page, complaints, close } = await open();
    await page.getByText('No budgets').waitFor();
    await page.getByRole('button', { name: 'New budget' }).click();
    await page.getByLabel('Amount, in USD').fill('100');
    await page.getByLabel('Tell me at').fill('half');
    await page.getByRole('button', { name: 'Create budget' }).click();
    await page.getByText('Such as 50, 80, 100').waitFor();
    await page.getByLabel('Tell me at').fill('60, 90');
    await page.getByLabel('When it is reached').selectOption('key');
    await page.getByRole('button', { name: 'Create budget' }).click();
    await page.getByRole('progressbar', { name: 'Spent of Anthropic in a month' }).waitFor();
    expect(await budgetsOf(ada)).toMatchObject([
      {
        name: 'Anthropic in a month',
        thresholds: [60, 90],
        scope: { of: 'anthropic' },
        pause: { at: 90, provider: 'claude' },
      },
    ]);
    await page.getByRole('button', { name: 'Change Anthropic in a month' }).click();
    await page.getByLabel('Amount, in USD').fill('2000');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('of $2,000.00 a month').waitFor();
    await page.getByRole('button', { name: 'Delete Anthropic in a month' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('No budgets').waitFor();
    expect(await budgetsOf(ada)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  it('have budgets of a resource in days of a zone, and of a workspace', async () => {
    const { page, complaints, close } = await open();
    await page.getByRole('button', { name: 'New budget' }).click();
    await page.getByLabel('Name').fill('Haikus');
    await page.getByLabel('Amount, in USD').fill('5');
    await page.getByLabel('Of', { exact: true }).selectOption('Calls of one resource');
    await page.getByLabel('For', { exact: true }).selectOption('each day');
    await page.getByLabel('When it is reached').selectOption('resource');
    await page.getByRole('button', { name: 'Create budget' }).click();
    await page.getByText('Choose one', { exact: true }).waitFor();
    await expectAccessible(page);
    await page.getByLabel('Resource', { exact: true }).selectOption('Haiku on demand');
    await page.getByRole('button', { name: 'Create budget' }).click();
    await page.getByText('Calls of “Haiku on demand”, each day of Europe/Berlin').waitFor();
    await page.getByText('“Haiku on demand” goes off sale').waitFor();

    await page.getByRole('button', { name: 'New budget' }).click();
    await page.getByLabel('Amount, in USD').fill('50');
    await page.getByLabel('Of', { exact: true }).selectOption('workspace');
    await page.getByText('Anthropic counts days of UTC.').waitFor();
    await page.getByLabel('Workspace', { exact: true }).selectOption({ index: 1 });
    await page.getByRole('button', { name: 'Create budget' }).click();
    await page
      .getByText(/The bill of Anthropic for the workspace “.+”, each month of UTC/)
      .waitFor();
    const [ofWorkspace, ofResource] = await budgetsOf(ada);
    expect(ofResource).toMatchObject({
      scope: { of: 'calls', resourceId: listing.id },
      tz: 'Europe/Berlin',
      pause: { at: 100, resourceId: listing.id },
    });
    expect(ofWorkspace).toMatchObject({
      scope: { of: 'anthropic', workspaceId: expect.any(String) },
      tz: 'UTC',
    });
    expect(complaints).toEqual([]);
    await close();
  });

  it('are asked for where they are not connected', async () => {
    const { page, complaints, close } = await open();
    await page.getByRole('link', { name: 'OpenRouter', exact: true }).click();
    await page.getByText('Your OpenRouter account is not connected').waitFor();
    expect(new URL(page.url()).search).toBe('?account=openrouter');
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Connect it' }).click();
    await page.getByRole('heading', { level: 1, name: 'Connections' }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('keep the last good figures while the provider is down, mark them, and say why', async () => {
    const { page, complaints, close } = await openConsole(browser(), {
      origin: shop.origin,
      key,
      path: '/accounts',
      // Names of workspaces are not kept: the provider is asked for them, and cannot answer.
      statuses: [503],
    });
    await shown(page);
    const before = await tile(page, 'Cost this month').innerText();
    services.down.add('anthropic');
    try {
      await ground.rest();
      await page.getByRole('button', { name: 'Refresh' }).click();
      await page.getByText('The provider does not answer').waitFor();
      await page.getByText(/cannot answer/).waitFor();
      await page.getByText(/Figures as of/).waitFor();
      expect(await tile(page, 'Cost this month').innerText()).toBe(before);
      expect(await page.locator('.recharts-bar-rectangle path').count()).toBeGreaterThan(0);
      await expectAccessible(page);
    } finally {
      services.down.clear();
    }
    await ground.rest();
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByText('The provider does not answer').waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await close();
  });

  it('are accessible and fit, by day and by night, wide and narrow', async () => {
    const opening = { origin: shop.origin, key, path: '/accounts' };
    await expectGoodInEveryLook(browser(), opening, 'Provider accounts', shown);
  });

  it('stay, as every page of the console does, when the server stops, and say so', async () => {
    const { page, context, close } = await open();
    await shown(page);
    const tabs = [page];
    for (const [path, heading] of PAGES) {
      const tab = await context.newPage();
      await tab.goto(`${shop.origin}/console${path.replace('ID', listing.id)}`);
      await tab.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
      await tab.waitForLoadState('networkidle');
      tabs.push(tab);
    }
    await stop();
    for (const tab of tabs) {
      const before = await tab.getByRole('heading').allInnerTexts();
      await tab.evaluate(comeBackLater);
      await tab.getByText('Not renewed').first().waitFor();
      await tab.waitForFunction(`!document.querySelector('[aria-busy=true]')`);
      const seen = [await tab.getByRole('heading').allInnerTexts(), tab.url()];
      expect([...seen, await tab.getByRole('alert').count()]).toEqual([before, tab.url(), 0]);
      await expectAccessible(tab);
    }
    // The other tabs have loaded it before: the browser would have its file.
    await context.route('**/assets/**', (route) => route.abort());
    await page.getByRole('link', { name: 'Earnings', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'This page does not work' }).waitFor();
    await page.getByText('The server cannot be reached').waitFor();
    await page.getByRole('link', { name: 'Overview', exact: true }).waitFor();
    await close();
  });
});

/** The other pages, and what stands at their head. */
const PAGES = [
  ['/', 'Overview'],
  ['/resources', 'Resources'],
  ['/resources/ID', 'Haiku on demand'],
  ['/earnings', 'Earnings'],
  ['/connections', 'Connections'],
  ['/settings', 'Settings'],
] as const;

/** Runs in the page: its reader comes back to it after a minute. */
function comeBackLater(): void {
  const { now } = Date;
  Date.now = () => now() + 60_000;
  const page = globalThis as unknown as { dispatchEvent(event: Event): boolean };
  page.dispatchEvent(new Event('visibilitychange'));
}

/** Two decimals at least, as tables show dollars. */
function dollars(decimal: string | null): string {
  const [whole = '0', fraction = ''] = (decimal ?? '').split('.');
  return `$${whole}.${fraction.replace(/0+$/, '').padEnd(2, '0')}`;
}

async function shown(page: Page): Promise<void> {
  await page.locator('.recharts-bar-rectangle path').first().waitFor();
  await page.getByText('Left to spend').waitFor();
  await page.getByText('expected').waitFor();
}

async function budgetsOf({ api }: Person): Promise<readonly Budget[]> {
  const { items } = await api.send<{ items: readonly Budget[] }>('GET', '/insights/budgets');
  return items;
}
