import { setting } from './setting.js';
import {
  absolutePath,
  evmAddresses,
  facilitatorList,
  facilitatorTokens,
  networkIds,
  origin,
  rpcUrls,
  usdc,
  wholeNumber,
  word,
} from './setting-types.js';
import { signingKey } from './signing-key.js';
import { privateKey, solanaKey } from './wallet-keys.js';

/** The factories of Coinbase Smart Wallet, 1.1 and 1, as viem names them; the same on every chain. */
const COINBASE_FACTORIES = [
  '0xBA5ED110eFDBa3D005bfC882d75358ACBbB85842',
  '0x0BA5ED0c6AA8c49038F819E587E2633c4A9F428a',
];

/** What taking payments needs. */
export const paymentSettings = {
  NETWORKS: setting(
    {
      description: 'Networks buyers can pay on, as CAIP-2 ids separated by commas',
      example: 'eip155:8453',
    },
    networkIds,
  ),
  RPC_URLS: setting(
    {
      description: 'JSON-RPC endpoint of every network: `network=url` pairs separated by commas',
      example: 'eip155:8453=https://mainnet.base.org',
    },
    rpcUrls,
  ),
  WALLET_FACTORIES: setting(
    {
      description:
        'Contracts that make smart wallets: those that a wallet may name as its maker when it pays or signs in before it is on the chain (ERC-6492), separated by commas, or `none`. The wallet of FACILITATOR_PRIVATE_KEY pays for making them, so name none that runs what its callers choose. Coinbase’s by default',
      example: '0xBA5ED110eFDBa3D005bfC882d75358ACBbB85842',
    },
    evmAddresses.default(COINBASE_FACTORIES),
  ),
  WALLET_DEPLOYMENT_MIN_PRICE: setting(
    {
      description:
        'Below which price, in USDC, the wallet of FACILITATOR_PRIVATE_KEY makes no wallet for its buyer (ERC-6492): that takes more gas than a payment. `0` makes one for any price',
      example: '0.02',
    },
    usdc.default(20_000n),
  ),
  FACILITATOR_URL: setting(
    {
      description:
        'x402 facilitators that verify and settle, separated by commas and tried in this order: each a URL, or `network=url`; this or FACILITATOR_PRIVATE_KEY and SOLANA_FEE_PAYER_KEY, beside which it names the networks that those do not serve',
      example: 'https://facilitator.example.com',
    },
    facilitatorList,
  ),
  FACILITATOR_TOKEN: setting(
    {
      description:
        'Bearer token for the facilitator, where it asks for one; with several, `origin=token` pairs separated by commas',
      example: 'token',
      isSecret: true,
    },
    facilitatorTokens,
  ),
  FACILITATOR_KEY_ID: setting(
    {
      description:
        'Id of the API key for a facilitator that wants every request signed, as Coinbase’s developer platform does; with FACILITATOR_KEY_SECRET, instead of a token',
      example: '00000000-0000-0000-0000-000000000000',
    },
    word.max(300).optional(),
  ),
  FACILITATOR_KEY_SECRET: setting(
    {
      description:
        'Secret of that key: Ed25519 as base64, or EC as PEM with `\\n` for the ends of its lines',
      example:
        'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQGKiOPddAnxlf1S2y08ul1yymcJvx2UEhvzdIgBtA9vXA==',
      isSecret: true,
    },
    signingKey.optional(),
  ),
  FACILITATOR_KEY_ORIGIN: setting(
    {
      description: 'Whose requests are signed with it, among those in FACILITATOR_URL',
      example: 'https://api.cdp.coinbase.com',
    },
    origin.default('https://api.cdp.coinbase.com'),
  ),
  FACILITATOR_PRIVATE_KEY: setting(
    {
      description:
        'Hot key with gas money that settles on EVM chains in our own process, instead of a facilitator',
      example: '0x0000000000000000000000000000000000000000000000000000000000000001',
    },
    privateKey.optional(),
  ),
  SOLANA_FEE_PAYER_KEY: setting(
    {
      description:
        'Hot key with SOL that pays the fees of payments on Solana in our own process, instead of a facilitator: 64 bytes in base58, as wallets export them',
      example:
        '2AXDGYSE4f2sz7tvMMzyHvUfcoJmxudvdhBcmiUSo6iuCXagjUCKEQF21awZnUGxmwD4m9vGXuC3qieHXJQHAcT',
    },
    solanaKey.optional(),
  ),
  HOT_WALLET_WARN_SETTLEMENTS: setting(
    {
      description:
        'Below how many settlements’ gas the wallets of FACILITATOR_PRIVATE_KEY and SOLANA_FEE_PAYER_KEY count as low, in the log and at /health/ready',
      example: '500',
    },
    wholeNumber(0, 1_000_000_000).default(500),
  ),
  FACILITATOR_TIMEOUT_MS: setting(
    { description: 'How long to wait for the facilitator', example: '30000' },
    wholeNumber(100, 120_000).default(30_000),
  ),
  REFUSED_PAYMENTS_PER_MINUTE: setting(
    {
      description:
        'How many payments of one IP address may be refused in a minute before no more are looked at',
      example: '30',
    },
    wholeNumber(1, 1_000_000).default(30),
  ),
  UNPAID_WORK_PAY_FIRST_HOURS: setting(
    {
      description:
        'For how long a wallet that left work unpaid has to pay before its calls are run; 0 for not at all',
      example: '24',
    },
    wholeNumber(0, 8_760).default(24),
  ),
  PLATFORM_FEE_BPS: setting(
    {
      description: 'What creators owe the platform of every payment, in basis points (0 to 10000)',
      example: '250',
    },
    wholeNumber(0, 10_000).default(0),
  ),
  DEMAND_DIRECTORY: setting(
    {
      description:
        'Absolute path of a directory for counts of challenges and refused payments that are not in the database yet; by default one for temporary files. On a volume that survives a restart nothing is lost when the process is killed',
      example: '/var/lib/coinslot',
    },
    absolutePath.optional(),
  ),
};
