/** USDC on one EVM chain: where it is and the EIP-712 domain buyers sign for. */
export interface UsdcDeployment {
  readonly chainId: number;
  readonly address: `0x${string}`;
  readonly name: string;
  readonly version: string;
  /** What x402 v1 calls the chain; undefined where v1 buyers have no name for it. */
  readonly v1Name: string | undefined;
  /** How far its blocks are apart, in seconds, about: searches begin with it and do not rely on it. */
  readonly blockSeconds: number;
  /** After how many blocks, its own included, a transfer is taken to stay. */
  readonly confirmations: number;
}

/**
 * The EVM chains buyers can pay on; a new chain is one row. Addresses from Circle's list of USDC
 * contract addresses, name and version as the contract's EIP-712 domain states them, v1 names as
 * `x402` 1.2.0 (`NetworkSchema`) and `@x402/evm/v1` list them. Base makes a block every two seconds; five
 * minutes are longer than it takes to post a block to Ethereum, after which only Ethereum can undo it.
 */
export const USDC_DEPLOYMENTS: readonly UsdcDeployment[] = [
  {
    chainId: 8453,
    address: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913',
    name: 'USD Coin',
    version: '2',
    v1Name: 'base',
    blockSeconds: 2,
    confirmations: 150,
  },
  {
    chainId: 84532,
    address: '0x036CbD53842c5426634e7929541eC2318f3dCF7e',
    name: 'USDC',
    version: '2',
    v1Name: 'base-sepolia',
    blockSeconds: 2,
    confirmations: 150,
  },
];
