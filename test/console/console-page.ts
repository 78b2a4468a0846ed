import { expect } from '@jest/globals';
import axe from 'axe-core';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import type { Hex } from 'viem';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { signSignIn } from '../../src/sandbox/api-client.js';
import { PATIENCE_MS } from '../setup/browser.js';
import { putWallet, type ScriptedWallet } from './scripted-wallet.js';

/** The ways people look at pages that every page is checked in. */
const LOOKS = [
  ['a desktop in daylight', { width: 1280, height: 800 }, 'light'],
  ['a desktop at night', { width: 1280, height: 800 }, 'dark'],
  ['a small phone at night', { width: 360, height: 640 }, 'dark'],
  ['a small phone', { width: 360, height: 640 }, 'light'],
] as const;

/** A page in a context of its own, with a wallet. */
export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly wallet: ScriptedWallet;
  /** What the browser complained of: errors, exceptions, violations of the content security policy. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** What {@link openPage} opens. */
export interface Opening {
  /** Where the server is. */
  readonly origin: string;
  /** Of the console, under `/console`; `/` where it is not told. */
  readonly path?: string;
  readonly key: Hex;
  /** Whether `key` is signed in already, as if in an earlier visit; true where it is not told. */
  readonly isSignedIn?: boolean;
  /** Chain that the wallet sends transactions to. */
  readonly rpcUrl?: string;
  /** Whether the browser keeps nothing for pages, and throws where they look. */
  readonly blocksStorage?: boolean;
  /** Statuses of answers that the page is meant to get. */
  readonly statuses?: readonly number[];
}

/** Opens a page of the console. */
export function openConsole(browser: Browser, opening: Opening): Promise<OpenPage> {
  return openPage(browser, { ...opening, path: `/console${opening.path ?? '/'}` });
}

/** Opens any page of the server. */
export async function openPage(browser: Browser, opening: Opening): Promise<OpenPage> {
  const { origin, path = '/', key, isSignedIn = true, statuses = [], rpcUrl } = opening;
  const context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
  });
  if (isSignedIn) await bringSession(context, origin, key);
  context.setDefaultTimeout(PATIENCE_MS);
  if (opening.blocksStorage) await context.addInitScript(blockStorage);
  const page = await context.newPage();
  const complaints = listen(page, isSignedIn ? statuses : [401, ...statuses]);
  const account: PrivateKeyAccount = privateKeyToAccount(key);
  const wallet = await putWallet(page, account, rpcUrl);
  await page.goto(origin + path);
  return { page, context, wallet, complaints, close: () => context.close() };
}

/** The cookies of a session, as a browser has them after it signed in. */
async function bringSession(context: BrowserContext, origin: string, key: Hex): Promise<void> {
  const { message, signature } = await signSignIn(origin, key);
  const answer = await fetch(`${origin}/api/v1/auth/browser/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ message, signature }),
  });
  const cookies = answer.headers.getSetCookie().map((cookie) => {
    const [, name = '', value = '', path = '/'] =
      /^([^=]+)=([^;]+); Path=([^;]+)/.exec(cookie) ?? [];
    return {
      name,
      value,
      path,
      domain: new URL(origin).hostname,
      httpOnly: true,
      sameSite: 'Lax' as const,
    };
  });
  await context.addCookies(cookies);
}

/** Runs in the page, before its own scripts. */
function blockStorage(): void {
  for (const name of ['localStorage', 'sessionStorage']) {
    Object.defineProperty(globalThis, name, {
      get: () => {
        throw new DOMException('Access is denied for this document.', 'SecurityError');
      },
    });
  }
}

function listen(page: Page, statuses: readonly number[]): string[] {
  const complaints: string[] = [];
  const meant = new RegExp(`Failed to load resource: .*status of (${statuses.join('|')})\\b`);
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    if (statuses.length === 0 || !meant.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}

/** The figure that stands under a label at the head of a page. */
export function tile(page: Page, label: string): Locator {
  return page.locator('dt', { hasText: label }).locator('xpath=following-sibling::dd[1]');
}

/** Expects that axe finds nothing, and that nothing scrolls sideways. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
  const found = violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' ')}`,
  );
  expect(found).toEqual([]);
  expect(
    await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    ),
  ).toBe(0);
}

/**
 * Expects of a page, in every look, that it shows `heading`, that axe finds nothing, that nothing scrolls sideways, and
 * that the browser complains of nothing.
 * @param ready waits for what the page loads
 */
export async function expectGoodInEveryLook(
  browser: Browser,
  opening: Opening,
  heading: string,
  ready: (page: Page) => Promise<unknown> = async () => undefined,
  open: typeof openPage = openConsole,
): Promise<void> {
  const { page, complaints, close } = await open(browser, opening);
  try {
    // Colours that are still on their way would be read as too pale.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    for (const [name, viewport, colorScheme] of LOOKS) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
      await ready(page);
      await expectAccessible(page);
      expect([name, complaints]).toEqual([name, []]);
    }
  } finally {
    await close();
  }
}
