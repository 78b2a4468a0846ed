import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { generatePrivateKey } from 'viem/accounts';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { sandboxClient } from '../../src/sandbox/providers/authorizations.js';
import { ProviderServer } from '../../src/sandbox/providers/provider-server.js';
import type { Shop } from '../e2e/shop.js';
import { plantedKeys, standInSettings } from '../integrations/planted-keys.js';
import { inChromium } from '../setup/browser.js';
import { expectAccessible, expectGoodInEveryLook, openConsole } from './console-page.js';
import { serveConsole } from './console-server.js';

interface Integration {
  readonly connection: { readonly status: string };
}

const key = generatePrivateKey();
const service = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });

inChromium('connections in the console', (browser) => {
  let services: ProviderServer;
  let shop: Shop;
  let creator: ApiClient;
  beforeAll(async () => {
    services = await ProviderServer.start({ size: { workspaces: 3, models: 2 } });
    shop = await serveConsole({ ...standInSettings(services), ...permitting(services) });
    creator = await ApiClient.signIn(shop.origin, key);
  });
  afterAll(async () => {
    await shop.stop();
    await services.stop();
  });

  const open = (statuses: readonly number[] = []) =>
    openConsole(browser(), { origin: shop.origin, key, path: '/connections', statuses });
  const status = (provider: string) =>
    creator
      .send<Integration>('GET', `/integrations/${provider}`)
      .then(({ connection }) => connection.status);

  it('take a key, say what is wrong with one, check it, and replace it in place', async () => {
    const { page, complaints, close } = await open([422]);
    const resend = service(page, 'Resend');
    await page.getByRole('button', { name: 'Connect Resend' }).click();
    const dialog = page.getByRole('dialog', { name: 'Connect Resend' });
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await dialog.getByText('API key is missing').waitFor();
    await expectAccessible(page);
    await dialog.getByLabel('API key').fill(plantedKeys['resend']?.key('wrong') ?? '');
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await dialog.getByRole('alert').waitFor();
    expect(await status('resend')).toBe('disconnected');
    await dialog.getByLabel('API key').fill(plantedKeys['resend']?.key() ?? '');
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await resend.getByText('Connected', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Check Resend' }).click();
    await resend.getByText('It works').waitFor();
    await page.getByRole('button', { name: 'Reconnect Resend' }).click();
    await page.getByText('stays until the new one is accepted').waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Disconnect Resend' }).click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    expect(await status('resend')).toBe('connected');
    await page.getByRole('button', { name: 'Disconnect Resend' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disconnect', exact: true }).click();
    await page.getByRole('button', { name: 'Connect Resend', exact: true }).waitFor();
    expect(await status('resend')).toBe('disconnected');
    expect(complaints).toEqual([]);
    await close();
  });

  it('lead to a service to permit access there, and back', async () => {
    const { page, close } = await open();
    await page.getByRole('button', { name: 'Connect Pinterest' }).click();
    await page.getByRole('button', { name: 'Go to Pinterest' }).click();
    await page.getByText('Pinterest is connected.').waitFor();
    expect(new URL(page.url()).search).toBe('?connected=pinterest');
    expect(await status('pinterest')).toBe('connected');
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.waitForURL(/connections$/);
    await close();
  });

  it('let an organization choose the workspaces that its figures are of', async () => {
    const apiKey = plantedKeys['anthropic']?.key();
    await creator.send('POST', '/integrations/anthropic/connect', { apiKey });
    const { page, complaints, close } = await open();
    await page.getByRole('button', { name: 'Workspaces' }).click();
    const dialog = page.getByRole('dialog', { name: /Workspaces/ });
    await dialog.getByRole('checkbox').first().check();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: /Look at 1 of/ }).click();
    await dialog.waitFor({ state: 'hidden' });
    const { items } = await creator.send<{ items: readonly { chosen: boolean }[] }>(
      'GET',
      '/integrations/anthropic/workspaces',
    );
    expect(items.filter(({ chosen }) => chosen)).toHaveLength(1);
    expect(complaints).toEqual([]);
    await close();
  });

  it('say what happened at the service, and are accessible and fit in every look', async () => {
    const path = '/connections?error=permission_denied';
    await expectGoodInEveryLook(
      browser(),
      { origin: shop.origin, key, path },
      'Connections',
      async (page) => {
        await page.getByText('Access was not permitted').waitFor();
        await service(page, 'Anthropic').first().waitFor();
      },
    );
  });
});

/** How the stand-in of Pinterest is asked for permission. */
function permitting(services: ProviderServer) {
  return {
    PINTEREST_CLIENT_ID: sandboxClient('pinterest').id,
    PINTEREST_CLIENT_SECRET: sandboxClient('pinterest').secret,
    PINTEREST_AUTHORIZE_URL: services.authorizeUrl('pinterest'),
  };
}
