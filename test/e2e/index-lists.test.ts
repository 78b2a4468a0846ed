import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  checkEndpointSchema,
  checkL2ForOpenAPI,
  checkL4ForOpenAPI,
  getOpenAPI,
  getWarningsForFavicon,
  getWarningsForL2,
  getWarningsForL3,
  getWarningsForL4,
  getWarningsForOpenAPI,
  isOpenApiParseFailure,
  validatePaymentRequiredDetailed,
} from '@agentcash/discovery';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { decodePaymentRequiredHeader } from '@x402/core/http';
import type { PaymentRequired } from '@x402/core/types';
import { validateDiscoveryExtension } from '@x402/extensions/bazaar';
import { createApp } from '../../src/app.js';
import { parseConfig } from '../../src/common/config/index.js';
import { createLogger } from '../../src/common/observability/index.js';
import { Buyer, readAnswer } from './buyer.js';
import { type Ground, type Listing, openReplica, prepareGround, publish } from './shop.js';

interface Item {
  readonly resource: string;
  readonly description: string;
  readonly accepts: PaymentRequired['accepts'];
  readonly input: { readonly method: string; readonly body?: object };
  readonly output: object;
  readonly extensions: Readonly<Record<string, unknown>>;
}

interface Manifest {
  readonly items: readonly Item[];
  readonly next: string | null;
}

interface BuyersDocument {
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly summary: string;
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly example?: object }>>;
  };
}

/** A port that is free now: the address that agents are told has to be the one that listens. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

async function read<T>(url: string): Promise<T> {
  const response = await fetch(url);
  expect([url, response.status]).toEqual([url, 200]);
  return (await response.json()) as T;
}

/** What of a challenge is the same in each. */
function withoutKeys(accepts: PaymentRequired['accepts']) {
  return accepts.map(({ extra, ...rest }) => {
    const { retryKey: _, ...same } = { ...extra };
    return { ...rest, extra: same };
  });
}

async function challengeOf(url: string, method: string): Promise<PaymentRequired> {
  const { status, headers } = await fetch(url, { method });
  expect(status).toBe(402);
  return decodePaymentRequiredHeader(headers.get('payment-required') ?? '');
}

const EVIL = { name: 'Cake](http://evil.example) [x', description: 'One\n# Two\n- [a](http://b)' };

describe('a server that an agent knows nothing of but its address', () => {
  let ground: Ground;
  let app: NestFastifyApplication;
  let base: string;
  let haiku: Listing;
  let file: Listing;
  let buyer: Buyer;

  beforeAll(async () => {
    const port = await freePort();
    base = `http://127.0.0.1:${port}`;
    ground = await prepareGround({ PUBLIC_URL: base, CONTACT_EMAIL: 'help@shop.example' });
    const logger = createLogger('silent', { write: () => undefined });
    app = await createApp(parseConfig(ground.environment), logger);
    await app.listen(port, '127.0.0.1');
    haiku = await publish(base);
    const config = { content: '# Cake', mimeType: 'text/markdown' };
    file = await publish(base, { ...EVIL, type: 'static', slug: 'cake', config });
    await publish(base, {
      type: 'proxy',
      name: 'Forecast',
      description: 'Tomorrow’s weather',
      slug: 'api',
      config: { url: 'https://api.example.com', methods: ['POST'] },
    });
    buyer = await Buyer.with(ground.chain, 5_000_000n);
  });
  afterAll(async () => {
    await app?.close();
    await ground?.clear();
  });

  async function all(origin = base): Promise<Item[]> {
    const items: Item[] = [];
    for (let url: string | null = `${origin}/.well-known/x402.json`; url !== null;) {
      const page: Manifest = await read<Manifest>(url);
      items.push(...page.items);
      url = page.next;
    }
    return items;
  }

  it('is found through its x402 index, paid, and gives the result', async () => {
    const found = (await all()).find(({ description }) => description === 'Three lines');
    const { resource, input } = found!;
    const answer = await buyer.fetch(resource, {
      method: input.method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input.body),
    });
    const { body } = await readAnswer(answer);
    expect(body).toMatchObject({ response: 'A haiku about coins' });
  });

  it('is found through its OpenAPI document, paid, and gives the result', async () => {
    const { servers, paths } = await read<BuyersDocument>(`${base}/openapi.json`);
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
    );
    const { path, method, requestBody } = operations.find(({ summary }) => summary === 'Haiku')!;
    const answer = await buyer.fetch(servers[0]?.url + path, {
      method: method.toUpperCase(),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(requestBody?.content['application/json']?.example),
    });
    const { body } = await readAnswer(answer);
    expect(body).toMatchObject({ response: 'A haiku about coins' });
  });

  it('lists each resource with the very challenge that it answers', async () => {
    const items = await all();
    expect(items).toHaveLength(3);
    for (const { resource, accepts, input, output, extensions } of items) {
      const required = await challengeOf(resource, input.method);
      expect(accepts).toEqual(withoutKeys(required.accepts));
      // Signed offers end within minutes: no list has them.
      const { 'offer-receipt': signed, ...lasting } = required.extensions ?? {};
      expect(signed).toBeDefined();
      expect(extensions).toEqual(lasting);
      const bazaar = extensions['bazaar'] as Parameters<typeof validateDiscoveryExtension>[0];
      expect(validateDiscoveryExtension(bazaar)).toEqual({ valid: true });
      expect({ input, output }).toEqual(bazaar.info);
    }
  });

  it('tells agents in words what it sells, and lets no creator write anything but a line', async () => {
    const response = await fetch(`${base}/llms.txt`);
    expect(response.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    const text = await response.text();
    expect(text.match(/^# /gm)).toHaveLength(1);
    expect(text).toContain(`- [Haiku](${haiku.url}): POST, 0.05 USDC a call. Three lines`);
    expect(text).toContain(`](${file.url}): GET, 0.05 USDC a call. One # Two - \\[a\\](http://b)`);
    expect(text).not.toMatch(/(?<!\\)\]\(http:\/\/(evil|b)/);
    const [, onSale = ''] = text.split('## On sale');
    expect(onSale.match(/^- /gm)).toHaveLength(3);
    for (const [, link = ''] of text.split('## On sale')[0]!.matchAll(/\]\((http[^)]+)\)/g)) {
      expect([link, (await fetch(link)).status]).toEqual([link, 200]);
    }
  });

  it('tells crawlers what to read', async () => {
    const robots = await (await fetch(`${base}/robots.txt`)).text();
    expect(robots).toContain(`Sitemap: ${base}/sitemap.xml`);
    expect(robots).toContain('Disallow: /api/');
    const response = await fetch(`${base}/sitemap.xml`);
    expect(response.headers.get('content-type')).toBe('application/xml; charset=utf-8');
    const map = await response.text();
    expect(map).toMatch(/^<\?xml [^>]+>\n<urlset [^>]+>\n(<url>.*<\/url>\n)+<\/urlset>\n$/);
    for (const url of [haiku.url, file.url]) expect(map).toContain(`<loc>${url}</loc><lastmod>`);
    expect(map).toContain(`<loc>${new URL('.', haiku.url).href.slice(0, -1)}</loc>`);
  });

  it.each(['.well-known/x402.json', 'llms.txt', 'robots.txt', 'sitemap.xml', 'favicon.svg'])(
    'lets caches keep %s for a while',
    async (path) => {
      const { headers } = await fetch(`${base}/${path}`);
      expect(headers.get('cache-control')).toMatch(/^public, max-age=\d+$/);
    },
  );

  it('serves the older list of addresses where its operator wants it', async () => {
    expect((await fetch(`${base}/.well-known/x402`)).status).toBe(404);
    const environment = { ...ground.environment, WELL_KNOWN_X402: 'true' };
    const older = await openReplica({ environment });
    const list = await read<{ version: number; resources: string[] }>(
      `${older.origin}/.well-known/x402`,
    );
    await older.app.close();
    expect(list.version).toBe(1);
    expect(list.resources).toHaveLength(3);
    expect(list.resources).toContain(haiku.url);
  });

  it('is read by @agentcash/discovery without an error or a warning', async () => {
    const source = (await getOpenAPI(base)).unwrapOr(null);
    expect(getWarningsForOpenAPI(source)).toEqual([]);
    if (source === null || isOpenApiParseFailure(source)) throw new Error('no document');
    const routes = checkL2ForOpenAPI(source);
    expect(getWarningsForL2(routes)).toEqual([]);
    expect(getWarningsForL4(checkL4ForOpenAPI(source))).toEqual([]);
    expect((await getWarningsForFavicon(base)).unwrapOr([])).toEqual([]);
    expect(routes.routes.length).toBeGreaterThan(2);
    for (const { path, method } of routes.routes.slice(0, 5)) {
      const url = base + path;
      const checked = await checkEndpointSchema({ url, probe: true });
      if (!checked.found) throw new Error(`${url} is not found: ${checked.cause}`);
      for (const advisory of checked.advisories) expect(getWarningsForL3(advisory)).toEqual([]);
      const live = await challengeOf(url, method);
      expect(validatePaymentRequiredDetailed(live)).toMatchObject({ valid: true, issues: [] });
    }
  });

  it('lists everything on sale page by page, each once, and nothing else', async () => {
    const items = Array.from({ length: 60 }, (_, at) => ({
      type: 'static',
      name: `Cake ${at}`,
      description: 'A cake',
      slug: `cake-${at}`,
      category: 'other',
      price: '0.05',
      config: { content: 'Flour' },
    }));
    for (let at = 0; at < items.length; at += 20) {
      const some = { publish: true, items: items.slice(at, at + 20) };
      await file.creator.send('POST', '/resources/bulk', some);
    }
    const withdrawn = await publish(base);
    await withdrawn.creator.send('POST', `/resources/${withdrawn.id}/unpublish`);
    // Readers share what was made for a minute: another replica has made nothing yet.
    const { app: fresh, origin } = await openReplica(ground);
    const urls = (await all(origin)).map(({ resource }) => resource);
    expect(urls).toHaveLength(63);
    expect(new Set(urls).size).toBe(63);
    expect(urls).not.toContain(withdrawn.url);
    const page = await read<Manifest>(`${origin}/.well-known/x402.json`);
    expect(page.items).toHaveLength(50);
    const text = await (await fetch(`${origin}/llms.txt`)).text();
    expect(text.split('## On sale')[1]?.match(/^- /gm)).toHaveLength(40);
    await fresh.close();
    const wrong = await fetch(`${base}/.well-known/x402.json?cursor=nonsense`);
    expect(wrong.status).toBe(422);
  });
});
