import type { Page } from 'playwright-core';
import type { Business } from './business.js';

/** A page as somebody sees it. */
export interface Screen {
  /** What its pictures are called. */
  readonly name: string;
  /** Of the server, with its query. */
  readonly path: string;
  /** Who looks: the creator where it is not told. */
  readonly who?: 'newcomer' | 'visitor';
  /** What is done on the page, or waited for, before the picture. */
  readonly prepare?: (page: Page) => Promise<unknown>;
}

const chart = (page: Page) => page.locator('.recharts-bar-rectangle path').first().waitFor();
const step = (id: string, name: string) => `/console/publish/${id}/${name}`;
const heading = (name: string) => (page: Page) => page.getByRole('heading', { name }).waitFor();
const press = (name: string) => (page: Page) =>
  page.getByRole('button', { name, exact: true }).first().click();

/** Every page of the console and the shop, and the states that tell something of their own. */
export function screensOf(business: Business): readonly Screen[] {
  return [...console(business), ...publishing(business), ...shop(business)];
}

function console({ haiku, webhookId }: Business): readonly Screen[] {
  return [
    // First, since each picture signs in anew.
    { name: 'settings-security', path: '/console/settings?part=security' },
    { name: 'overview', path: '/console/', prepare: chart },
    { name: 'overview-year', path: '/console/?range=365d', prepare: chart },
    { name: 'overview-new', path: '/console/', who: 'newcomer' },
    { name: 'overview-failed', path: '/console/', prepare: failSummary },
    { name: 'resources', path: '/console/resources' },
    { name: 'resources-new', path: '/console/resources', who: 'newcomer' },
    { name: 'resource', path: `/console/resources/${haiku.id}`, prepare: chart },
    {
      name: 'resource-run',
      path: `/console/resources/${haiku.id}?runs=paid`,
      prepare: press('Details'),
    },
    {
      name: 'resource-version',
      path: `/console/resources/${haiku.id}`,
      prepare: press('Show version 1'),
    },
    {
      name: 'resource-limits',
      path: `/console/resources/${haiku.id}`,
      prepare: press('Change limits'),
    },
    { name: 'earnings', path: '/console/earnings', prepare: chart },
    { name: 'earnings-new', path: '/console/earnings', who: 'newcomer' },
    { name: 'earnings-decide', path: '/console/earnings', prepare: press('Approve') },
    { name: 'connections', path: '/console/connections' },
    { name: 'connections-dialog', path: '/console/connections', prepare: press('Connect Klaviyo') },
    { name: 'account', path: '/console/accounts', prepare: chart },
    { name: 'account-none', path: '/console/accounts?account=openrouter' },
    { name: 'settings', path: '/console/settings' },
    { name: 'settings-keys', path: '/console/settings?part=keys' },
    {
      name: 'settings-webhooks',
      path: `/console/settings?part=webhooks&webhook=${webhookId}`,
      prepare: heading('Webhooks'),
    },
    { name: 'sign-in', path: '/console/', who: 'visitor', prepare: heading('Sign in') },
    { name: 'not-found', path: '/console/nothing-here' },
  ];
}

function publishing({ draftId, haiku }: Business): readonly Screen[] {
  return [
    { name: 'publish-1-type', path: '/console/publish' },
    { name: 'publish-2-configuration', path: step(draftId, 'configuration') },
    {
      name: 'publish-2-models',
      path: step(draftId, 'configuration'),
      prepare: press('Change'),
    },
    { name: 'publish-3-details', path: step(draftId, 'details') },
    { name: 'publish-4-review', path: step(draftId, 'review') },
    { name: 'publish-on-sale', path: step(haiku.id, 'done') },
  ];
}

function shop({ haiku }: Business): readonly Screen[] {
  const path = new URL(haiku.url).pathname;
  return [
    { name: 'shop', path: '/', who: 'visitor' },
    { name: 'shop-search', path: '/?q=contract', who: 'visitor' },
    { name: 'shop-creator', path: '/@ada', who: 'visitor' },
    { name: 'shop-resource', path, who: 'visitor', prepare: topic },
    { name: 'shop-bought', path, who: 'visitor', prepare: buy },
    { name: 'shop-refused', path, who: 'newcomer', prepare: order },
    { name: 'shop-lost', path: '/@ada/nothing', who: 'visitor' },
  ];
}

const topic = (page: Page) => page.getByLabel('Topic').waitFor();

async function order(page: Page): Promise<void> {
  await page.getByLabel('Topic').fill('a coin that rolls under the counter');
  await page.getByRole('button', { name: 'Run ($0.05)' }).click();
  await page.getByText('Your wallet has too little USDC').waitFor();
}

async function buy(page: Page): Promise<void> {
  await page.getByLabel('Topic').fill('a coin that rolls under the counter');
  await page.getByRole('button', { name: 'Run ($0.05)' }).click();
  await page.getByRole('region', { name: 'Receipt' }).waitFor();
}

async function failSummary(page: Page): Promise<void> {
  const problem = { code: 'service_unavailable', title: 'The service is not available right now' };
  await page.route('**/api/v1/insights/summary*', (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      headers: { 'x-request-id': '019ac7a0-0000-7000-8000-000000000001' },
      body: JSON.stringify(problem),
    }),
  );
  await page.reload();
  await page.getByText(problem.title).first().waitFor();
}
