import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { freePort } from '../../src/sandbox/postgres/free-port.js';

const MAIN = resolve('dist/src/main.js');
const CHECK = resolve('dist/src/commands/check-ledger.js');
/** A folder that nobody can write to, root included. */
const READ_ONLY = process.platform === 'linux' ? '/sys' : '/System';
/** Makes a process believe that a person watches. */
const WATCHED = ['--import', 'data:text/javascript,process.stdout.isTTY=true'];

interface Started {
  readonly child: ChildProcess;
  readonly output: { text: string };
  readonly origin: string;
}

/** Starts the sandbox in a folder, and waits for its banner. */
async function startIn(cwd: string, words: readonly string[] = []): Promise<Started> {
  const port = await freePort();
  const env = { PORT: String(port) };
  const child = spawn(process.execPath, [...words, MAIN], { cwd, env });
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output.text += chunk.toString()));
  }
  while (!output.text.includes('delete it to start over')) {
    if (child.exitCode !== null) throw new Error(`it ended: ${output.text}`);
    await new Promise((wake) => setTimeout(wake, 50));
  }
  return { child, output, origin: `http://localhost:${port}` };
}

async function end({ child }: Started): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** What a reader puts in the place of what a page leaves open. */
type Fillings = Readonly<Record<string, string>>;

/**
 * Follows a page as its reader does: writes the programs that begin with their file's name, and then runs all
 * commands in one shell. @returns what they print
 */
async function follow(page: string, cwd: string, fillings: Fillings): Promise<string> {
  const commands: string[] = ['set -euo pipefail'];
  for (const [, language, block = ''] of (await readFile(page, 'utf8')).matchAll(
    /```(sh|js)\n(.*?)```/gs,
  )) {
    const [, file] = /^\/\/ (\S+\.mjs)\n/.exec(block) ?? [];
    if (language === 'sh') commands.push(block);
    else if (file !== undefined) await writeFile(join(cwd, file), block);
  }
  let script = commands.join('\n');
  for (const [gap, filling] of Object.entries(fillings)) script = script.replaceAll(gap, filling);
  expect(script).not.toMatch(/^[^#\n]*…/m);
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd });
  return stdout;
}

/** Runs a program that must fail. */
async function failing(cwd: string, env: Record<string, string>): Promise<string> {
  const failed = await promisify(execFile)(process.execPath, [MAIN], { cwd, env }).catch(
    (error: unknown) => error,
  );
  const { code, stderr } = failed as { readonly code: number; readonly stderr: string };
  expect(code).toBe(1);
  return stderr;
}

describe('a first start', () => {
  let folder: string;
  let server: Started;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coinslot-first-'));
    server = await startIn(folder, WATCHED);
  }, 120_000);
  afterAll(async () => {
    await end(server);
    await rm(folder, { recursive: true, force: true });
  });

  it('shows its banner to a person, and hardly anything else', async () => {
    const [before = '', banner = ''] = server.output.text.split('Coinslot sandbox\n');
    expect(before.split('\n').length).toBeLessThanOrEqual(10);
    expect(before).toMatch(/INFO.*: Server listening at /);
    expect(before).not.toContain('{"level"');
    for (const said of ['Shop', '/docs', 'coin_', "Buyer's wallet", "Seller's wallet", 'Chain']) {
      expect(banner).toContain(said);
    }
    expect((await fetch(`${server.origin}/health/ready`)).status).toBe(200);
  });

  it('is the only one in its folder: another says so in one line', async () => {
    const said = await failing(folder, { PORT: String(await freePort()) });
    expect(said.trimEnd().split('\n')).toEqual([
      'Coinslot cannot start:',
      `  - .coinslot: Coinslot runs in this folder already (process ${server.child.pid}, ${server.origin}). End it first, or start in another folder.`,
    ]);
  });

  it('is followed by a first sale, as docs/creators.md, buyers.md, receipts.md and operators.md tell it', async () => {
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
    const { origin, output } = server;
    const shown = (pattern: RegExp) => pattern.exec(output.text)?.[1] ?? '';
    const [KEY, BUYER_KEY] = [shown(/(coin_\S+)/), shown(/Buyer's wallet (\S+)/)];
    const [WALLET_KEY, RPC_URL] = [shown(/Seller's wallet (\S+)/), shown(/Chain +(\S+)/)];
    const here = { 'http://localhost:3000': origin, 'node dist/': `node ${resolve('dist')}/` };

    const sold = await follow('docs/creators.md', folder, {
      ...here,
      'coin_…': KEY,
      'WALLET_KEY=0x…': `WALLET_KEY=${WALLET_KEY}`,
      'RPC_URL=http://127.0.0.1:…': `RPC_URL=${RPC_URL}`,
    });
    expect(sold).toContain('"status":"published"');
    const bought = await follow('docs/buyers.md', folder, { ...here, '0x…': BUYER_KEY });
    for (const said of ['"slug":"haiku"', 'HTTP/1.1 402', '200 {"id"', 'event: done']) {
      expect(bought).toContain(said);
    }

    const checked = await follow('docs/receipts.md', folder, { $SERVER: origin });
    expect(checked).toContain(` paid 50000 for ${origin}/@ada/haiku`);

    const first = JSON.parse(await readFile(join(folder, 'first.json'), 'utf8')) as {
      readonly receipt: { readonly id: string };
    };
    const [, ask = ''] = /```js\n(.*?)```/s.exec(await readFile('docs/refunds.md', 'utf8')) ?? [];
    const API = `${origin}/api/v1`;
    const run = (words: readonly string[], env: Fillings) =>
      promisify(execFile)(process.execPath, words, { cwd: folder, env });
    const asked = await run(['--input-type=module', '--eval', ask], {
      API,
      BUYER_KEY,
      RECEIPT_ID: first.receipt.id,
    });
    const { id } = JSON.parse(asked.stdout) as { readonly id: string };
    await new ApiClient(origin, KEY).send('POST', `/refunds/${id}/approve`, { note: 'gladly' });
    const paid = await run(['refund.mjs'], { API, KEY, WALLET_KEY, RPC_URL });
    expect(JSON.parse(paid.stdout)).toMatchObject({ id, status: 'paid' });

    const operated = await follow('docs/operators.md', folder, {
      ...here,
      $SERVER: origin,
      $ADMIN_KEY: shown(/Admin key +(\S+)/),
    });
    expect(operated).toContain('"disagreements":0');
    expect(operated).toContain('"remaining":0');
  }, 180_000);

  it('lets the ledger be checked beside it', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [CHECK], {
      cwd: folder,
      env: {},
    });
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      disagreements: 0,
    });
  });
});

describe('a start', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coinslot-starts-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('where nobody may write says so in one line', async () => {
    const said = await failing(READ_ONLY, {});
    expect(said).toMatch(
      /^Coinslot cannot start:\n {2}- \.coinslot: the sandbox cannot keep its data here \(E\w+\)\. Start .+\n$/,
    );
  });

  it('on a port that is taken says so in one line, and leaves the folder to the next', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const said = await failing(folder, { PORT: String(port) });
    other.close();
    expect(said.trimEnd().split('\n')).toEqual([
      'Coinslot cannot start:',
      `  - PORT: another program listens on ${port}. End it, or choose another port. Example: PORT=${port + 1}`,
    ]);
    // It is free again, also for who died before; logs are JSON where nobody watches.
    const next = await startIn(folder);
    expect(next.output.text.split('\n')[0]).toMatch(/^\{"level":30,.*"Server listening at http/);
    next.child.kill('SIGKILL');
    await once(next.child, 'exit');
    await end(await startIn(folder));
  }, 180_000);
});
