import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Egress, parseAllowance } from '../../src/common/egress/index.js';
import { startSandbox } from '../../src/sandbox/index.js';
import { openShop, type Shop } from '../e2e/shop.js';
import { HookUser, until } from './webhook-shop.js';

const EXAMPLE = /```js\n(\/\/ receiver\.mjs\n[\s\S]*?)```/;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('the receiver of docs/webhooks.md', () => {
  let shop: Shop;
  let directory: string;
  let receiver: ChildProcess | undefined;

  beforeAll(async () => {
    shop = await openShop({ EGRESS_ALLOW: '127.0.0.0/8' });
    directory = await mkdtemp(join(tmpdir(), 'coinslot-receiver-'));
    await symlink(resolve('node_modules'), join(directory, 'node_modules'));
  });
  afterAll(async () => {
    receiver?.kill('SIGKILL');
    await shop.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('takes what the server signed once, and nothing else', async () => {
    const [, example = ''] = EXAMPLE.exec(await readFile('docs/webhooks.md', 'utf8')) ?? [];
    await writeFile(join(directory, 'receiver.mjs'), example);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/`;
    const user = await HookUser.signIn(shop.origin, shop.owner);
    const { id, secret } = await user.hook(url);
    receiver = spawn(process.execPath, ['receiver.mjs'], {
      cwd: directory,
      env: { PORT: String(port), WEBHOOK_SECRET: secret },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let told = '';
    receiver.stdout?.on('data', (chunk: Buffer) => void (told += chunk.toString()));
    await until(() => fetch(url).then(Boolean, () => false));
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(400);

    const test = await user.api.send('POST', `/webhooks/${id}/test`);
    expect(test).toMatchObject({ delivered: true, statusCode: 204 });
    await user.happen(1);
    await until(async () => (await user.letters(id))[0]?.status === 'delivered');
    const [letter] = await user.letters(id);
    await until(() => told.includes('x_test.happened'));
    expect(told).toContain('webhook.test');
    expect(told).toContain(letter?.messageId);
  });
});

describe('the sandbox', () => {
  it.each([
    ['of this machine alone', undefined, true],
    ['that other machines reach', '0.0.0.0', false],
  ])('%s permits what docs/webhooks.md names, and nothing else inside', async (_, host, isOwn) => {
    const directory = await mkdtemp(join(tmpdir(), 'coinslot-sandbox-'));
    const elsewhere = {
      DATABASE_URL: 'postgres://127.0.0.1:1/',
      NETWORKS: 'eip155:8453',
      ...(host !== undefined && { HOST: host }),
    };
    const sandbox = await startSandbox(elsewhere, directory);
    await sandbox.stop();
    await rm(directory, { recursive: true, force: true });
    const allowed = parseAllowance((sandbox.environment['EGRESS_ALLOW'] ?? '').split(','));
    if (allowed === undefined) throw new Error('the setting is wrong');
    const egress = new Egress({ allowed, allowsPlainHttp: true });
    const page = await readFile('docs/webhooks.md', 'utf8');
    for (const own of ['127.0.0.1', 'localhost']) {
      expect(page).toContain(`http://${own}:8787`);
      await egress.judge(`http://${own}:8787/`);
      const judged = expect(egress.judge(`http://${own}:8788/`));
      await (isOwn ? judged.resolves.toBeUndefined() : judged.rejects.toThrow('public address'));
    }
    await expect(egress.judge('http://10.0.0.1:8787/')).rejects.toThrow('public address');
    await egress.onApplicationShutdown();
  });
});
