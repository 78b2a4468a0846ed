import { setting } from './setting.js';
import { httpUrl, usdc } from './setting-types.js';
import { privateKey } from './wallet-keys.js';

/** What storing results for buyers needs. */
export const storageSettings = {
  STORAGE_PRIVATE_KEY: setting(
    {
      description:
        'Key of a wallet with USDC that pays for storing results where buyers ask for it; without it nothing is stored',
      example: '0x0000000000000000000000000000000000000000000000000000000000000001',
    },
    privateKey.optional(),
  ),
  STORAGE_URL: setting(
    {
      description: 'Where results are stored: takes `{data, filename}` for an x402 payment',
      example: 'https://api.x402.storage/store',
    },
    httpUrl.default('https://api.x402.storage/store'),
  ),
  STORAGE_MAX_PRICE_USDC: setting(
    { description: 'The most that is paid for storing one result', example: '0.02' },
    usdc.default(20_000n),
  ),
  STORAGE_DAILY_CAP_USDC: setting(
    {
      description: 'The most that all replicas together pay for storage in 24 hours',
      example: '5.00',
    },
    usdc.default(5_000_000n),
  ),
};
