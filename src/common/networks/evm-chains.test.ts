import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_ASSETS } from '@x402/evm';
import { EVM_NETWORK_CHAIN_ID_MAP } from '@x402/evm/v1';
import { type Chain, getAddress } from 'viem';
import * as viemChains from 'viem/chains';
import { caip2, EVM_CHAINS } from './index.js';

const byChainId = new Map<number, Chain>(
  Object.values(viemChains as Record<string, unknown>)
    .filter((each): each is Chain => typeof (each as Chain | undefined)?.id === 'number')
    .toSorted((one, other) => rank(one) - rank(other))
    .map((each) => [each.id, each]),
);

/** Of several entries for one chain, the last one counts: not one for a special node. */
function rank({ name, experimental_preconfirmationTime: preconfirms }: Chain): number {
  return preconfirms === undefined && !name.includes('Preconf') ? 1 : 0;
}

/** The tokens that stock buyers know and that can be paid here: EIP-3009, six decimals. */
function assetsOf(chainId: number) {
  return (DEFAULT_ASSETS[caip2(chainId)] ?? []).filter(
    ({ assetTransferMethod, decimals }) => assetTransferMethod === undefined && decimals === 6,
  );
}

/** The cells of each line of the table in docs/networks.md. */
const documented = readFileSync('docs/networks.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

describe('the table of EVM chains', () => {
  it('has every chain with a token that stock buyers can pay here, once', () => {
    const payable = Object.keys(DEFAULT_ASSETS).filter(
      (id) => assetsOf(Number(id.split(':')[1])).length > 0,
    );
    const ids: string[] = EVM_CHAINS.map(({ chainId }) => caip2(chainId));
    expect(ids.toSorted()).toEqual(payable.toSorted());
  });

  describe.each(EVM_CHAINS)('$chainId, $name', (row) => {
    it('names tokens and their EIP-712 domains as stock buyers sign them', () => {
      const ours = row.assets.map(({ symbol, address, decimals, domain }) => {
        return { symbol, asset: address, decimals, ...domain };
      });
      expect(ours).toEqual(
        assetsOf(row.chainId).map(({ symbol, asset, decimals, name, version }) => {
          return { symbol, asset, decimals, name, version };
        }),
      );
      for (const { address } of row.assets) expect(getAddress(address)).toBe(address);
    });

    it('has the v1 name that x402 clients know', () => {
      const known = Object.entries(EVM_NETWORK_CHAIN_ID_MAP);
      const name = known.find(([, chainId]) => chainId === row.chainId)?.[0];
      expect(row.v1Name).toBe(name);
    });

    it('agrees with what viem knows of the chain', () => {
      const chain = byChainId.get(row.chainId);
      expect(chain?.blockExplorers?.default.url.replace(/\/$/, '')).toBe(row.explorer);
      expect(chain?.testnet ?? false).toBe(row.isTestnet);
      const { blockTime } = chain ?? {};
      if (blockTime !== undefined) expect(row.blockSeconds * 1000).toBe(blockTime);
    });

    it('takes a transfer to stay after five minutes at the earliest', () => {
      expect(row.confirmations * row.blockSeconds).toBeGreaterThanOrEqual(300);
    });

    it('stands in the documentation as it is', () => {
      const line = documented.find((cells) => cells[1] === `\`${caip2(row.chainId)}\``);
      expect(line).toEqual([
        row.isTestnet ? `${row.name} (test)` : row.name,
        `\`${caip2(row.chainId)}\``,
        row.v1Name === undefined ? '–' : `\`${row.v1Name}\``,
        row.assets.map(({ symbol }) => symbol).join(', '),
        `${row.blockSeconds} s`,
        `${row.confirmations} blocks`,
        `<${row.explorer}>`,
      ]);
    });
  });
});
