/** A dollar token on an EVM chain, and the EIP-712 domain that buyers sign its transfers for. */
export interface EvmAsset {
  readonly symbol: string;
  readonly address: `0x${string}`;
  /** Prices, ledger and API count in millionths of a dollar. */
  readonly decimals: 6;
  /** What the contract itself states; its chain and address complete the domain. */
  readonly domain: { readonly name: string; readonly version: string };
}

/** One EVM chain that buyers can pay on: all that is known of it. */
export interface EvmChain {
  /** EIP-155; `eip155:<chainId>` is its CAIP-2 id. */
  readonly chainId: number;
  readonly name: string;
  /** What x402 v1 calls the chain; undefined where v1 buyers have no name for it. */
  readonly v1Name: string | undefined;
  readonly isTestnet: boolean;
  /** Where people look up transactions: `<explorer>/tx/<hash>`. */
  readonly explorer: string;
  /** How far its blocks are apart, in seconds, about: searches begin with it and do not rely on it. */
  readonly blockSeconds: number;
  /** After how many blocks, its own included, a transfer is taken to stay. */
  readonly confirmations: number;
  /** Tokens with EIP-3009 that buyers pay with; the first is offered first. */
  readonly assets: readonly [EvmAsset, ...EvmAsset[]];
}

/**
 * The EVM chains buyers can pay on; a new chain is one row. Tokens and domains as the default assets of
 * `@x402/evm` state them, those with EIP-3009 and six decimals; v1 names as `@x402/evm/v1` lists them;
 * explorers and block times as viem's chains have them, block times that those lack from the chains' own
 * documentation, or the least that their kind of chain has. Confirmations are five minutes and more:
 * longer than a rollup takes to post a block to Ethereum, after which only Ethereum can undo it, and
 * than chains with instant finality need. Ethereum itself is final after some 13 to 19 minutes.
 */
export const EVM_CHAINS: readonly EvmChain[] = [
  {
    chainId: 8453,
    name: 'Base',
    v1Name: 'base',
    isTestnet: false,
    explorer: 'https://basescan.org',
    blockSeconds: 2,
    confirmations: 150,
    assets: [token('USDC', '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913', 'USD Coin', '2')],
  },
  {
    chainId: 84_532,
    name: 'Base Sepolia',
    v1Name: 'base-sepolia',
    isTestnet: true,
    explorer: 'https://sepolia.basescan.org',
    blockSeconds: 2,
    confirmations: 150,
    assets: [token('USDC', '0x036CbD53842c5426634e7929541eC2318f3dCF7e', 'USDC', '2')],
  },
  {
    chainId: 1,
    name: 'Ethereum',
    v1Name: 'ethereum',
    isTestnet: false,
    explorer: 'https://etherscan.io',
    blockSeconds: 12,
    confirmations: 96,
    assets: [token('USDC', '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', 'USD Coin', '2')],
  },
  {
    chainId: 137,
    name: 'Polygon',
    v1Name: 'polygon',
    isTestnet: false,
    explorer: 'https://polygonscan.com',
    blockSeconds: 2,
    confirmations: 150,
    assets: [token('USDC', '0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359', 'USD Coin', '2')],
  },
  {
    chainId: 42_161,
    name: 'Arbitrum One',
    v1Name: undefined,
    isTestnet: false,
    explorer: 'https://arbiscan.io',
    blockSeconds: 0.25,
    confirmations: 1200,
    assets: [token('USDC', '0xaf88d065e77c8cC2239327C5EDb3A432268e5831', 'USD Coin', '2')],
  },
  {
    chainId: 421_614,
    name: 'Arbitrum Sepolia',
    v1Name: undefined,
    isTestnet: true,
    explorer: 'https://sepolia.arbiscan.io',
    blockSeconds: 0.25,
    confirmations: 1200,
    assets: [token('USDC', '0x75faf114eafb1BDbe2F0316DF893fd58CE46AA4d', 'USD Coin', '2')],
  },
  {
    chainId: 43_114,
    name: 'Avalanche',
    v1Name: 'avalanche',
    isTestnet: false,
    explorer: 'https://snowtrace.io',
    blockSeconds: 1.7,
    confirmations: 180,
    assets: [token('USDC', '0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E', 'USD Coin', '2')],
  },
  {
    chainId: 143,
    name: 'Monad',
    v1Name: 'monad',
    isTestnet: false,
    explorer: 'https://monadscan.com',
    blockSeconds: 0.4,
    confirmations: 750,
    assets: [token('USDC', '0x754704Bc059F8C67012fEd69BC8A327a5aafb603', 'USDC', '2')],
  },
  {
    chainId: 1329,
    name: 'Sei',
    v1Name: 'sei',
    isTestnet: false,
    explorer: 'https://seiscan.io',
    blockSeconds: 0.4,
    confirmations: 750,
    assets: [token('USDC', '0xe15fC38F6D8c56aF07bbCBe3BAf5708A2Bf42392', 'USDC', '2')],
  },
  {
    chainId: 1328,
    name: 'Sei Testnet',
    v1Name: 'sei-testnet',
    isTestnet: true,
    explorer: 'https://testnet.seiscan.io',
    blockSeconds: 0.4,
    confirmations: 750,
    assets: [token('USDC', '0x4fCF1784B31630811181f670Aea7A7bEF803eaED', 'USDC', '2')],
  },
  {
    chainId: 42_220,
    name: 'Celo',
    v1Name: 'celo',
    isTestnet: false,
    explorer: 'https://celoscan.io',
    blockSeconds: 1,
    confirmations: 300,
    assets: [
      token('USDC', '0xcebA9300f2b948710d2653dD7B07f33A8B32118C', 'USDC', '2'),
      token('USDT', '0x48065fbBE25f71C9282ddf5e1cD6D6A887483D5e', 'Tether USD', '1'),
      token('USAT', '0xD2ab3C9A02DBBAB236BfEC45D1d755DF4267F771', 'Tether America USD', '1'),
    ],
  },
  {
    chainId: 11_142_220,
    name: 'Celo Sepolia',
    v1Name: undefined,
    isTestnet: true,
    explorer: 'https://celo-sepolia.blockscout.com',
    blockSeconds: 1,
    confirmations: 300,
    assets: [token('USDC', '0x01C5C0122039549AD1493B8220cABEdD739BC44E', 'USDC', '2')],
  },
  {
    chainId: 50,
    name: 'XDC',
    v1Name: undefined,
    isTestnet: false,
    explorer: 'https://xdcscan.com',
    blockSeconds: 2,
    confirmations: 150,
    assets: [token('USDC', '0xfA2958CB79b0491CC627c1557F441eF849Ca8eb1', 'USDC', '2')],
  },
  {
    chainId: 51,
    name: 'XDC Apothem',
    v1Name: undefined,
    isTestnet: true,
    explorer: 'https://testnet.xdcscan.com',
    blockSeconds: 2,
    confirmations: 150,
    assets: [token('USDC', '0xb5AB69F7bBada22B28e79C8FFAECe55eF1c771D4', 'USDC', '2')],
  },
  {
    chainId: 14,
    name: 'Flare',
    v1Name: 'flare',
    isTestnet: false,
    explorer: 'https://flare-explorer.flare.network',
    blockSeconds: 1,
    confirmations: 300,
    assets: [token('USDT0', '0xe7cd86e13AC4309349F30B3435a9d337750fC82D', 'USD₮0', '1')],
  },
  {
    chainId: 988,
    name: 'Stable',
    v1Name: 'stable',
    isTestnet: false,
    explorer: 'https://stablescan.xyz',
    blockSeconds: 0.7,
    confirmations: 430,
    assets: [token('USDT0', '0x779Ded0c9e1022225f8E0630b35a9b54bE713736', 'USDT0', '1')],
  },
  {
    chainId: 2201,
    name: 'Stable Testnet',
    v1Name: 'stable-testnet',
    isTestnet: true,
    explorer: 'https://testnet.stablescan.xyz',
    blockSeconds: 0.7,
    confirmations: 430,
    assets: [token('USDT0', '0x78Cf24370174180738C5B8E352B6D14c83a6c9A9', 'USDT0', '1')],
  },
  {
    chainId: 36_900,
    name: 'ADI Chain',
    v1Name: undefined,
    isTestnet: false,
    explorer: 'https://explorer.adifoundation.ai',
    blockSeconds: 0.25,
    confirmations: 1200,
    assets: [token('USDC.e', '0x9cb8142aEBBcdc60AF7c97Af897A67A8f3CA71C2', 'USDC.e', '2')],
  },
  {
    chainId: 190_415,
    name: 'HPP',
    v1Name: undefined,
    isTestnet: false,
    explorer: 'https://explorer.hpp.io',
    blockSeconds: 0.25,
    confirmations: 1200,
    assets: [token('USDC.e', '0x401eCb1D350407f13ba348573E5630B83638E30D', 'Bridged USDC', '2')],
  },
  {
    chainId: 181_228,
    name: 'HPP Sepolia',
    v1Name: undefined,
    isTestnet: true,
    explorer: 'https://sepolia-explorer.hpp.io',
    blockSeconds: 0.25,
    confirmations: 1200,
    assets: [token('USDC.e', '0x401eCb1D350407f13ba348573E5630B83638E30D', 'Bridged USDC', '2')],
  },
];

function token(symbol: string, address: `0x${string}`, name: string, version: string): EvmAsset {
  return { symbol, address, decimals: 6, domain: { name, version } };
}
