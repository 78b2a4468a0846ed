import { describe, expect, it } from '@jest/globals';
import type { EvmChain } from '../../../../common/networks/index.js';
import { openEvmChain } from './evm-family.service.js';

const ADDRESS = '0x036CbD53842c5426634e7929541eC2318f3dCF7e';

function rowOf(address: string): EvmChain {
  const domain = { name: 'House Dollar', version: '1' };
  const asset = { symbol: 'HUSD', address: address as `0x${string}`, decimals: 6, domain } as const;
  return {
    chainId: 777_000_777,
    name: 'House Chain',
    v1Name: undefined,
    isTestnet: true,
    explorer: 'https://explorer.house.example',
    blockSeconds: 2,
    confirmations: 150,
    assets: [asset],
  };
}

describe('opening a chain of one’s own', () => {
  it('takes a token by its address with the checksum', () => {
    const { id, methods } = openEvmChain(rowOf(ADDRESS), 'http://127.0.0.1:1');
    expect({ id, methods }).toEqual({
      id: 'eip155:777000777',
      methods: [{ scheme: 'exact', asset: ADDRESS }],
    });
  });

  it.each([
    [ADDRESS.toLowerCase(), `has no right checksum; if its digits are right, write ${ADDRESS}`],
    [
      ADDRESS.replace('CbD', 'cbD'),
      `has no right checksum; if its digits are right, write ${ADDRESS}`,
    ],
    [ADDRESS.slice(0, -1), 'is no address'],
    ['0x', 'is no address'],
  ])('refuses %s', (address, words) => {
    const opening = () => openEvmChain(rowOf(address), 'http://127.0.0.1:1');
    expect(opening).toThrow(`NETWORKS: House Chain, HUSD: ${address} ${words}`);
  });
});
