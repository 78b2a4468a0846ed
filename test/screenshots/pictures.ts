import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Where all pictures go; git keeps none of them. */
const EVERY = 'dist/screenshots';
/** Where those go that documents show. */
const SHOWN = 'docs/images';

/** How somebody looks at a page. */
export interface Look {
  readonly name: 'light' | 'dark' | 'phone';
  readonly viewport: { readonly width: number; readonly height: number };
  readonly colorScheme: 'light' | 'dark';
}

const DESKTOP = { width: 1280, height: 800 };

export const LOOKS: readonly Look[] = [
  { name: 'light', viewport: DESKTOP, colorScheme: 'light' },
  { name: 'dark', viewport: DESKTOP, colorScheme: 'dark' },
  { name: 'phone', viewport: { width: 360, height: 740 }, colorScheme: 'light' },
];

/** What documents show: few, as each change of a page changes them. */
const IN_DOCUMENTS: ReadonlySet<string> = new Set([
  'overview-light',
  'overview-dark',
  'resource-light',
  'earnings-light',
  'account-light',
  'publish-4-review-light',
  'shop-light',
  'shop-bought-phone',
]);

/** Takes the picture of a page, once it stands still. */
export async function takePicture(page: Page, screen: string, look: Look): Promise<void> {
  const name = `${screen}-${look.name}`;
  await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' });
  await page.setViewportSize(look.viewport);
  await drawn(page);
  await settled(page);
  const { width, height } = look.viewport;
  const whole = await page.evaluate<number>(
    `document.querySelector('dialog[open]') ? 0 : document.documentElement.scrollHeight`,
  );
  // A high window, not a long page: what sticks to the window is drawn where it belongs.
  await page.setViewportSize({ width, height: Math.max(height, whole) });
  await drawn(page);
  await page.screenshot({ path: join(EVERY, `${name}.png`) });
  if (!IN_DOCUMENTS.has(name)) return;
  await page.setViewportSize(look.viewport);
  await drawn(page);
  await page.screenshot({ path: join(SHOWN, `${name}.png`) });
}

/** Charts measure their place after it has changed, and are drawn in the frame after that. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate(
    'new Promise((end) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(end))))',
  );
}

/** Something is shown, and nothing loads. */
async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.locator('[aria-busy=true], .animate-pulse').first().waitFor({ state: 'hidden' });
}
