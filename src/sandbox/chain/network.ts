import { createTestClient, defineChain, http, publicActions, walletActions } from 'viem';
import type { Address } from 'viem';

/** Base Sepolia's chain id: buyers know it and its USDC, so they pay here without configuration. */
export const CHAIN_ID = 84532;

/** Where Circle's USDC lives on Base Sepolia, and the test USDC on the local chain. */
export const USDC_ADDRESS: Address = '0x036CbD53842c5426634e7929541eC2318f3dCF7e';

/** The address Multicall3 has on every chain; payment clients have it built in. */
export const MULTICALL3_ADDRESS: Address = '0xcA11bde05977b3631167028862bE2a173976CA11';

const localChain = defineChain({
  id: CHAIN_ID,
  name: 'Coinslot sandbox',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: [] } },
  contracts: { multicall3: { address: MULTICALL3_ADDRESS } },
  testnet: true,
});

/** A client for the local chain: reads, transactions and anvil's own methods. */
export function connectAnvil(rpcUrl: string) {
  return createTestClient({
    chain: localChain,
    mode: 'anvil',
    transport: http(rpcUrl),
    pollingInterval: 25,
  })
    .extend(publicActions)
    .extend(walletActions);
}

/** See {@link connectAnvil}. */
export type AnvilClient = ReturnType<typeof connectAnvil>;
