import { describe, expect, it } from '@jest/globals';
import { EVM_NETWORK_CHAIN_ID_MAP } from '@x402/evm/v1';
import { USDC_DEPLOYMENTS } from './usdc.js';

describe('the chains that buyers can pay on', () => {
  it.each(USDC_DEPLOYMENTS)('$chainId has the v1 name that x402 clients know', (deployment) => {
    const known = Object.entries(EVM_NETWORK_CHAIN_ID_MAP);
    const name = known.find(([, chainId]) => chainId === deployment.chainId)?.[0];
    expect(deployment.v1Name).toBe(name);
  });
});
