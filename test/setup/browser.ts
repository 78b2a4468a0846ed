import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';

/** Where Debian's package `chromium-headless-shell` puts it. */
const CHROMIUM = '/usr/bin/chromium-headless-shell';
const MISSING = `${CHROMIUM} is missing: apt-get install chromium-headless-shell`;
/** Before a browser counts as hung: how fast the machine is decides nothing. Less than what a test may take. */
export const PATIENCE_MS = 240_000;

/**
 * Tests in one real Chromium, which all tests of the block share: each opens a context of its own, so that no
 * cookie or storage is left of another. On a machine without Chromium they are skipped and stderr says so;
 * where the environment says `CI`, they fail.
 * @param tests gets what gives the browser, once tests run
 */
export function inChromium(title: string, tests: (browser: () => Browser) => void): void {
  if (existsSync(CHROMIUM)) {
    return describe(title, () => {
      let browser: Browser;
      beforeAll(async () => {
        browser = await startChromium();
      }, PATIENCE_MS);
      afterAll(() => browser.close());
      tests(() => browser);
    });
  }
  if (process.env['CI']) {
    return describe(title, () => it('finds Chromium', () => Promise.reject(new Error(MISSING))));
  }
  process.stderr.write(`\nTHE BROWSER TESTS "${title}" DO NOT RUN: ${MISSING}\n`);
  return describe.skip(title, () =>
    tests(() => {
      throw new Error(MISSING);
    }),
  );
}

function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    timeout: PATIENCE_MS,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-dev-shm-usage',
    ],
  });
}
