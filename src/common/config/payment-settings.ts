import { setting } from './setting.js';
import {
  evmNetworkIds,
  facilitatorList,
  facilitatorTokens,
  privateKey,
  rpcUrls,
  wholeNumber,
} from './setting-types.js';

/** What taking payments needs. */
export const paymentSettings = {
  NETWORKS: setting(
    {
      description: 'Networks buyers can pay on, as CAIP-2 ids separated by commas',
      example: 'eip155:8453',
    },
    evmNetworkIds,
  ),
  RPC_URLS: setting(
    {
      description: 'JSON-RPC endpoint of every network: `network=url` pairs separated by commas',
      example: 'eip155:8453=https://mainnet.base.org',
    },
    rpcUrls,
  ),
  FACILITATOR_URL: setting(
    {
      description:
        'x402 facilitators that verify and settle, separated by commas and tried in this order: each a URL, or `network=url`; this or FACILITATOR_PRIVATE_KEY',
      example: 'https://facilitator.example.com',
    },
    facilitatorList,
  ),
  FACILITATOR_TOKEN: setting(
    {
      description:
        'Bearer token for the facilitator, where it asks for one; with several, `origin=token` pairs separated by commas',
      example: 'token',
    },
    facilitatorTokens,
  ),
  FACILITATOR_PRIVATE_KEY: setting(
    {
      description:
        'Hot key with gas money that settles in our own process, instead of a facilitator',
      example: '0x0000000000000000000000000000000000000000000000000000000000000001',
    },
    privateKey.optional(),
  ),
  FACILITATOR_TIMEOUT_MS: setting(
    { description: 'How long to wait for the facilitator', example: '30000' },
    wholeNumber(100, 120_000).default(30_000),
  ),
  PLATFORM_FEE_BPS: setting(
    {
      description: 'What creators owe the platform of every payment, in basis points (0 to 10000)',
      example: '250',
    },
    wholeNumber(0, 10_000).default(0),
  ),
};
