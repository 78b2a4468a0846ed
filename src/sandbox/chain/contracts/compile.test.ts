import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const read = (path: string) => readFile(path, 'utf8');

describe('the committed contract artefacts', () => {
  let fresh: string;

  beforeAll(async () => {
    fresh = await mkdtemp(join(tmpdir(), 'coinslot-contracts-'));
    await promisify(execFile)(process.execPath, [beside('compile.mjs'), fresh]);
  });

  afterAll(() => rm(fresh, { recursive: true }));

  it.each([
    ['TestUsdc.json', '..'],
    ['Multicall3.json', '..'],
    ['TestWallet.json', '..'],
    ['TestWalletFactory.json', '..'],
    ['Permit2.json', '..'],
    ['UptoProxy.json', '..'],
    ['WalletJudge.json', '../../../common/evm'],
  ])('%s is what its source compiles to', async (file, folder) => {
    expect(await read(beside(`${folder}/${file}`))).toBe(await read(join(fresh, file)));
  });
});
