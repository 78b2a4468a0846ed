import { exec, execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodePaymentRequiredHeader } from '@x402/core/http';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { request } from 'undici';
import { generatePrivateKey } from 'viem/accounts';
import { Buyer } from '../e2e/buyer.js';
import { type Listing, openShop, PRICE, publish, type Shop } from '../e2e/shop.js';
import { inChromium, PATIENCE_MS } from '../setup/browser.js';

const HOSTILE = `<img src=x onerror=alert(1)></style><script>alert(2)</script>"'><a href=javascript:alert(3)>`;
const LONG_WORD = 'x'.repeat(90);
const BROWSER = {
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
};

const DEVICES: readonly (readonly [string, BrowserContextOptions])[] = [
  ['a desktop in daylight', { viewport: { width: 1280, height: 800 }, colorScheme: 'light' }],
  ['a desktop at night', { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' }],
  [
    'a small phone',
    { viewport: { width: 360, height: 640 }, isMobile: true, colorScheme: 'light' },
  ],
  [
    'a small phone at night',
    { viewport: { width: 360, height: 640 }, isMobile: true, colorScheme: 'dark' },
  ],
];

/** As a browser does that is to show the answer; `fetch` would say of itself that it is a script. */
async function visit(url: string, headers: Record<string, string> = BROWSER): Promise<Response> {
  const { statusCode: status, headers: told, body } = await request(url, { headers });
  return new Response(await body.text(), { status, headers: told as Record<string, string> });
}

const creatorOf = ({ url }: Listing) => url.slice(0, url.lastIndexOf('/'));

describe('pages for people', () => {
  let shop: Shop;
  let haiku: Listing;
  let hostile: Listing;

  beforeAll(async () => {
    shop = await openShop();
    haiku = await shop.publish({
      name: 'Haiku on demand',
      description: 'Three lines about anything',
    });
    hostile = await publish(shop.origin, {
      name: `${HOSTILE}${LONG_WORD}`.slice(0, 100),
      description: `${HOSTILE}\n${LONG_WORD.repeat(3)}`,
      slug: 'hostile',
      config: {
        systemPrompt: 'Write {{topic}}',
        parameters: [{ name: 'topic', description: HOSTILE, required: false, default: HOSTILE }],
        model: 'claude:claude-haiku-5-5',
        maxTokens: 100,
      },
    });
  });
  afterAll(() => shop.stop());

  it.each([
    ['the shop, with what counts visits', () => `${shop.origin}/?utm_source=x&fbclid=1&q=haiku`],
    ['a creator, with what counts visits', () => `${creatorOf(haiku)}?fbclid=1`],
    ['a creator, in capitals', () => creatorOf(haiku).toUpperCase().replace(/^HTTP/, 'http')],
    ['a resource, in capitals', () => haiku.url.toUpperCase().replace(/^HTTP/, 'http')],
  ])('are found by links that people share: %s', async (_what, url) => {
    const page = await visit(url());
    expect([200, 402]).toContain(page.status);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await page.text()).toContain('Haiku on demand');
  });

  it('say no to what is no link of theirs', async () => {
    for (const query of [`q=${'x'.repeat(101)}`, 'category=none', 'cursor=x', 'q=a&q=b']) {
      expect((await visit(`${shop.origin}/?${query}`)).status).toBe(422);
    }
  });

  async function codeOf(title: string): Promise<string> {
    const page = await (await visit(haiku.url)).text();
    const [, code = ''] =
      new RegExp(`<h3>${title}</h3>.*?<code>(.*?)</code>`, 's').exec(page) ?? [];
    const text = code
      .replaceAll('&#39;', "'")
      .replaceAll('&quot;', '"')
      .replaceAll('&gt;', '>')
      .replaceAll('&lt;', '<')
      .replaceAll('&amp;', '&');
    // Pages tell the address from the configuration, and not where a test happens to listen.
    return text.replaceAll('http://shop.example', shop.origin);
  }

  const pages = (): readonly (readonly [string, string])[] => [
    ['the shop', shop.origin],
    ['a search', `${shop.origin}/?q=haiku`],
    ['a creator', creatorOf(hostile)],
    ['a resource', haiku.url],
    ['a resource of a hostile creator', hostile.url],
    ['nowhere', `${shop.origin}/nowhere`],
  ];

  describe('at a paid address', () => {
    it('come with the challenge itself: a wallet in the browser, or a program, can pay', async () => {
      const answer = await visit(haiku.url);
      expect(answer.status).toBe(402);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      const { accepts } = decodePaymentRequiredHeader(answer.headers.get('payment-required') ?? '');
      expect(accepts[0]?.amount).toBe(String(PRICE));
      const page = await answer.text();
      for (const said of [
        'Haiku on demand',
        'Three lines about anything',
        '0.05 USDC a call',
        'Base Sepolia',
      ]) {
        expect(page).toContain(said);
      }
      expect(answer.headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; " +
          "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; " +
          "require-trusted-types-for 'script'; trusted-types 'none'",
      );
    });

    it.each<[string, Record<string, string>]>([
      ['a script in a page', { ...BROWSER, 'sec-fetch-mode': 'cors' }],
      ['a program that takes anything', { accept: '*/*' }],
      ['a program that takes JSON as well as HTML', { accept: 'text/html, application/json' }],
      ['a program that brings a payment', { ...BROWSER, 'payment-signature': 'e30=' }],
    ])('are for people alone: %s gets the problem', async (_who, headers) => {
      const answer = await visit(haiku.url, headers);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    });

    it('say how often calls succeed, and of how many that is', async () => {
      await shop.owner.query(
        `INSERT INTO resource_stats (resource_id, recent_runs, recent_successes, measured_at)
         VALUES ($1, 40, 39, now())`,
        [hostile.id],
      );
      const page = await (await visit(hostile.url)).text();
      expect(page).toContain('97.5 % of 40 paid calls in the last 30 days had a result');
    });
  });

  it.each([
    ['nothing is sold', '/@nobody/nothing', 404],
    ['nobody sells', '/@nobody_at_all', 404],
    ['nothing is', '/nothing-here', 404],
    ['a search makes no sense', '/?cursor=planted', 422],
  ])('say where %s', async (_what, path, status) => {
    const answer = await visit(shop.origin + path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await answer.text()).toContain('See what is on sale');
    expect((await fetch(shop.origin + path)).headers.get('content-type')).toContain('problem+json');
  });

  it('leave the API as it is, also for who opens it in a browser', async () => {
    const answer = await visit(`${shop.origin}/api/v1/nowhere`);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('show what a creator has, and all in pages', async () => {
    const { creator } = haiku;
    for (let number = 1; number <= 21; number += 1) {
      const config = { content: 'Flour' };
      const { id } = await creator.send<{ id: string }>('POST', '/resources', {
        type: 'static',
        name: `Recipe ${number}`,
        description: 'A cake',
        slug: `cake-${number}`,
        category: 'other',
        price: '0.01',
        config,
      });
      await creator.send('POST', `/resources/${id}/publish`);
    }
    const first = await (await visit(creatorOf(haiku))).text();
    expect(first).toContain('22 on sale');
    const [, more = ''] = /<a class="button" href="([^"]+)">More<\/a>/.exec(first) ?? [];
    const second = await (await visit(shop.origin + more.replaceAll('&amp;', '&'))).text();
    expect(second).toContain('Haiku on demand');
    expect(second).not.toContain('>More<');
  });

  describe('tell how to pay:', () => {
    it('curl is told the price', async () => {
      const { stdout } = await promisify(exec)((await codeOf('curl')).split('\n')[0] ?? '');
      expect(stdout).toMatch(/^HTTP\/1.1 402 /);
      expect(stdout).toMatch(/^payment-required: /im);
    });

    it.each(['@x402/fetch', 'MCP', 'OpenAI SDK'])('%s buys', async (title) => {
      const key = generatePrivateKey();
      const buyer = await Buyer.with(shop.chain, 1_000_000n, key);
      expect(await run(await codeOf(title), key)).toContain('A haiku about coins');
      expect(await buyer.balance()).toBe(1_000_000n - PRICE);
    });
  });

  inChromium('in Chromium', (browser) => {
    it.each(DEVICES)(
      'are accessible and fit on %s, and run nothing that is not theirs',
      async (_device, options) => {
        for (const [what, url] of pages()) {
          const { page, complaints, close } = await open(browser(), options, url);
          expect([what, await violationsOf(page)]).toEqual([what, []]);
          const sideways = await page.evaluate(
            'document.documentElement.scrollWidth - document.documentElement.clientWidth',
          );
          expect([what, sideways]).toEqual([what, 0]);
          expect([what, complaints]).toEqual([what, []]);
          await close();
        }
      },
    );

    it('show what a hostile creator wrote as text', async () => {
      const { page, complaints, close } = await open(browser(), {}, hostile.url);
      expect(await page.locator('main').innerText()).toContain(HOSTILE);
      expect(await page.locator('main script, img, style, [onerror]').count()).toBe(0);
      expect(complaints).toEqual([]);
      await close();
    });

    it('find by a search, and lead to what it costs', async () => {
      const { page, complaints, close } = await open(browser(), {}, shop.origin);
      await page.getByLabel('Search what is on sale').fill('on demand');
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByRole('link', { name: 'Haiku on demand' }).click();
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Haiku on demand');
      expect(await page.locator('dd').first().innerText()).toBe('0.05 USDC a call');
      expect(complaints).toEqual([]);
      await close();
    });
  });
});

/** Runs JavaScript with the project's packages, as a reader of a page would. */
async function run(code: string, key: string): Promise<string> {
  const words = ['--input-type=module', '--eval', code];
  const { stdout } = await promisify(execFile)(process.execPath, words, {
    env: { BUYER_KEY: key },
  });
  return stdout;
}

/** A page with everything that the browser complained of, but for the statuses that pages are meant to have. */
async function open(browser: Browser, options: BrowserContextOptions, url: string) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    if (!/Failed to load resource: .*status of (402|404)/.test(text)) complaints.push(text);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => complaints.push(dialog.message()));
  await page.goto(url);
  return { page, complaints, close: () => context.close() };
}

/** What axe finds wrong, in words. */
async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
