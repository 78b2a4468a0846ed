import { createServer } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Hex, verifyMessage } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { createSiweMessage } from 'viem/siwe';
import { welcome } from '../../src/sandbox/index.js';

const SELLER_KEY = generatePrivateKey();
const SELLER = privateKeyToAccount(SELLER_KEY);
const NONCE = {
  nonce: '5f1c0b7c',
  domain: 'localhost:3000',
  uri: 'http://localhost:3000',
  chainIds: [84_532],
};

type Sandbox = Parameters<typeof welcome>[0];

describe('the greeting of the sandbox', () => {
  it('shows the operator’s key that is in force', async () => {
    const greeting = await greet({ ADMIN_API_KEY: 'the-one-that-was-set' });
    expect(greeting).toContain('the-one-that-was-set');
    expect(greeting).not.toContain('the-sandbox-s-own');
  });

  it('leads the seller into the console, by what their wallet has signed', async () => {
    const [, link = ''] = / Console +(\S+)\n/.exec(await greet({})) ?? [];
    const { pathname, hash } = new URL(link);
    expect(pathname).toBe('/console/enter');
    const { address, nonce, at, signature } = Object.fromEntries(
      new URLSearchParams(hash.slice(1)),
    );
    expect([address, nonce]).toEqual([SELLER.address, NONCE.nonce]);
    const message = createSiweMessage({
      address: SELLER.address,
      chainId: NONCE.chainIds[0] ?? 0,
      domain: NONCE.domain,
      uri: NONCE.uri,
      nonce: NONCE.nonce,
      version: '1',
      issuedAt: new Date(at ?? ''),
    });
    expect(
      await verifyMessage({ address: SELLER.address, message, signature: signature as Hex }),
    ).toBe(true);
    expect(link).not.toContain(SELLER_KEY);
  });

  it('shows the buyer’s wallet where it holds money: on the sandbox’s own chain', async () => {
    const chain = { rpcUrl: 'http://127.0.0.1:1' } as Sandbox['chain'];
    expect(await greet({}, chain)).toMatch(/Buyer's wallet planted-buyer-key .*test USDC/);
    expect(await greet({ NETWORKS: 'eip155:777777' })).not.toMatch(/planted-buyer-key|test USDC/);
  });
});

async function greet(environment: object, chain?: Sandbox['chain']): Promise<string> {
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify(NONCE)),
  ).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const directory = await mkdtemp(join(tmpdir(), 'welcome-'));
  try {
    await writeFile(join(directory, 'api-key'), 'coin_kept');
    const sandbox = {
      environment,
      secrets: {
        adminKey: 'the-sandbox-s-own',
        buyerKey: 'planted-buyer-key',
        creatorKey: SELLER_KEY,
      },
      chain,
    } as unknown as Sandbox;
    const { port } = server.address() as AddressInfo;
    return await welcome(sandbox, `http://127.0.0.1:${port}`, directory);
  } finally {
    server.close();
    await rm(directory, { recursive: true });
  }
}
