import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { OperatorKeys } from '../../src/modules/accounts/index.js';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { Buyer } from './buyer.js';
import { runToEnd } from './server-process.js';
import {
  CREATOR_KEY,
  type Ground,
  NETWORK,
  openReplica,
  prepareGround,
  type Replica,
} from './shop.js';

const EXAMPLE = 'docs/operations/shop.example.json';
const privateKey = generatePrivateKey();
const { address: wallet } = privateKeyToAccount(privateKey);

interface Resource {
  readonly slug: string;
  readonly status: string;
  readonly price: string;
}

let ground: Ground;
let replica: Replica;
let directory: string;
let example: Record<string, unknown> & { resources: Record<string, unknown>[] };
/** The key that the first run printed. */
let apiKey: string;

beforeAll(async () => {
  ground = await prepareGround();
  replica = await openReplica(ground);
  directory = await mkdtemp(join(tmpdir(), 'coinslot-set-up-'));
  example = JSON.parse(await readFile(EXAMPLE, 'utf8')) as typeof example;
  example['wallet'] = wallet;
});
afterAll(async () => {
  await replica.app.close();
  await ground.clear();
  await rm(directory, { recursive: true });
});

/** Runs the command with this file, beside a server that serves the same database. */
async function setUp(
  file: unknown,
  environment: Record<string, string> = { CLAUDE_KEY: CREATOR_KEY },
) {
  const path = join(directory, 'shop.json');
  await writeFile(path, typeof file === 'string' ? file : JSON.stringify(file));
  const settings = { ...ground.environment, ...environment, LOG_LEVEL: 'fatal' };
  return runToEnd(settings, 'dist/src/commands/set-up.js', path);
}

const resources = async () =>
  (
    await new ApiClient(replica.origin, apiKey).send<{ items: Resource[] }>(
      'GET',
      '/resources/mine',
    )
  ).items;
const changed = (changes: object) => ({
  ...example,
  resources: [{ ...example.resources[0], ...changes }, ...example.resources.slice(1)],
});

describe('a shop that is set up from a file', () => {
  it('sells before anybody signed in, and tells the key of its account once', async () => {
    const { code, text } = await setUp(example);
    expect(text).toContain('✓ resource haiku: created, and put on sale');
    expect(text).toContain('✓ resource rules: created\n');
    expect(code).toBe(0);
    expect(text).not.toContain(CREATOR_KEY);
    apiKey = /shown only now: (coin_[\w-]+)/.exec(text)?.[1] ?? '';
    expect(await resources()).toMatchObject([
      { slug: 'rules', status: 'draft' },
      { slug: 'haiku', status: 'published', price: '0.05' },
    ]);
    const buyer = await Buyer.with(ground.chain);
    const { body } = await buyer.buy(`${replica.origin}/@ada/haiku`, { topic: 'coins' });
    expect(body['receipt']).toMatchObject({ payTo: wallet, amount: '0.05' });
  });

  it('keeps no key of the command, and takes nothing of the wallet for proven', async () => {
    const { items } = await new ApiClient(replica.origin, apiKey).send<{ items: object[] }>(
      'GET',
      '/api-keys',
    );
    expect(items).toMatchObject([{ name: 'deployments' }]);
    expect(await ground.owner.query(`SELECT FROM wallet_proofs`)).toEqual([]);
  });

  it('gives the command a key that ends by itself within half an hour, should it be killed', async () => {
    const keys = replica.app.get(OperatorKeys, { strict: false });
    const left = await keys.open(wallet, NETWORK);
    const [row] = await ground.owner.query<{ minutes: number }[]>(
      `SELECT extract(epoch FROM expires_at - now())::float / 60 AS minutes FROM api_keys WHERE id = $1`,
      [left.id],
    );
    await keys.close(left);
    expect(row?.minutes).toBeGreaterThan(0);
    expect(row?.minutes).toBeLessThanOrEqual(30);
  });

  it('changes nothing the second time', async () => {
    const { code, text } = await setUp(example);
    expect(code).toBe(0);
    expect(text).toContain('✓ resource haiku: unchanged');
    expect(text).toContain('✓ API key "deployments": there already');
    expect(text).not.toContain('coin_');
    expect(await ground.owner.query(`SELECT FROM resource_versions`)).toHaveLength(1);
  });

  it('changes what the file says anew, and nothing else', async () => {
    const { text } = await setUp(changed({ price: '0.07' }));
    expect(text).toContain('✓ resource haiku: changed');
    expect(await resources()).toMatchObject([
      { slug: 'rules', status: 'draft' },
      { slug: 'haiku', price: '0.07' },
    ]);
    expect(await ground.owner.query(`SELECT FROM resource_versions`)).toHaveLength(2);
  });

  it('is the account of that wallet, once it signs in', async () => {
    const owner = await ApiClient.signIn(replica.origin, privateKey);
    expect(await owner.send('GET', '/me')).toMatchObject({
      username: 'ada',
      walletAddress: wallet,
    });
  });

  it('does what it can, and says what is wrong with the rest', async () => {
    const { code, text } = await setUp(changed({ price: 'free', name: '' }));
    expect(code).toBe(1);
    expect(text).toMatch(/✗ resource haiku: .*price .*; name |✗ resource haiku: .*name .*; price /);
    expect(text).toContain('✓ resource rules: unchanged');
    expect(await resources()).toMatchObject([{}, { price: '0.07' }]);
  });

  it.each([
    ['{', 'The file is no JSON'],
    [{ resources: [] }, 'wallet'],
    [{ wallet, resource: [] }, 'resource'],
    [{ wallet: wallet.toUpperCase().replace('0X', '0x') }, 'is no EVM address, or is mistyped'],
    [{ wallet, network: 'eip155:1' }, 'network: is none of NETWORKS'],
  ])('says what is wrong with %j, and does nothing', async (file, words) => {
    const { code, text } = await setUp(file);
    expect(code).toBe(1);
    expect(text).toContain(words);
    expect(text).not.toContain('    at ');
  });

  it('names the variable that is missing', async () => {
    const { code, text } = await setUp(example, {});
    expect(code).toBe(1);
    expect(text).toContain('connections.claude.apiKey: the environment has no CLAUDE_KEY');
  });
});
