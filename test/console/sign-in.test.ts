import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { ApiClient, signSignIn } from '../../src/sandbox/api-client.js';
import type { Shop } from '../e2e/shop.js';
import { inChromium } from '../setup/browser.js';
import { expectAccessible, expectGoodInEveryLook, openConsole } from './console-page.js';
import { serveConsole } from './console-server.js';

inChromium('signing in to the console', (browser) => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await serveConsole();
  });
  afterAll(() => shop.stop());

  const somebody = () => ({ origin: shop.origin, key: generatePrivateKey(), isSignedIn: false });

  it('takes one signature of a wallet, and goes on at the address that was opened', async () => {
    const opening = somebody();
    const { page, wallet, complaints, context, close } = await openConsole(browser(), {
      ...opening,
      path: '/?range=7d',
    });
    await page.getByRole('button', { name: 'Sign in with Scripted Wallet' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(wallet.asked).toEqual(['eth_requestAccounts', 'personal_sign']);
    expect(page.url()).toBe(`${shop.origin}/console/?range=7d`);
    const { address } = privateKeyToAccount(opening.key);
    const shown = `${address.slice(0, 6)}…${address.slice(-4)}`;
    await page.locator('aside').getByText(shown).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(complaints).toEqual([]);
    expect(await page.evaluate('document.cookie')).toBe('');
    expect(await page.evaluate('JSON.stringify({...localStorage, ...sessionStorage})')).not.toMatch(
      /eyJ|coin_/,
    );
    expect((await context.cookies()).map(({ httpOnly }) => httpOnly)).toEqual([true, true]);
    await close();
  });

  it('can be refused in the wallet, and tried again', async () => {
    const { page, wallet, complaints, close } = await openConsole(browser(), somebody());
    wallet.rejects = true;
    const button = page.getByRole('button', { name: 'Sign in with Scripted Wallet' });
    await button.click();
    await page.getByText('You closed the question of your wallet').waitFor();
    await expectAccessible(page);
    wallet.rejects = false;
    await button.click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('ends with signing out: the browser has nothing left, and the session is over', async () => {
    const { page, context, close } = await openConsole(browser(), {
      ...somebody(),
      isSignedIn: true,
    });
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    expect(await context.cookies()).toEqual([]);
    await close();
  });

  it('is asked for where a session has ended, without leaving the page', async () => {
    const { page, context, close } = await openConsole(browser(), {
      ...somebody(),
      isSignedIn: true,
      statuses: [401],
    });
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await context.clearCookies();
    // Not `check`: it looks at the button afterwards, which gives way to the question.
    await page.getByLabel('90 days').click();
    await page.getByRole('button', { name: 'Sign in with Scripted Wallet' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(new URL(page.url()).search).toBe('?range=90d');
    await close();
  });

  it('goes on without a word while the session can be renewed', async () => {
    const { page, context, close } = await openConsole(browser(), {
      ...somebody(),
      isSignedIn: true,
      statuses: [401],
    });
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    const [before] = await context.cookies();
    await context.clearCookies({ name: /session/ });
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    const names = (await context.cookies()).map(({ name }) => name);
    expect(names).toContain(before?.name);
    await close();
  });

  it('works with an API key as well', async () => {
    const creator = await ApiClient.signIn(shop.origin, generatePrivateKey());
    const { key } = await creator.send<{ key: string }>('POST', '/api-keys', {
      name: 'console',
      scopes: ['read'],
    });
    const { page, complaints, close } = await openConsole(browser(), somebody());
    await page.getByText('Use an API key', { exact: true }).click();
    await page.getByLabel('API key', { exact: true }).fill('coin_wrong');
    await page.getByRole('button', { name: 'Sign in with this key' }).click();
    await page.getByText('The API key is malformed, expired or revoked.').waitFor();
    await page.getByLabel('API key', { exact: true }).fill(key);
    await page.getByRole('button', { name: 'Sign in with this key' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('works once with the link that a sandbox prints', async () => {
    const seller = generatePrivateKey();
    const { parts } = await signSignIn(shop.origin, seller);
    const path = `/enter#${new URLSearchParams(parts)}`;
    const first = await openConsole(browser(), { ...somebody(), path });
    await first.page.getByText(privateKeyToAccount(seller).address).waitFor();
    expect(first.page.url()).toBe(`${shop.origin}/console/enter`);
    await expectAccessible(first.page);
    await first.page.getByRole('button', { name: 'Enter' }).click();
    await first.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(first.complaints).toEqual([]);
    await first.close();
    const second = await openConsole(browser(), { ...somebody(), path });
    await second.page.getByRole('button', { name: 'Enter' }).click();
    await second.page.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
    await second.close();
  });

  it('is accessible and fits, by day and by night, wide and narrow', async () => {
    await expectGoodInEveryLook(browser(), somebody(), 'Sign in');
  });
});
