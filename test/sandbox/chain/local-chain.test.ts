import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { transformFile } from '@swc/core';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { parseEther } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { connectChain, startChain } from '../../../src/sandbox/chain/local-chain.js';
import type { LocalChain } from '../../../src/sandbox/chain/local-chain.js';
import { connectAnvil } from '../../../src/sandbox/chain/network.js';

const newAddress = () => privateKeyToAccount(generatePrivateKey()).address;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coinslot-chain-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const isUp = (rpcUrl: string) =>
  connectAnvil(rpcUrl)
    .getChainId()
    .then(
      () => true,
      () => false,
    );

describe('a local chain', () => {
  let chain: LocalChain;
  beforeAll(async () => {
    chain = await startChain();
  });
  afterAll(() => chain.stop());

  it('looks like Base Sepolia, on this machine only', async () => {
    expect(await connectAnvil(chain.rpcUrl).getChainId()).toBe(84532);
    expect(new URL(chain.rpcUrl).hostname).toBe('127.0.0.1');
    expect(chain).toMatchObject({
      chainId: 84532,
      usdc: '0x036CbD53842c5426634e7929541eC2318f3dCF7e',
    });
  });

  it('gives USDC on top and at least the ETH asked for', async () => {
    const anvil = connectAnvil(chain.rpcUrl);
    const address = newAddress();
    await chain.fund(address, 1_500_000n);
    await chain.fund(address, 500_000n, { wei: 5n });
    expect(await chain.usdcBalance(address)).toBe(2_000_000n);
    expect(await anvil.getBalance({ address })).toBe(parseEther('1'));
  });

  it('funds many accounts at once, from several processes', async () => {
    const addresses = Array.from({ length: 30 }, newAddress);
    const other = connectChain(chain.rpcUrl);
    await Promise.all(addresses.map((address, i) => (i % 2 ? chain : other).fund(address, 7n)));
    expect(await Promise.all(addresses.map(chain.usdcBalance))).toEqual(Array(30).fill(7n));
  });
});

describe('the life of a local chain', () => {
  it('is over after stop, which may be called again', async () => {
    const chain = await startChain();
    expect(await isUp(chain.rpcUrl)).toBe(true);
    await Promise.all([chain.stop(), chain.stop()]);
    await chain.stop();
    expect(await isUp(chain.rpcUrl)).toBe(false);
  });

  it('goes on after a restart when it has a state file', async () => {
    const stateFile = join(folder, 'new', 'chain.json');
    const address = newAddress();
    const first = await startChain({ stateFile });
    await first.fund(address, 12_345n);
    const height = await connectAnvil(first.rpcUrl).getBlockNumber();
    await first.stop();

    const second = await startChain({ stateFile });
    try {
      expect(await second.usdcBalance(address)).toBe(12_345n);
      expect(await connectAnvil(second.rpcUrl).getBlockNumber()).toBe(height);
      await second.fund(address, 5n);
      expect(await second.usdcBalance(address)).toBe(12_350n);
    } finally {
      await second.stop();
    }
  });

  it('starts empty without a state file', async () => {
    const address = newAddress();
    const first = await startChain();
    await first.fund(address, 1n);
    await first.stop();
    const second = await startChain();
    expect(await second.usdcBalance(address).finally(second.stop)).toBe(0n);
  });

  it('says why it does not start from a damaged state file', async () => {
    const stateFile = join(folder, 'chain.json');
    await writeFile(stateFile, '{"half');
    await expect(startChain({ stateFile })).rejects.toThrow(/anvil did not start.*chain\.json/s);
  });
});

/** Compiles the files of a folder as for a release. */
async function compile(source: string, release: string): Promise<void> {
  await mkdir(release, { recursive: true });
  for (const file of await readdir(source)) {
    if (file.endsWith('.json')) await copyFile(join(source, file), join(release, file));
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
    const { code } = await transformFile(join(source, file), {
      module: { type: 'es6' },
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript' },
        experimental: { keepImportAttributes: true },
      },
    });
    await writeFile(join(release, file.replace(/ts$/, 'js')), code);
  }
}

/** Runs the chain in a process of its own, compiled as for a release. */
async function startInOwnProcess(stateFile: string) {
  const source = resolve('src/sandbox/chain');
  const modules = dirname(dirname(createRequire(import.meta.url).resolve('viem/package.json')));
  await symlink(modules, join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  const release = join(folder, 'sandbox', 'chain');
  await compile(source, release);
  await compile(resolve('src/common/networks'), join(folder, 'common', 'networks'));
  await writeFile(
    join(release, 'main.js'),
    `import { startChain } from './index.js';
     const chain = await startChain({ stateFile: ${JSON.stringify(stateFile)} });
     await chain.fund('${FUNDED}', 77n);
     console.log(chain.rpcUrl);
     process.stdin.once('data', () => process.exit(0));`,
  );
  const owner = spawn(process.execPath, [join(release, 'main.js')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(owner, 'exit').then(() => {
    throw new Error('the application ended before it had a chain');
  });
  const line = once(createInterface({ input: owner.stdout }), 'line');
  const [rpcUrl] = await Promise.race([line, ended]);
  return { owner, rpcUrl: String(rpcUrl) };
}

const FUNDED = newAddress();

describe('the end of the application', () => {
  // A killed process cannot clean up; on Linux the kernel does it, elsewhere nobody can.
  const endings = process.platform === 'linux' ? ['exits', 'is killed'] : ['exits'];

  it.each(endings)('ends the chain, its state kept, when the application %s', async (ending) => {
    const stateFile = join(folder, 'chain.json');
    const { owner, rpcUrl } = await startInOwnProcess(stateFile);
    expect(await isUp(rpcUrl)).toBe(true);
    if (ending === 'exits') owner.stdin.write('\n');
    else owner.kill('SIGKILL');
    await once(owner, 'exit');
    for (let tries = 0; tries < 200 && (await isUp(rpcUrl)); tries++) await delay(50);
    expect(await isUp(rpcUrl)).toBe(false);

    const next = await startChain({ stateFile });
    expect(await next.usdcBalance(FUNDED).finally(next.stop)).toBe(77n);
  });
});
