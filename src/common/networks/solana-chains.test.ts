import { describe, expect, it } from '@jest/globals';
import {
  SOLANA_DEVNET_CAIP2,
  SOLANA_MAINNET_CAIP2,
  getUsdcAddress,
  normalizeNetwork,
} from '@x402/svm';
import { SOLANA_CHAINS } from './index.js';

describe('the clusters of Solana', () => {
  it('are called as stock buyers call them, with the USDC that they know', () => {
    expect(SOLANA_CHAINS.map(({ id }) => id)).toEqual([SOLANA_MAINNET_CAIP2, SOLANA_DEVNET_CAIP2]);
    for (const { id, v1Name, assets } of SOLANA_CHAINS) {
      expect(normalizeNetwork(v1Name as never)).toBe(id);
      expect(assets[0].address).toBe(getUsdcAddress(id));
    }
  });
});
