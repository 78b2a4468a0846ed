import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Where results are stored for buyers, and what may be paid for it. */
export const storageConfig = registerAs(
  'storage',
  fromSettings((settings) => ({
    url: settings.STORAGE_URL,
    privateKey: settings.STORAGE_PRIVATE_KEY,
    maxPrice: settings.STORAGE_MAX_PRICE_USDC,
    dailyCap: settings.STORAGE_DAILY_CAP_USDC,
    isProduction: settings.NODE_ENV === 'production',
  })),
);
