import { afterAll, beforeAll, it } from '@jest/globals';
import { generatePrivateKey } from 'viem/accounts';
import { openPage, type Opening } from '../console/console-page.js';
import { Buyer } from '../e2e/buyer.js';
import { inChromium } from '../setup/browser.js';
import { type Business, openBusiness } from './business.js';
import { LOOKS, takePicture } from './pictures.js';
import { type Screen, screensOf } from './screens.js';

/** Until all are taken, on a slow machine. */
const ALL_MS = 1_800_000;

/** Pictures of every page, each in the looks that differ: docs/console.md. */
inChromium('pictures', (browser) => {
  let business: Business;
  let visitor: `0x${string}`;
  beforeAll(async () => {
    business = await openBusiness();
    visitor = generatePrivateKey();
    await Buyer.with(business.shop.chain, 5_000_000n, visitor);
  });
  afterAll(() => business.stop());

  const take = async (screen: Screen) => {
    const { page, close } = await openPage(browser(), openingOf(business, visitor, screen));
    await screen.prepare?.(page);
    for (const look of LOOKS) await takePicture(page, screen.name, look);
    await close();
  };

  it(
    'are made of every page',
    async () => {
      for (const screen of screensOf(business)) {
        await take(screen).catch((cause: unknown) => {
          throw new Error(`there is no picture of ${screen.name}`, { cause });
        });
      }
    },
    ALL_MS,
  );
});

function openingOf(business: Business, visitor: `0x${string}`, { path, who }: Screen): Opening {
  const { shop, key, newcomer } = business;
  const keys = { newcomer, visitor };
  return {
    origin: shop.origin,
    path,
    key: who === undefined ? key : keys[who],
    isSignedIn: who !== 'visitor',
  };
}
