import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { openShop, type Shop } from '../e2e/shop.js';

const BUILT = 'dist/console';
/** What a browser loads before it shows something, as it travels with gzip. */
const FIRST_LOAD_BYTES = 120_000;

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

describe('the console', () => {
  let shop: Shop;
  let script: string;
  beforeAll(async () => {
    shop = await openShop();
    const files = await readdir(join(BUILT, 'assets'));
    script = `/console/assets/${files.find((name) => /^console-.*\.js$/.test(name))}`;
  });
  afterAll(() => shop.stop());

  it.each([
    '/console',
    '/console/',
    '/console/resources/some-id/versions?range=7d',
    '/CONSOLE/earnings',
  ])('is one page at %s, which nobody keeps without asking', async (path) => {
    const { status, headers, text } = await get(path);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-cache');
    expect(text).toBe(await readFile(join(BUILT, 'index.html'), 'utf8'));
  });

  it('runs and shows what this server serves and nothing else, and makes no script of text', async () => {
    const { headers } = await get('/console');
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
        "require-trusted-types-for 'script'; trusted-types 'none'",
    );
  });

  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)(
    'has assets that were compressed before (%s), and never change',
    async (encoding, unpack) => {
      const { statusCode, headers, body } = await request(shop.origin + script, {
        headers: { 'accept-encoding': encoding },
      });
      expect(statusCode).toBe(200);
      expect(headers['content-encoding']).toBe(encoding);
      expect(headers['content-type']).toMatch(/javascript/);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(String(headers['vary']).toLowerCase()).toContain('accept-encoding');
      const plain = await get(script);
      expect(unpack(Buffer.from(await body.arrayBuffer())).toString()).toBe(plain.text);
    },
  );

  it.each([
    '/console/assets/console-gone.js',
    '/console/assets/..%2findex.html',
    '/console/assets/no/such.css',
  ])('says of what is missing that it is: %s', async (path) => {
    const { status, headers, text } = await get(path);
    expect([status, headers['content-type']]).toEqual([
      404,
      expect.stringContaining('problem+json'),
    ]);
    expect(JSON.parse(text)).toMatchObject({ code: 'route_not_found' });
  });

  it('leaves the documentation and the API as they were', async () => {
    expect((await get('/docs')).headers['content-security-policy']).toContain("'unsafe-inline'");
    expect((await get('/api/v1/console')).status).toBe(404);
  });

  it.each([
    ['the console', 'index.html'],
    ['the shop', 'src/shop/main.tsx'],
  ])(`loads at most ${FIRST_LOAD_BYTES} bytes before it is ready: %s`, async (_what, entry) => {
    const files = await firstLoad(entry);
    const sizes = await Promise.all(
      files.map(
        async (file) =>
          [file, gzipSync(await readFile(join(BUILT, file)), { level: 9 }).length] as const,
      ),
    );
    const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
    expect(files.length).toBeGreaterThan(1);
    expect([total <= FIRST_LOAD_BYTES, sizes]).toEqual([true, sizes]);
  });

  async function get(path: string) {
    const { statusCode, headers, body } = await request(shop.origin + path);
    return { status: statusCode, headers, text: await body.text() };
  }
});

/** The entry with all that it names at once: not what pages load when they are opened. */
async function firstLoad(entry: string): Promise<readonly string[]> {
  const manifest = JSON.parse(await readFile(join(BUILT, 'manifest.json'), 'utf8')) as Record<
    string,
    Chunk
  >;
  const found = new Set<string>();
  const visit = (key: string) => {
    const { file, imports = [], css = [] } = manifest[key] ?? { file: key };
    if (found.has(file)) return;
    for (const each of [file, ...css]) found.add(each);
    imports.forEach(visit);
  };
  visit(entry);
  return [...found];
}
