import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { ApiClient } from '../../src/sandbox/api-client.js';
import type { Shop } from '../e2e/shop.js';
import { failing, Receiver } from '../integrations/webhook-receiver.js';
import { type Letter, type PageOf, until } from '../integrations/webhook-shop.js';
import { inChromium } from '../setup/browser.js';
import { expectAccessible, expectGoodInEveryLook, openConsole } from './console-page.js';
import { serveConsole } from './console-server.js';

const key = generatePrivateKey();
const { address } = privateKeyToAccount(key);
const dialog = (page: Page) => page.getByRole('dialog');

inChromium('settings in the console', (browser) => {
  let shop: Shop;
  let receiver: Receiver;
  let creator: ApiClient;
  beforeAll(async () => {
    shop = await serveConsole({ EGRESS_ALLOW: '127.0.0.0/8' });
    receiver = await Receiver.start(failing);
    creator = await ApiClient.signIn(shop.origin, key);
  });
  afterAll(async () => {
    receiver.stop();
    await shop.stop();
  });

  const open = (part = '', as = key) =>
    openConsole(browser(), {
      origin: shop.origin,
      key: as,
      path: `/settings${part === '' ? '' : `?part=${part}`}`,
    });

  const happened = async (webhook: string | null) => {
    const path = `/webhooks/${webhook}/deliveries`;
    const { items } = await creator.send<PageOf<Letter>>('GET', path);
    return items.find(({ type }) => type === 'x_test.happened');
  };

  it('keep the name that buyers see', async () => {
    const { page, complaints, close } = await open();
    await page.getByLabel('Username').fill('No');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('3 to 20 small letters').waitFor();
    await page.getByLabel('Username').fill('ada');
    await page.getByLabel('Display name').fill('Ada Lovelace');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').waitFor();
    expect(await creator.send('GET', '/me')).toMatchObject({
      username: 'ada',
      displayName: 'Ada Lovelace',
    });
    expect(complaints).toEqual([]);
    await close();
  });

  it('choose where buyers pay to, and show that a wallet is one’s own', async () => {
    const mine = privateKeyToAccount(generatePrivateKey()).address;
    const { page, complaints, close } = await open();
    await page.getByRole('button', { name: 'Choose a wallet' }).click();
    await dialog(page).getByLabel('Address').fill(mine);
    await expectAccessible(page);
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await page.getByText('Not shown to be yours').waitFor();
    await page.getByRole('button', { name: /Change the wallet/ }).click();
    await dialog(page).getByLabel('Address').fill(address);
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await page.getByText('Yours', { exact: true }).waitFor();
    expect(await creator.send('GET', '/me/payout-wallets')).toMatchObject({ items: [{ address }] });
    await page.getByRole('button', { name: /Remove the wallet/ }).click();
    await dialog(page).getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('Choose another one for a network').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('show an API key once, and revoke it', async () => {
    const { page, complaints, close } = await open('keys');
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByLabel('Name').fill('CI');
    await page.getByRole('button', { name: 'Create key' }).click();
    const shown = await dialog(page)
      .getByText(/^coin_/)
      .innerText();
    await new ApiClient(shop.origin, shown).send('GET', '/me');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'I have it' }).click();
    await page.getByRole('button', { name: 'Revoke CI' }).waitFor();
    expect(await page.content()).not.toContain(shown);
    await page.getByRole('button', { name: 'Revoke CI' }).click();
    await dialog(page).getByRole('button', { name: 'Revoke', exact: true }).click();
    await page.getByText('No API keys').waitFor();
    expect((await new ApiClient(shop.origin, shown).ask('GET', '/me')).status).toBe(401);
    expect(complaints).toEqual([]);
    await close();
  });

  it('make a webhook, test it, and send again what was given up', async () => {
    const { page, complaints, close } = await open('webhooks');
    await page.getByRole('button', { name: 'New webhook' }).click();
    await page.getByLabel('Address').fill(receiver.url);
    await page.getByRole('button', { name: 'Create webhook' }).click();
    await dialog(page)
      .getByText(/^whsec_/)
      .waitFor();
    await page.getByRole('button', { name: 'I have it' }).click();
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText('the answer was not 2xx, 500').waitFor();
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByText('You disabled it').waitFor();
    await page.getByRole('button', { name: 'Enable' }).click();
    await page.getByRole('button', { name: 'Disable' }).waitFor();
    const { id } = await creator.send<{ id: string }>('GET', '/me');
    await shop.owner.query(
      `INSERT INTO outbox (user_id, type, data) VALUES ($1, 'x_test.happened', '{}')`,
      [id],
    );
    await page.getByRole('link', { name: /Deliveries to/ }).click();
    await page.waitForURL(/webhook=/);
    const webhook = new URL(page.url()).searchParams.get('webhook');
    await until(async () => ((await happened(webhook))?.attempts ?? 0) > 0);
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByText('You disabled it').waitFor();
    await page.getByRole('combobox', { name: 'Deliveries' }).selectOption('dead');
    await page.getByText('x_test.happened').waitFor();
    await expectAccessible(page);
    receiver.answer((_received, response) => void response.writeHead(204).end());
    await page.getByRole('button', { name: 'Enable' }).click();
    await page.getByText('Enabled', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Send again', exact: true }).first().click();
    await until(async () => (await happened(webhook))?.status === 'delivered');
    await page.getByRole('combobox', { name: 'Deliveries' }).selectOption('delivered');
    await page.getByText('x_test.happened').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('end a session, and the account for good', async () => {
    const leaving = generatePrivateKey();
    await ApiClient.signIn(shop.origin, leaving);
    const { page, close } = await openConsole(browser(), {
      origin: shop.origin,
      key: leaving,
      path: '/settings?part=security',
      statuses: [401],
    });
    await page.getByText('This browser').waitFor();
    await page.getByRole('button', { name: 'End', exact: true }).click();
    await dialog(page).getByRole('button', { name: 'End it' }).click();
    await page.getByRole('button', { name: 'End', exact: true }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Delete the account' }).click();
    const word = await dialog(page).locator('strong').innerText();
    await dialog(page).getByRole('textbox').fill(word);
    await dialog(page).getByRole('button', { name: 'Delete it for good' }).click();
    await page.getByText('The account is deleted.').waitFor();
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    await close();
  });

  it('are accessible and fit, by day and by night, wide and narrow', async () => {
    for (const [path, ready] of [
      ['/settings', 'Payout wallets'],
      ['/settings?part=webhooks', 'Webhooks'],
    ] as const) {
      const opening = { origin: shop.origin, key, path };
      await expectGoodInEveryLook(browser(), opening, 'Settings', (page) =>
        page.getByRole('heading', { name: ready }).waitFor(),
      );
    }
  });
});
