import {
  type Address,
  type Chain,
  createTestClient,
  defineChain,
  http,
  type HttpTransport,
  type PublicActions,
  publicActions,
  type TestClient,
  type WalletActions,
  walletActions,
} from 'viem';
import { type EvmChain, findEvmChain } from '../../common/networks/index.js';

/** The sandbox's network looks like Base Sepolia: buyers know it and its USDC, and need no configuration. */
export const NETWORK = 'eip155:84532';

const row = findEvmChain(NETWORK);
if (row === undefined) throw new Error(`${NETWORK} does not stand in the table of chains`);

/** What it looks like: its row of the table of chains. */
export const SANDBOX_CHAIN: EvmChain = row;

export const CHAIN_ID = row.chainId;

/** Where Circle's USDC lives on Base Sepolia, and the test USDC on the local chain. */
export const USDC_ADDRESS: Address = row.assets[0].address;

/** The address Multicall3 has on every chain; payment clients have it built in. */
export const MULTICALL3_ADDRESS: Address = '0xcA11bde05977b3631167028862bE2a173976CA11';

/** Makes smart wallets on the local chain: `createWallet(owner, salt)` of TestWallet.sol. */
export const WALLET_FACTORY_ADDRESS: Address = '0x5A11E7Fac7000000000000000000000000000001';

/** The code of such a wallet without an owner: accounts can delegate to it (EIP-7702). */
export const DELEGATE_ADDRESS: Address = '0x5A11E7C0de000000000000000000000000000002';

const localChain = (id: number) =>
  defineChain({
    id,
    name: 'Coinslot sandbox',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [] } },
    contracts: { multicall3: { address: MULTICALL3_ADDRESS } },
    testnet: true,
  });

/** A client for the local chain: reads, transactions and anvil's own methods. */
export type AnvilClient = TestClient<'anvil', HttpTransport, Chain> &
  PublicActions<HttpTransport, Chain> &
  WalletActions<Chain>;

/** Connects {@link AnvilClient} to a node. */
export function connectAnvil(rpcUrl: string, chainId = CHAIN_ID): AnvilClient {
  return createTestClient({
    chain: localChain(chainId),
    mode: 'anvil',
    transport: http(rpcUrl),
    pollingInterval: 25,
  })
    .extend(publicActions)
    .extend(walletActions);
}
