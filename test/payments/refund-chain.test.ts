import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Address, erc20Abi, toHex } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { evmSignatures } from '../../src/modules/payments/networks/evm/evm-signatures.client.js';
import { rpcClient } from '../../src/common/evm/index.js';
import { evmTransfers } from '../../src/modules/payments/networks/evm/evm-transfers.client.js';
import { requestStatement } from '../../src/modules/payments/refunds/request-statement.js';
import { connectChain } from '../../src/sandbox/chain/index.js';
import { connectAnvil, USDC_ADDRESS } from '../../src/sandbox/chain/network.js';
import { testServers } from '../setup/servers.js';

const NOWHERE = 'http://127.0.0.1:1';
const PATIENCE = { timeoutMs: 5_000, tries: 3 };
const usdc = {
  chainId: 84532,
  address: USDC_ADDRESS,
  name: 'USDC',
  version: '2',
  blockSeconds: 2,
  confirmations: 10,
};
const { rpcUrl } = testServers().chain;
const anvil = connectAnvil(rpcUrl);
const newAddress = () => privateKeyToAccount(generatePrivateKey()).address;

describe('the signature of a statement', () => {
  const statement = requestStatement({ receiptId: 'r', reason: 'because', issuedAt: 1 });
  const readSignature = evmSignatures(usdc, rpcClient(rpcUrl, PATIENCE), []).isSignedBy;
  const account = privateKeyToAccount(generatePrivateKey());
  const sign = (chainId: number) =>
    account.signTypedData<Record<string, { name: string; type: string }[]>, 'RefundRequest'>({
      domain: { name: 'Coinslot', version: '1', chainId },
      types: {
        RefundRequest: [
          { name: 'receiptId', type: 'string' },
          { name: 'reason', type: 'string' },
          { name: 'issuedAt', type: 'uint256' },
        ],
      },
      primaryType: 'RefundRequest',
      message: statement.values,
    });

  it('is its key’s, for this network', async () => {
    expect(await readSignature(account.address, statement, await sign(84532))).toBe(true);
    expect(await readSignature(newAddress(), statement, await sign(84532))).toBe(false);
    expect(await readSignature(account.address, statement, await sign(8453))).toBe(false);
  });

  it('is a smart wallet’s when the wallet says so', async () => {
    // Returns the ERC-1271 magic value for every question; the other answers with nothing.
    const agreeing = `0x7f1626ba7e${'00'.repeat(28)}60005260206000f3` as const;
    const signature = `0x${'5a'.repeat(65)}` as const;
    const [willing, silent] = [newAddress(), newAddress()];
    await anvil.setCode({ address: willing, bytecode: agreeing });
    await anvil.setCode({ address: silent, bytecode: '0x00' });
    expect(await readSignature(willing, statement, signature)).toBe(true);
    expect(await readSignature(silent, statement, signature)).toBe(false);
  });

  it('needs the chain only for what is not the key’s, and then says so when there is none', async () => {
    const offline = evmSignatures(usdc, rpcClient(NOWHERE, PATIENCE), []).isSignedBy;
    expect(await offline(account.address, statement, await sign(84532))).toBe(true);
    await expect(offline(newAddress(), statement, await sign(84532))).rejects.toThrow();
  });
});

describe('the transfers of a token', () => {
  const reader = evmTransfers(usdc, rpcClient(rpcUrl, PATIENCE));
  const [from, to] = [newAddress(), newAddress()];
  const since = new Date();
  const search = { from: [newAddress(), from], to, amount: 5n, since, searchedTo: null };

  beforeAll(async () => {
    await connectChain(rpcUrl).fund(from, 100n);
    await anvil.impersonateAccount({ address: from });
  });

  async function transfer(recipient: Address, amount: bigint) {
    const hash = await anvil.writeContract({
      account: from,
      address: USDC_ADDRESS,
      abi: erc20Abi,
      functionName: 'transfer',
      args: [recipient, amount],
    });
    await anvil.waitForTransactionReceipt({ hash });
    return hash;
  }

  it('are found by sender, recipient and exact amount, oldest first', async () => {
    const [first, , , second] = [
      await transfer(to, 5n),
      await transfer(to, 6n),
      await transfer(newAddress(), 5n),
      await transfer(to, 5n),
    ];
    expect((await reader.findTransfers(search)).transactions).toEqual([first, second]);
    const others = await reader.findTransfers({ ...search, from: [newAddress()] });
    expect(others.transactions).toEqual([]);
  });

  it('are looked for in bounded steps, each of which says where the next begins', async () => {
    const asked: [from: number, to: number][] = [];
    const node = await startNode(50_000, asked);
    try {
      const longReader = evmTransfers(usdc, rpcClient(node.url, PATIENCE));
      const first = await longReader.findTransfers({ ...search, searchedTo: 20_150n });
      expect(first).toEqual({ transactions: [], searchedTo: 29_999n });
      expect(asked).toEqual(
        Array.from({ length: 10 }, (_, n) => [20_000 + n * 1_000, 20_999 + n * 1_000]),
      );
      asked.length = 0;
      const last = await longReader.findTransfers({ ...search, searchedTo: 49_900n });
      expect(last.searchedTo).toBe(50_000n);
      expect(asked).toEqual([[49_750, 50_000]]);
      asked.length = 0;
      // The node's newest block is from now, so what is wanted since then begins a margin before.
      await longReader.findTransfers({ ...search, since: new Date() });
      expect(asked).toHaveLength(1);
      expect(asked[0]?.[0]).toBeGreaterThan(49_800);
    } finally {
      await node.stop();
    }
  });

  it('are read from a transaction once it is on the chain', async () => {
    expect(await reader.mined(`0x${'12'.repeat(32)}`)).toBeUndefined();
    const mined = await reader.mined(await transfer(to, 7n));
    expect(mined).toMatchObject({
      succeeded: true,
      transfers: [{ from, to, amount: 7n, nonce: null }],
    });
    const offline = evmTransfers(usdc, rpcClient(NOWHERE, PATIENCE));
    await expect(offline.mined(`0x${'12'.repeat(32)}`)).rejects.toThrow();
  });
});

/** A node of a long chain without transfers, which notes the block ranges it is asked for. */
async function startNode(height: number, asked: [from: number, to: number][]) {
  const head = { number: toHex(height), timestamp: toHex(Math.floor(Date.now() / 1000)) };
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const { id, method, params } = JSON.parse(text) as {
      id: number;
      method: string;
      params: readonly [{ fromBlock: string; toBlock: string }];
    };
    const isSearch = method === 'eth_getLogs';
    if (isSearch) asked.push([Number(params[0].fromBlock), Number(params[0].toBlock)]);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ jsonrpc: '2.0', id, result: isSearch ? [] : head }));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
