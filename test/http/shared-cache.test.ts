import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import type { PaymentPayload } from '@x402/core/types';
import { readEnvironment } from '../../src/common/config/index.js';
import { Buyer, post } from '../e2e/buyer.js';
import { answering } from '../e2e/claude.js';
import { type Listing, openShop, type Shop } from '../e2e/shop.js';

const RESULT = 'planted-result';
/** As text, or as an event holds bytes. */
const SHOWN = new RegExp(`${RESULT}|${btoa(RESULT)}`);

/** Where Debian installs it; not on every PATH. */
function findNginx(): string | undefined {
  for (const name of ['nginx', '/usr/sbin/nginx']) {
    try {
      execFileSync(name, ['-v'], { stdio: 'ignore' });
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return undefined;
}

/** A cache that keeps whatever it may, and as eagerly as `rules` tell. */
async function startCache(nginx: string, upstream: string, rules: string) {
  const directory = mkdtempSync(join(tmpdir(), 'coinslot-cache-'));
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  writeFileSync(
    join(directory, 'nginx.conf'),
    `${process.getuid?.() === 0 ? 'user root;' : ''} daemon off; pid nginx.pid; error_log stderr error; worker_processes 1;
     events { worker_connections 256; }
     http {
       access_log off; client_body_temp_path body; proxy_temp_path temp; fastcgi_temp_path f;
       uwsgi_temp_path u; scgi_temp_path s;
       proxy_cache_path cache keys_zone=shared:1m;
       server {
         listen 127.0.0.1:${port};
         location / {
           proxy_pass ${upstream}; proxy_cache shared; proxy_cache_valid any 10m;
           proxy_buffer_size 16k; proxy_buffers 8 16k;
           proxy_cache_methods GET HEAD POST; add_header x-cache $upstream_cache_status always;
           ${rules}
         }
       }
     }`,
  );
  const child: ChildProcess = spawn(nginx, ['-p', directory, '-c', 'nginx.conf'], {
    stdio: 'ignore',
  });
  const origin = `http://127.0.0.1:${port}`;
  while ((await fetch(origin).catch(() => undefined)) === undefined) {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}`);
  }
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill();
    await ended;
    rmSync(directory, { recursive: true });
  };
  return { origin, stop };
}

const nginx = findNginx();
if (nginx === undefined) {
  process.stderr.write('NOT RUN: nginx is missing, so no shared cache was put in front.\n');
}

// A machine without nginx says so and goes on; the checks that guard a landing do not.
const whereThereIsNginx =
  nginx === undefined && readEnvironment()['CI'] === undefined ? describe.skip : describe;

whereThereIsNginx.each([
  ['does as it is told', ''],
  ['is told to keep everything', 'proxy_ignore_headers Cache-Control Expires Set-Cookie;'],
])('a shared cache in front that %s', (_, rules) => {
  let shop: Shop;
  let prompt: Listing;
  let text: Listing;
  let cache: Awaited<ReturnType<typeof startCache>>;

  beforeAll(async () => {
    shop = await openShop();
    shop.claude.answer(answering(RESULT));
    prompt = await shop.publish();
    const config = { content: RESULT, mimeType: 'text/plain' };
    text = await shop.publish({ type: 'static', slug: 'text', config });
    cache = await startCache(nginx ?? 'nginx', shop.origin, rules);
  });
  afterAll(async () => {
    await cache?.stop();
    await shop.stop();
  });

  const through = (url: string) => url.replace(shop.origin, cache.origin);

  it('gives nobody what another paid for', async () => {
    const buyer = await Buyer.with(shop.chain);
    const calls: readonly [string, () => RequestInit, PaymentPayload][] = [
      [text.url, () => ({}), await buyer.sign(text.url)],
      [prompt.url, () => post({ topic: 'coins' }), await buyer.sign(prompt.url)],
    ];
    for (const [url, init, payment] of calls) {
      const paid = { 'payment-signature': encodePaymentSignatureHeader(payment) };
      const headers = { ...init().headers, ...paid } as Record<string, string>;
      for (const accept of ['*/*', 'text/event-stream']) {
        const mine = await fetch(through(url), { ...init(), headers: { ...headers, accept } });
        expect(mine.status).toBe(200);
        expect(await mine.text()).toMatch(SHOWN);
        const { 'payment-signature': __, ...unpaid } = headers;
        const theirs = await fetch(through(url), { ...init(), headers: { ...unpaid, accept } });
        expect(theirs.status).toBe(402);
        expect(await theirs.text()).not.toMatch(SHOWN);
      }
    }
  });

  it('gives nobody what was opened by a ticket or a key of the account', async () => {
    const buyer = await Buyer.with(shop.chain);
    const bought = await buyer.fetch(text.url);
    const [id, ticket] = ['payment-id', 'payment-ticket'].map((name) => bought.headers.get(name));
    for (const path of [`/api/v1/executions/${id}`, `/api/v1/executions/${id}/content`]) {
      const mine = await fetch(cache.origin + path, {
        headers: { 'payment-ticket': ticket ?? '' },
      });
      expect(mine.status).toBe(200);
      const theirs = await fetch(cache.origin + path);
      expect(theirs.status).toBe(401);
    }
  });

  it('gives two who ask for the price no retry key in common', async () => {
    const keys = new Set<string | null>();
    for (let asked = 0; asked < 5; asked += 1) {
      const unpaid = await fetch(through(text.url));
      keys.add(unpaid.headers.get('payment-required'));
    }
    expect(keys.size).toBe(5);
  });
});
